/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.message.LaneClass;

import org.apache.activemq.artemis.core.io.IOCallback;
import org.apache.activemq.artemis.core.persistence.OperationContext;
import org.apache.activemq.artemis.core.persistence.StorageManager;
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
        } else if (lane.dropTask.compareAndSet(false, true)) {
            clock.schedule(() -> dropExcess(lane), 0);
        }
    }

    /** Asks again once in a while: the queue may have counted the last message too late. */
    void look(Destination destination) {
        for (LaneClass laneClass : LaneClass.values()) {
            LaneQueue lane = destination.lane(laneClass);
            if (lane.limits().overflow() == Overflow.DROP_OLDEST && lane.excess() > 0) {
                drop(lane);
            }
        }
    }

    private void dropExcess(LaneQueue lane) {
        boolean dropped = false;
        try {
            dropped = dropHead(lane);
        } finally {
            lane.dropTask.set(false);
        }
        if (dropped && lane.excess() > 0) {
            // what came meanwhile
            drop(lane);
        }
    }

    /** What is too much is reckoned once: the queue's size shrinks only after the journal. */
    private boolean dropHead(LaneQueue lane) {
        StorageManager storage = server.getStorageManager();
        OperationContext before = OperationContextImpl.getContext();
        storage.setContext(storage.newContext(server.getExecutorFactory().getExecutor()));
        long excess = lane.excess();
        long freed = 0;
        try {
            while (lane.destination.dispatcher() == null && freed < excess) {
                MessageReference oldest = lane.queue.peekFirstMessage();
                long size = oldest == null ? 0 : oldest.getPersistentSize();
                if (oldest == null || !lane.queue.deleteReference(oldest.getMessageID())) {
                    // nothing in memory yet: the broker reads its pages, the next write asks again
                    lane.queue.forceDelivery();
                    break;
                }
                freed += size;
                lane.destination.account.overflow.increment();
                lane.destination.metrics.dropped("overflow", 1);
            }
            settle(storage, lane, freed);
        } catch (Exception e) {
            LOG.error(
                    "AIR-3115 the oldest of {} must be dropped but could not be; look at the disk",
                    lane.address,
                    e);
        } finally {
            storage.setContext(before);
        }
        return freed > 0;
    }

    private void settle(StorageManager storage, LaneQueue lane, long bytes) {
        lane.dropping.addAndGet(bytes);
        storage.afterCompleteOperations(
                new IOCallback() {
                    @Override
                    public void done() {
                        lane.dropping.addAndGet(-bytes);
                        if (bytes > 0 && lane.excess() > 0) {
                            drop(lane);
                        }
                    }

                    @Override
                    public void onError(int code, String text) {
                        lane.dropping.addAndGet(-bytes);
                    }
                });
    }
}
