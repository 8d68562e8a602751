/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import org.airmessenger.message.Row;
import org.airmessenger.message.Ticket;

import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The order of what belongs together: one connection, or one request with many messages. A message
 * starts when the one before holds its place in the lanes or has ended, on a thread of the pool and
 * never on the network's. Thread-safe.
 */
public final class Order {

    /** Messages in a row on a thread that others wait for. */
    private static final int TURNS = 64;

    private final Executor executor;
    private final Queue<Step> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicBoolean running = new AtomicBoolean();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private volatile boolean started = true;
    private volatile boolean ended;

    /** One message's turn. */
    @FunctionalInterface
    public interface Step {

        /**
         * Starts, and returns without waiting.
         *
         * @param ticket called when the message holds its place, and by the step when it has ended;
         *     more calls do nothing
         */
        void start(Ticket ticket);
    }

    /**
     * Nothing waits.
     *
     * @param executor bounded threads that carry messages through the routes
     */
    public Order(Executor executor) {
        this.executor = executor;
    }

    /** Starts only when another order is drained: the same device's older connection. */
    public void follow(Order before) {
        if (before != null && !before.drained.isDone()) {
            started = false;
            before.drained.thenRun(this::begin);
        }
    }

    /**
     * Starts only when all that wait in others now hold their places: connections of the same
     * device, which go on or are over. To be called before the first {@link #add}, and once.
     */
    public void follow(Collection<Order> others) {
        CompletableFuture<?>[] passed =
                others.stream()
                        .filter(other -> other.size() > 0)
                        .map(Order::passed)
                        .toArray(CompletableFuture[]::new);
        if (passed.length > 0) {
            started = false;
            CompletableFuture.allOf(passed).thenRun(this::begin);
        }
    }

    /** Done when all that wait now hold their places. */
    private CompletableFuture<Void> passed() {
        CompletableFuture<Void> passed = new CompletableFuture<>();
        add(
                ticket -> {
                    ticket.placed();
                    passed.complete(null);
                });
        return passed;
    }

    /** Takes its turn behind all that wait; from any thread, calls one after the other. */
    public void add(Step step) {
        size.incrementAndGet();
        waiting.add(step);
        schedule();
    }

    /** Nothing more is added. */
    public void end() {
        ended = true;
        schedule();
        finish();
    }

    /** Done when nothing more is added and every step holds its place. */
    public CompletableFuture<Void> drained() {
        return drained;
    }

    /** Steps that do not hold their place yet. */
    public int size() {
        return size.get();
    }

    private void begin() {
        started = true;
        schedule();
        finish();
    }

    private void schedule() {
        if (started && !waiting.isEmpty() && running.compareAndSet(false, true)) {
            executor.execute(this::run);
        }
    }

    private void run() {
        Row.during(this::turns);
    }

    private void turns() {
        int turns = 0;
        while (true) {
            if (turns++ == TURNS) {
                // who is busy goes to the back of the queue, so that he harms no other
                executor.execute(this::run);
                return;
            }
            Step next = waiting.poll();
            if (next == null) {
                running.set(false);
                if (waiting.isEmpty() || !running.compareAndSet(false, true)) {
                    finish();
                    return;
                }
            } else {
                Turn turn = new Turn();
                next.start(turn);
                if (turn.park()) {
                    return;
                }
            }
        }
    }

    /** Who took nothing and still follows another is not drained: who follows it follows both. */
    private void finish() {
        if (ended && started && size.get() == 0) {
            drained.complete(null);
        }
    }

    private final class Turn implements Ticket {

        private static final int RUNNING = 0;
        private static final int OVER = 1;
        private static final int PARKED = 2;

        private final AtomicInteger state = new AtomicInteger(RUNNING);

        @Override
        public void placed() {
            int before = state.getAndSet(OVER);
            if (before != OVER) {
                size.decrementAndGet();
            }
            if (before == PARKED) {
                executor.execute(Order.this::run);
            }
        }

        /** Whether the turn is not over yet, so that it goes on with the order when it is. */
        private boolean park() {
            return state.compareAndSet(RUNNING, PARKED);
        }
    }
}
