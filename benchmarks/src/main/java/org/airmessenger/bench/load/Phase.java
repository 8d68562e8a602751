/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.load;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * One stretch of load on connections that stand.
 *
 * @param messages how many, over all devices, 1–100,000,000
 * @param perSecond over all devices, at a fixed rate whatever the answers do; 0: as fast as window
 *     and lead allow
 * @param limit longest duration; then the phase ends, finished or not
 * @param lead most messages sent beyond those received, so that nothing piles up; 0: no such limit
 * @param received what the receiver has got so far; asked only if there is a lead
 */
public record Phase(
        long messages, double perSecond, Duration limit, long lead, LongSupplier received) {

    /** Checks the ranges. */
    public Phase {
        if (messages < 1 || messages > 100_000_000 || perSecond < 0 || lead < 0) {
            throw new IllegalArgumentException(
                    "messages must be 1–100,000,000, rate and lead not negative, but were "
                            + messages
                            + ", "
                            + perSecond
                            + ", "
                            + lead);
        }
    }

    /** So many messages at a fixed rate. */
    public static Phase atRate(long messages, double perSecond) {
        Duration planned = Duration.ofMillis((long) (messages * 1_000 / perSecond));
        return new Phase(messages, perSecond, planned.multipliedBy(2).plusSeconds(30), 0, null);
    }

    /** So many messages as fast as the windows allow. */
    public static Phase atFullSpeed(long messages, Duration limit) {
        return new Phase(messages, 0, limit, 0, null);
    }

    /** The same, never more than {@code most} messages ahead of what was received. */
    public Phase withLead(long most, LongSupplier received) {
        return new Phase(messages, perSecond, limit, most, received);
    }

    /** The same with another longest duration. */
    public Phase within(Duration other) {
        return new Phase(messages, perSecond, other, lead, received);
    }
}
