/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.HandleStatus;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.impl.AckReason;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Drops the oldest of a lane beyond its cap while no dispatcher empties it, by consuming from its
 * head. The broker itself offers the head after each message that it counted, and reads its pages
 * for it; a look from outside would come too early, before the queue has the message.
 */
final class OverflowDropper extends LaneTaker {

    private final LaneQueue lane;
    private final Leaving leaving;
    private final Executor executor;
    private final Queue<Entry> taken = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean dropsSoon = new AtomicBoolean();
    private volatile boolean attached;
    private volatile boolean used;

    OverflowDropper(ActiveMQServer server, LaneQueue lane) {
        super("cap of " + lane.queue.getName(), server.getStorageManager().generateID());
        this.lane = lane;
        this.leaving = new Leaving(server, lane.destination);
        this.executor = server.getExecutorFactory().getExecutor();
    }

    /**
     * Watches the lane, or leaves it to its dispatcher; one thread at a time.
     *
     * @throws Exception if the broker does not let it
     */
    void watch(boolean wanted) throws Exception {
        if (wanted && !attached) {
            attached = true;
            lane.queue.addConsumer(this);
            lane.queue.deliverAsync();
        } else if (!wanted && attached) {
            attached = false;
            lane.queue.removeConsumer(this);
        }
    }

    /** Done when what it took so far is gone, and counted. */
    CompletableFuture<Void> settled() {
        CompletableFuture<Void> settled = new CompletableFuture<>();
        if (used) {
            executor.execute(() -> leaving.whenSettled(() -> settled.complete(null)));
        } else {
            settled.complete(null);
        }
        return settled;
    }

    /** Takes the head if the lane is beyond its cap; called under the queue's lock. */
    @Override
    public HandleStatus handle(MessageReference reference) throws Exception {
        if (!attached || lane.limits().overflow() != Overflow.DROP_OLDEST || lane.excess() <= 0) {
            return HandleStatus.BUSY;
        }
        used = true;
        long size = reference.getPersistentSize();
        reference.handled();
        lane.dropping.addAndGet(size);
        taken.add(new Entry(reference, size, 0, 0));
        if (dropsSoon.compareAndSet(false, true)) {
            executor.execute(this::drop);
        }
        return HandleStatus.HANDLED;
    }

    private void drop() {
        dropsSoon.set(false);
        List<Entry> entries = new ArrayList<>();
        long bytes = 0;
        for (Entry entry = taken.poll(); entry != null; entry = taken.poll()) {
            entries.add(entry);
            bytes += entry.size;
        }
        long freed = bytes;
        leaving.remove(
                entries,
                AckReason.KILLED,
                () -> {
                    lane.destination.account.overflow.add(entries.size());
                    lane.destination.metrics.dropped("overflow", entries.size());
                    dropped(freed);
                },
                () -> dropped(freed));
    }

    private void dropped(long bytes) {
        lane.dropping.addAndGet(-bytes);
        if (lane.excess() > 0) {
            // until now these bytes counted twice: as gone and as in the queue no more
            lane.queue.deliverAsync();
        }
    }

    @Override
    public void disconnect() {
        attached = false;
    }
}
