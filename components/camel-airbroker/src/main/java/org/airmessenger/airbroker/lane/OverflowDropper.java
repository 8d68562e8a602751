/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.apache.activemq.artemis.core.persistence.OperationContext;
import org.apache.activemq.artemis.core.persistence.impl.journal.OperationContextImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops the oldest of a lane beyond its cap. While a dispatcher holds the lane's head, that is the
 * dispatcher's work; else the queue's own head goes.
 */
final class OverflowDropper {

    private static final Logger LOG = LoggerFactory.getLogger(OverflowDropper.class);

    private final ActiveMQServer server;
    private final LaneClock clock;

    OverflowDropper(ActiveMQServer server, LaneClock clock) {
        this.server = server;
        this.clock = clock;
    }

    /** Brings a lane below its cap, soon. */
    void drop(LaneQueue lane) {
        Dispatcher dispatcher = lane.destination.dispatcher();
        if (dispatcher != null) {
            dispatcher.signal();
        } else {
            clock.schedule(() -> dropHead(lane), 0);
        }
    }

    private void dropHead(LaneQueue lane) {
        OperationContext before = OperationContextImpl.getContext();
        server.getStorageManager()
                .setContext(
                        server.getStorageManager()
                                .newContext(server.getExecutorFactory().getExecutor()));
        try {
            while (lane.destination.dispatcher() == null && !lane.hasRoom(0)) {
                MessageReference oldest = lane.queue.peekFirstMessage();
                if (oldest == null || !lane.queue.deleteReference(oldest.getMessageID())) {
                    // nothing in memory yet: the broker reads its pages, the next write asks again
                    lane.queue.forceDelivery();
                    return;
                }
                lane.destination.account.overflow.increment();
                lane.destination.metrics.dropped("overflow", 1);
            }
        } catch (Exception e) {
            LOG.error(
                    "AIR-3115 the oldest of {} must be dropped but could not be; look at the disk",
                    lane.address,
                    e);
        } finally {
            server.getStorageManager().setContext(before);
        }
    }
}
