/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.impl.AckReason;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.utils.ArtemisCloseable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes messages out of the queues: acknowledged, dropped, buried or given back. The journal is not
 * waited for: what a crash takes is delivered once more.
 */
final class Leaving {

    private static final Logger LOG = LoggerFactory.getLogger(Leaving.class);

    private final ActiveMQServer server;
    private final Destination destination;
    private final JournalWork journal;

    Leaving(ActiveMQServer server, Destination destination) {
        this.server = server;
        this.destination = destination;
        this.journal = new JournalWork(server);
    }

    /**
     * Removes messages for good.
     *
     * @param counted called once the queue does not count them any more
     * @param failed called instead if the journal failed
     */
    void remove(List<Entry> entries, AckReason reason, Runnable counted, Runnable failed) {
        if (entries.isEmpty()) {
            return;
        }
        run(
                entries.size(),
                transaction -> {
                    int last = entries.size() - 1;
                    for (Entry entry : deleteAlone(entries.subList(0, last), reason)) {
                        acknowledge(transaction, entry, reason);
                    }
                    // its commit is synced, and so is all that stands before it in the journal
                    acknowledge(transaction, entries.get(last), reason);
                    transaction.commit();
                },
                counted,
                failed);
    }

    /**
     * Whether nothing but this lane has the message: then the end of the message says all, and the
     * journal needs no record that the lane is done with it. A page knows no single message.
     */
    private static boolean isAlone(MessageReference reference) {
        return !reference.isPaged() && reference.getMessage().getDurableCount() <= 1;
    }

    /**
     * Ends the messages that nothing else has, all under the locks that each would take.
     *
     * @param entries of one lane
     * @return the others
     */
    private List<Entry> deleteAlone(List<Entry> entries, AckReason reason) {
        if (entries.isEmpty()) {
            return entries;
        }
        List<Entry> others = new ArrayList<>(0);
        // the queue's first, as the broker does
        synchronized (queue(entries.get(0))) {
            ArtemisCloseable lock = server.getStorageManager().closeableReadLock();
            try {
                for (Entry entry : entries) {
                    if (isAlone(entry.reference)) {
                        delete(entry.reference, reason);
                    } else {
                        others.add(entry);
                    }
                }
            } finally {
                lock.close();
            }
        }
        return others;
    }

    private static void delete(MessageReference reference, AckReason reason) {
        Queue queue = reference.getQueue();
        synchronized (queue) {
            queue.postAcknowledge(reference, reason, true);
        }
    }

    private static void acknowledge(Transaction transaction, Entry entry, AckReason reason)
            throws Exception {
        queue(entry).acknowledge(transaction, entry.reference, reason, null, true);
    }

    /** Moves a message to the dead lane, with the reason. */
    void bury(Entry entry, String why, String laneClass) {
        destination.burying.addAndGet(entry.size);
        run(
                1,
                transaction -> {
                    long id = server.getStorageManager().generateID();
                    Message dead = entry.reference.getMessage().copy(id);
                    if (dead instanceof ICoreMessage core) {
                        core.putStringProperty(LaneMessages.DEAD_REASON, SimpleString.of(why));
                        core.putIntProperty(LaneMessages.DEAD_ATTEMPTS, entry.attempts);
                        core.putStringProperty(LaneMessages.DEAD_CLASS, SimpleString.of(laneClass));
                    }
                    // the dead do not expire: somebody must look at them
                    dead.setExpiration(0);
                    dead.setAddress(destination.dead().getAddress());
                    server.getPostOffice()
                            .route(dead, transaction, false, false, destination.deadBinding());
                    queue(entry)
                            .acknowledge(
                                    transaction, entry.reference, AckReason.NORMAL, null, true);
                    transaction.commit();
                },
                () -> destination.burying.addAndGet(-entry.size),
                () -> destination.burying.addAndGet(-entry.size));
    }

    /** Gives messages back to their queues, at their places. */
    void giveBack(List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        run(
                0,
                transaction -> {
                    for (Entry entry : entries) {
                        queue(entry).cancel(transaction, entry.reference, true);
                    }
                    transaction.rollback();
                },
                () -> {},
                () -> {});
    }

    /** Calls back once all that left so far is where it belongs. */
    void whenSettled(Runnable settled) {
        run(0, transaction -> {}, settled, settled);
    }

    private static Queue queue(Entry entry) {
        return entry.reference.getQueue();
    }

    private void run(int messages, JournalWork.Work work, Runnable after, Runnable failed) {
        destination.account.moving.add(messages);
        journal.run(
                work,
                () -> {
                    destination.account.moving.add(-messages);
                    after.run();
                },
                failure -> {
                    destination.account.moving.add(-messages);
                    failed.run();
                    LOG.error(
                            "AIR-4102 {} messages of {} must leave the journal but it failed; they will"
                                    + " be delivered once more",
                            messages,
                            destination.name,
                            failure);
                });
    }
}
