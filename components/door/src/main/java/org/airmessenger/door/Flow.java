/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import java.util.concurrent.Executor;

/**
 * What waits in memory for one connection; stops its reading in time. Belongs to one thread, the
 * connection's event loop.
 */
public final class Flow {

    /** The reading of the connection; called on its event loop. */
    public interface Tap {

        /** Stops reading, because of bytes; does nothing if it is stopped for that. */
        void pause();

        /** Goes on. */
        void resume();

        /** Whether it is stopped because of bytes. */
        boolean isPaused();
    }

    private final ByteBudget budget;
    private final Tap tap;
    private final Executor loop;
    private final long limit;
    private volatile long inFlight;
    private boolean awaiting;

    /**
     * Nothing waits.
     *
     * @param budget of all connections
     * @param limit bytes of this connection from which it is not read, 1 or more
     * @param loop runs tasks on the connection's event loop
     */
    public Flow(ByteBudget budget, long limit, Tap tap, Executor loop) {
        this.budget = budget;
        this.limit = limit;
        this.tap = tap;
        this.loop = loop;
    }

    /** What waits; from any thread. */
    public long inFlight() {
        return inFlight;
    }

    /** Counts what the device's older connections still have on its way; negative to end that. */
    public void inherit(long bytes) {
        inFlight = inFlight + bytes;
        if (inFlight >= limit) {
            tap.pause();
        }
    }

    /** A message came in. */
    public void take(long bytes) {
        inFlight = inFlight + bytes;
        budget.take(bytes);
        if (budget.isSpent()) {
            tap.pause();
            awaitBudget();
        } else if (inFlight >= limit) {
            tap.pause();
        }
    }

    /** A message was answered; {@link #resumeIfRoom} is to follow. */
    public void give(long bytes) {
        inFlight = inFlight - bytes;
        budget.give(bytes);
    }

    /** Goes on reading if half of what may wait has gone. */
    public void resumeIfRoom() {
        if (!tap.isPaused() || inFlight > limit / 2) {
            return;
        }
        if (budget.isSpent()) {
            // others were quicker: without this, nothing would ever wake a connection that owes no
            // answer
            awaitBudget();
        } else {
            tap.resume();
        }
    }

    private void awaitBudget() {
        if (!awaiting) {
            awaiting = true;
            budget.whenFree(
                    () ->
                            loop.execute(
                                    () -> {
                                        awaiting = false;
                                        resumeIfRoom();
                                    }));
        }
    }
}
