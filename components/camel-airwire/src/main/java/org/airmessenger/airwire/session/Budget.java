/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

/** A token bucket: so many per second, so many at once (PROTOCOL.md, 9). */
final class Budget {

    private static final long MILLIS = 1000;

    private final int perSecond;
    private final int burst;
    private long thousandths;
    private long filled;

    /** A full bucket. */
    Budget(int perSecond, int burst, long now) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.thousandths = burst * MILLIS;
        this.filled = now;
    }

    /** Takes one, if there is one. */
    boolean take(long now) {
        if (now > filled) {
            thousandths = Math.min(burst * MILLIS, thousandths + (now - filled) * perSecond);
            filled = now;
        }
        if (thousandths < MILLIS) {
            return false;
        }
        thousandths -= MILLIS;
        return true;
    }
}
