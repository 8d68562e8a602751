/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.apache.activemq.artemis.core.server.HandleStatus;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.impl.AckReason;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Drops the oldest of one subscription while its session holds more than it may. Never takes
 * anything otherwise, so it does not matter who else consumes there.
 */
final class SessionDropper extends LaneTaker {

    final SessionCap cap;
    final Queue queue;
    private final SessionCaps all;
    private final JournalWork journal;
    private final Executor executor;
    private final ConcurrentLinkedQueue<MessageReference> taken = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean dropsSoon = new AtomicBoolean();
    private volatile boolean attached;

    SessionDropper(SessionCaps all, SessionCap cap, Queue queue) {
        super("cap of " + queue.getName(), all.server.getStorageManager().generateID());
        this.all = all;
        this.cap = cap;
        this.queue = queue;
        this.journal = new JournalWork(all.server);
        this.executor = all.server.getExecutorFactory().getExecutor();
    }

    /** What waits, without what is on its way to the device. */
    long messages() {
        return Math.max(0, queue.getMessageCount() - queue.getDeliveringCount());
    }

    /** The same in bytes. */
    long bytes() {
        return Math.max(0, queue.getPersistentSize() - queue.getDeliveringSize());
    }

    void attach() {
        executor.execute(
                () -> {
                    if (!attached) {
                        attached = true;
                        try {
                            queue.addConsumer(this);
                            queue.deliverAsync();
                        } catch (Exception e) {
                            // the queue is going: nothing is left to be dropped
                            attached = false;
                        }
                    }
                });
    }

    void detach() {
        executor.execute(
                () -> {
                    if (attached) {
                        attached = false;
                        queue.removeConsumer(this);
                    }
                });
    }

    /**
     * Ends a group's queue that no session has any more: the broker left it, as it had a consumer.
     */
    void endIfUnshared() {
        if (!SessionCap.isGroup(queue.getName().toString())) {
            return;
        }
        executor.execute(
                () -> {
                    try {
                        if (!attached && queue.getConsumerCount() == 0) {
                            // the server keeps what a group still shares
                            all.server.destroyQueue(queue.getName(), null, true, false);
                        }
                    } catch (Exception e) {
                        // somebody came, or it went by itself, in between
                        return;
                    }
                });
    }

    /** Takes the head if there is too much; called under the queue's lock. */
    @Override
    public HandleStatus handle(MessageReference reference) throws Exception {
        if (!attached || !cap.isOver()) {
            return HandleStatus.BUSY;
        }
        SessionDropper fullest = cap.fullest();
        if (fullest != this && fullest != null) {
            fullest.queue.deliverAsync();
            return HandleStatus.BUSY;
        }
        reference.handled();
        taken.add(reference);
        if (dropsSoon.compareAndSet(false, true)) {
            executor.execute(this::drop);
        }
        return HandleStatus.HANDLED;
    }

    private void drop() {
        dropsSoon.set(false);
        List<MessageReference> gone = new ArrayList<>();
        for (MessageReference next = taken.poll(); next != null; next = taken.poll()) {
            gone.add(next);
        }
        if (gone.isEmpty()) {
            return;
        }
        journal.run(
                transaction -> {
                    for (MessageReference each : gone) {
                        queue.acknowledge(transaction, each, AckReason.KILLED, null, true);
                    }
                    transaction.commit();
                },
                () -> all.metrics.localDropped(gone.size()),
                all.journalFailed);
    }

    @Override
    public void disconnect() {
        attached = false;
    }
}
