/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import org.airmessenger.airbroker.lane.JournalWork;
import org.airmessenger.airbroker.lane.LaneMessages;

import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.persistence.impl.journal.LargeServerMessageImpl;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last values of the topics that a new subscription matches, put into the mailbox: so they come
 * as surely as what is new.
 */
final class RetainedLetters {

    private static final Logger LOG = LoggerFactory.getLogger(RetainedLetters.class);

    private final DownlinkRoom room;

    RetainedLetters(DownlinkRoom room) {
        this.room = room;
    }

    /** Writes them; may block. */
    void send(Mailbox box, String filter) {
        for (String topic : room.retained.matching(filter)) {
            CoreMessage value = room.retained.copy(topic);
            if (value != null) {
                Content content = Contents.ofLocal(value);
                content.headers().put(Shard.RETAINED, true);
                keep(box, content);
            }
        }
    }

    private void keep(Mailbox box, Content content) {
        int size = content.body().length + Mailboxes.HEADER_BYTES;
        room.boxes.take(box, size);
        new JournalWork(room.server)
                .run(
                        transaction -> write(transaction, box, content, size),
                        room.tally.accepted::increment,
                        failure -> {
                            room.boxes.release(box, size);
                            LOG.error(
                                    "AIR-1507 a retained message must get into the journal but did not",
                                    failure);
                        });
    }

    private void write(Transaction transaction, Mailbox box, Content content, int size)
            throws Exception {
        StorageManager storage = room.server.getStorageManager();
        CoreMessage letter =
                LaneMessages.encode(storage.generateID(), content.headers(), content.body(), true);
        box.address(letter, size);
        room.server
                .getPostOffice()
                .route(
                        LargeServerMessageImpl.checkLargeMessage(letter, storage),
                        transaction,
                        false,
                        false,
                        box.shard.binding);
        transaction.commit();
    }
}
