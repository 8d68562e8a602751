/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import java.util.Comparator;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Does what is to be done when a proof ends, at most {@value #LOOK_MILLIS} ms late, whichever way
 * the clock jumps: a clock that is set forward ends at once what ended meanwhile; one that is set
 * back prolongs nothing. One look at the first of all is what it costs, however many they are.
 * Thread-safe.
 */
final class ProofEnds {

    private static final long LOOK_MILLIS = 250;

    private final ScheduledExecutorService timer;
    private final LongSupplier clock;
    private final LongSupplier nanos;
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final ConcurrentSkipListSet<End> byClock =
            new ConcurrentSkipListSet<>(
                    Comparator.comparingLong(End::until).thenComparingLong(End::number));
    private final ConcurrentSkipListSet<End> byNanos =
            new ConcurrentSkipListSet<>(
                    // System.nanoTime may overflow: its differences do not
                    ((Comparator<End>) (a, b) -> Long.signum(a.nanos - b.nanos))
                            .thenComparingLong(End::number));

    /**
     * One end.
     *
     * @param until epoch milliseconds
     * @param nanos the same by the clock that nobody sets
     */
    record End(long number, long until, long nanos, Runnable work) {}

    /**
     * Nothing is to end.
     *
     * @param timer looks; not shut down here
     * @param clock epoch milliseconds
     * @param nanos a clock that nobody sets, such as {@link System#nanoTime()}
     */
    ProofEnds(ScheduledExecutorService timer, LongSupplier clock, LongSupplier nanos) {
        this.timer = timer;
        this.clock = clock;
        this.nanos = nanos;
    }

    /**
     * Does the work once when the time has come.
     *
     * @param until epoch milliseconds
     * @param work must not block
     */
    End at(long until, Runnable work) {
        long left = Math.max(0, until - clock.getAsLong());
        long end = nanos.getAsLong() + TimeUnit.MILLISECONDS.toNanos(left);
        End made = new End(numbers.incrementAndGet(), until, end, work);
        byNanos.add(made);
        byClock.add(made);
        lookLater();
        return made;
    }

    /** It ends otherwise. */
    void cancel(End end) {
        byNanos.remove(end);
        byClock.remove(end);
    }

    private void lookLater() {
        if (looking.compareAndSet(false, true)) {
            timer.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        looking.set(false);
        try {
            finishDue(clock.getAsLong(), nanos.getAsLong());
        } finally {
            if (!byClock.isEmpty()) {
                lookLater();
            }
        }
    }

    private void finishDue(long now, long nanosNow) {
        for (End end : byClock) {
            if (end.until > now) {
                break;
            }
            finish(end);
        }
        for (End end : byNanos) {
            if (end.nanos - nanosNow > 0) {
                break;
            }
            finish(end);
        }
    }

    private void finish(End end) {
        // who removes it from the first does the work
        byNanos.remove(end);
        if (byClock.remove(end)) {
            end.work.run();
        }
    }
}
