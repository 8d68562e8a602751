/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.message.LaneClass;

import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;

import java.util.concurrent.atomic.AtomicLong;

/** One lane: one class of one destination, an address with one durable queue. */
final class LaneQueue {

    /** Beyond its cap by so much, a lane that drops its oldest refuses until it caught up. */
    private static final long OVERSHOOT = 1_000_000;

    final Destination destination;
    final LaneClass laneClass;
    final SimpleString address;
    final Queue queue;
    final Binding binding;

    /** Bytes of messages that passed the check of room but are not in the queue yet. */
    final AtomicLong arriving = new AtomicLong();

    /** Bytes whose messages are being dropped, but that still count in the queue. */
    final AtomicLong dropping = new AtomicLong();

    /** Keeps its cap while nobody empties it. */
    final OverflowDropper dropper;

    private volatile LaneLimits limits;

    LaneQueue(ActiveMQServer server, Destination destination, LaneClass laneClass, Queue queue) {
        this.destination = destination;
        this.laneClass = laneClass;
        this.address = queue.getAddress();
        this.queue = queue;
        this.binding = server.getPostOffice().getBinding(queue.getName());
        this.dropper = new OverflowDropper(server, this);
    }

    LaneLimits limits() {
        return limits;
    }

    void limits(LaneLimits changed) {
        this.limits = changed;
    }

    /** Bytes on disk, with those on their way. */
    long bytes() {
        return queue.getPersistentSize() + arriving.get();
    }

    /** Whether so many bytes more stay below the cap. */
    boolean hasRoom(long bytes) {
        return bytes() + bytes <= limits.capBytes();
    }

    /** Bytes beyond the cap that nobody drops yet; negative while there is room. */
    long excess() {
        return queue.getPersistentSize() - dropping.get() - limits.capBytes();
    }

    /** Brings it below its cap, soon, if its oldest may be dropped. */
    void dropExcess() {
        if (limits.overflow() == Overflow.DROP_OLDEST && !hasRoom(0)) {
            Dispatcher dispatcher = destination.dispatcher();
            if (dispatcher != null) {
                dispatcher.signal();
            } else {
                queue.deliverAsync();
            }
        }
    }

    /** Whether dropping of the oldest is so far behind that new ones must wait. */
    boolean isFarBeyond() {
        long cap = limits.capBytes();
        return bytes() > cap + Math.max(OVERSHOOT, cap / 10);
    }
}
