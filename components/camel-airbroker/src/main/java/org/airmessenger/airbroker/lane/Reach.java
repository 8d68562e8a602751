/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * Whether a destination answers, and how many requests it takes. Away: one probe at a time, pauses
 * grow with jitter. Back: few requests first, doubled while it goes well.
 */
final class Reach {

    private static final int MAX_DOUBLINGS = 40;

    /** The longest wish of a destination that is granted. */
    private static final long MAX_WISH_NANOS = TimeUnit.HOURS.toNanos(24);

    private final long initialNanos;
    private final long maxNanos;
    private final int most;
    private final DoubleSupplier random;

    private boolean away;
    private boolean tried;
    private int epoch;
    private String reason = "";
    private long since;
    private long nextProbe;
    private int failures;
    private int level;
    private int levelAfter;
    private int successes;

    /**
     * A destination that answers.
     *
     * @param most requests that are ever allowed
     * @param random 0 to 1, for the jitter
     */
    Reach(long initialNanos, long maxNanos, int most, DoubleSupplier random) {
        this.initialNanos = initialNanos;
        this.maxNanos = maxNanos;
        this.most = most;
        this.level = most;
        this.random = random;
    }

    /** A pause after so many failures in a row: exponential, between half and the whole of it. */
    long pause(int failuresInRow) {
        double full =
                Math.min(
                        (double) maxNanos,
                        initialNanos * Math.pow(2, Math.min(failuresInRow, MAX_DOUBLINGS)));
        return (long) (full * (0.5 + 0.5 * random.getAsDouble()));
    }

    /** A request found the destination away. */
    void failed(long now, long retryAfterNanos, String why, boolean probe) {
        long wish = Math.min(retryAfterNanos, MAX_WISH_NANOS);
        if (!away) {
            away = true;
            since = now;
            failures = 0;
            // a wish to wait comes from a destination that is there but has too much to do
            levelAfter = wish > 0 ? Math.max(1, Math.min(level, most) / 2) : 1;
            nextProbe = now + pause(0);
        } else if (probe) {
            failures++;
            nextProbe = now + pause(failures);
        }
        reason = why;
        if (wish > 0 && now + wish - nextProbe > 0) {
            nextProbe = now + wish;
        }
    }

    /** A request was answered, with a yes or with a verdict. */
    void answered(boolean probe) {
        tried |= !away || probe;
        if (away) {
            if (probe) {
                away = false;
                epoch++;
                reason = "";
                level = levelAfter;
                successes = 0;
            }
        } else if (level < most && ++successes >= level) {
            level = Math.min(most, level * 2);
            successes = 0;
        }
    }

    /**
     * Counts the recoveries: what was sent in a former epoch tells nothing of the destination now.
     */
    int epoch() {
        return epoch;
    }

    /** Whether it ever answered. */
    boolean isTried() {
        return tried;
    }

    boolean isAway() {
        return away;
    }

    String reason() {
        return reason;
    }

    /** Nanoseconds since it is away; 0 while it is not. */
    long awayNanos(long now) {
        return away ? now - since : 0;
    }

    /** Nanoseconds until the next probe may go; 0 at once. */
    long untilProbe(long now) {
        return Math.max(0, nextProbe - now);
    }

    /** Requests allowed now, before the limits of the classes. */
    int level() {
        return away ? 1 : level;
    }
}
