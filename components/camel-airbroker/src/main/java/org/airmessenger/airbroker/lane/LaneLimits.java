/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

/**
 * What one class of one destination may take.
 *
 * @param maxMessages in one request, 1–10,000
 * @param maxDelayNanos how long the first message of a request waits for others
 * @param maxBytes of bodies in one request
 * @param capBytes on disk
 * @param overflow what happens beyond the cap
 */
record LaneLimits(
        int maxMessages, long maxDelayNanos, long maxBytes, long capBytes, Overflow overflow) {

    LaneLimits {
        check("maxMessages", maxMessages, 1, 10_000);
        check("maxDelay in nanoseconds", maxDelayNanos, 0, 3_600_000_000_000L);
        check("maxBytes", maxBytes, 1, Long.MAX_VALUE);
        check("capBytes", capBytes, 1, Long.MAX_VALUE);
    }

    static void check(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "AIR-3111 " + name + " must be " + least + "–" + most + " but was " + value);
        }
    }
}
