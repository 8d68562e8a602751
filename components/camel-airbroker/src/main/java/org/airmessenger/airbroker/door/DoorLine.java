/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.door.Intake;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;
import org.airmessenger.message.Row;
import org.airmessenger.message.Ticket;

import io.netty.util.concurrent.EventExecutor;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One connection's order. Messages are carried through the route one after the other: the next one
 * starts when the one before holds its place in the lanes or is finished, on a thread of the pool,
 * never on the network's. Answers are given in the order in which the packets came (MQTT 5.0, 4.6),
 * many at once.
 */
final class DoorLine {

    /** Longest that a message over its rate slows its connection down before it is refused. */
    static final long MAX_HOLD_MILLIS = 2_000;

    /** Messages of one connection in a row on a thread that others wait for. */
    private static final int TURNS = 64;

    private static final long FIRST_RETRY_MILLIS = 50;
    private static final long MAX_RETRY_MILLIS = 1_000;

    /** What the connection does with its messages; all calls come on its event loop. */
    interface Owner {

        /** The turn of a settled packet has come. */
        void answer(Inbound inbound);

        /** All answers that could be given are given. */
        void answered(boolean empty);

        /** Reading pauses, or goes on. */
        void hold(boolean pause);

        /** What it has on its way now; from any thread. */
        long bytes();

        /** Counts what the device has on its way before this line; negative to end that. */
        void inherit(long bytes);

        /** Whether the wire has a word for "not now", so that nothing need be held for ever. */
        boolean canRefuse();
    }

    private final Door door;
    private final Owner owner;
    private final EventExecutor loop;
    private final Identity identity;
    private final Queue<Inbound> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicBoolean flushing = new AtomicBoolean();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private volatile boolean ended;
    private volatile boolean gone;

    /** What the device sent before this line is kept or refused. */
    private volatile boolean started;

    /** Event loop only: every packet that is not answered, in the order it came. */
    private final ArrayDeque<Inbound> unanswered = new ArrayDeque<>(1);

    DoorLine(Door door, Owner owner, EventExecutor loop, Identity identity) {
        this.door = door;
        this.owner = owner;
        this.loop = loop;
        this.identity = identity;
    }

    /** Starts when the device's line before it is drained; null if there was none. */
    void follow(DoorLine before) {
        if (before == null || before.drained.isDone()) {
            started = true;
            return;
        }
        long earlier = before.owner.bytes();
        owner.inherit(earlier);
        before.drained.thenRunAsync(
                () -> {
                    started = true;
                    owner.inherit(-earlier);
                    schedule();
                    flush();
                },
                loop);
    }

    /** Done when nothing more comes and all that came is settled. */
    CompletableFuture<Void> drained() {
        return drained;
    }

    /** A packet came in; on the event loop. */
    void add(Inbound inbound) {
        unanswered.add(inbound);
        if (inbound.isSettled()) {
            flush();
            return;
        }
        door.waiting().incrementAndGet();
        waiting.add(inbound);
        schedule();
    }

    boolean isEmpty() {
        return unanswered.isEmpty();
    }

    /** Takes nothing more; what waits and has not started is forgotten, never acknowledged. */
    void end() {
        ended = true;
        schedule();
    }

    /** The device is gone: what it sent is still taken, but nothing is held back for it. */
    void gone() {
        gone = true;
        flush();
    }

    private void schedule() {
        if (started && !waiting.isEmpty() && running.compareAndSet(false, true)) {
            door.executor().execute(this::run);
        }
    }

    private void run() {
        Row.during(this::turns);
    }

    private void turns() {
        int turns = 0;
        while (true) {
            if (turns++ == TURNS) {
                // a busy connection goes to the back of the queue, so that it harms no other
                door.executor().execute(this::run);
                return;
            }
            Inbound next = waiting.poll();
            if (next == null) {
                running.set(false);
                if (waiting.isEmpty() || !running.compareAndSet(false, true)) {
                    return;
                }
            } else {
                door.waiting().decrementAndGet();
                Turn turn = new Turn(next);
                turn.attempt();
                if (turn.park()) {
                    return;
                }
            }
        }
    }

