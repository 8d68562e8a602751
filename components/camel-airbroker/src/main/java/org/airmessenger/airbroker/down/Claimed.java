/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import org.airmessenger.airbroker.lane.Mail;
import org.airmessenger.message.AirHeaders;

import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.postoffice.Binding;

import java.util.List;

/** Room in mailboxes for one at-least-once message. */
final class Claimed implements Mail.Claim {

    private final DownlinkRoom room;
    private final List<Mail.Copy> copies;
    private final List<Mailbox> boxes;
    private final int size;

    /**
     * Claimed already.
     *
     * @param retain the message was published to be retained
     */
    Claimed(DownlinkRoom room, List<Mailbox> boxes, int size, boolean retain) {
        this.room = room;
        this.boxes = boxes;
        this.size = size;
        this.copies =
                boxes.stream().<Mail.Copy>map(box -> new Addressed(box, size, retain)).toList();
    }

    private record Addressed(Mailbox box, int size, boolean retain) implements Mail.Copy {

        @Override
        public Binding binding() {
            return box.shard.binding;
        }

        @Override
        public void address(CoreMessage message) {
            box.address(message, size);
            if (retain) {
                message.putBooleanProperty(AirHeaders.RETAIN, true);
            }
        }
    }

    @Override
    public List<Mail.Copy> copies() {
        return copies;
    }

    @Override
    public void kept() {
        room.tally.accepted.add(boxes.size());
    }

    @Override
    public void refused() {
        boxes.forEach(box -> room.boxes.release(box, size));
    }
}