    /** One message's turn: ends when it holds its place or is settled, whichever comes first. */
    private final class Turn implements Ticket {

        private static final int RUNNING = 0;
        private static final int OVER = 1;
        private static final int PARKED = 2;

        private final Inbound message;
        private final AtomicInteger state = new AtomicInteger(RUNNING);
        private boolean held;

        private Turn(Inbound message) {
            this.message = message;
        }

        private void attempt() {
            Intake intake = door.intake();
            if (ended && !message.isWill() || intake == null) {
                settle(Refusal.GOING_DOWN, Replies.GOING_DOWN);
                return;
            }
            if (message.isKeptBefore()) {
                settle(null, null);
                return;
            }
            String problem = door.storeProblem();
            if (problem.isEmpty()) {
                intake.take(message, identity, this, this::outcome);
            } else {
                outcome(new RefusedException(Refusal.LANE_FULL, problem));
            }
        }

        private void outcome(Throwable failure) {
            if (failure == null) {
                settle(null, null);
            } else if (failure instanceof RefusedException refused) {
                refused(refused);
            } else {
                settle(
                        Refusal.FAILED,
                        "AIR-1023 a message must be kept on disk but was not; send it again");
            }
        }

        private void refused(RefusedException refused) {
            Refusal cause = refused.refusal();
            boolean slows = cause == Refusal.OVER_RATE;
            // MQTT 3.1.1 has no word for "not now": the message waits, unacknowledged
            boolean waits =
                    (slows || cause == Refusal.LANE_FULL) && message.qos > 0 && !owner.canRefuse();
            long next = nextTry(refused.retryAfterMillis());
            long wait = Math.max(next, refused.retryAfterMillis());
            boolean shortly = slows && message.heldMillis() + wait <= MAX_HOLD_MILLIS;
            boolean heard = !ended && !gone && !message.isWill();
            boolean open = heard && !door.isGoingDown() && state.get() != OVER;
            if (open && (shortly || waits)) {
                holdAndRetry(next);
            } else {
                settle(cause, refused.getMessage());
            }
        }

        private long nextTry(long wish) {
            long backOff = Math.max(FIRST_RETRY_MILLIS, message.heldMillis());
            return Math.min(wish > 0 ? wish : backOff, MAX_RETRY_MILLIS);
        }

        private void holdAndRetry(long millis) {
            message.hold(millis);
            loop.execute(
                    () -> {
                        if (!held) {
                            held = true;
                            owner.hold(true);
                        }
                    });
            loop.schedule(
                    () -> door.executor().execute(this::attempt), millis, TimeUnit.MILLISECONDS);
        }

        private void settle(Refusal verdict, String reason) {
            message.settle(verdict, reason);
            if (message.heldMillis() > 0) {
                loop.execute(
                        () -> {
                            if (held) {
                                held = false;
                                owner.hold(false);
                            }
                        });
            }
            if (flushing.compareAndSet(false, true)) {
                loop.execute(DoorLine.this::flush);
            }
            placed();
        }

        @Override
        public void placed() {
            if (state.getAndSet(OVER) == PARKED) {
                door.executor().execute(DoorLine.this::run);
            }
        }

        /** Whether the turn is not over yet, so that it will go on with the line when it is. */
        private boolean park() {
            return state.compareAndSet(RUNNING, PARKED);
        }
    }

    private void flush() {
        flushing.set(false);
        while (!unanswered.isEmpty() && unanswered.peek().isSettled()) {
            Inbound inbound = unanswered.poll();
            owner.answer(inbound);
        }
        owner.answered(unanswered.isEmpty());
        if (gone && started && unanswered.isEmpty()) {
            drained.complete(null);
        }
    }
}
