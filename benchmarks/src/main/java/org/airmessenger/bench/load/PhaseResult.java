/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.load;

import org.HdrHistogram.Histogram;

/**
 * What a phase did.
 *
 * @param sent messages written to a connection
 * @param acknowledged messages acknowledged (QoS 1)
 * @param refused messages answered with a reason code other than success (MQTT 5)
 * @param abandoned messages in flight on a connection that was lost
 * @param disconnects connections lost
 * @param seconds how long it took
 * @param finished false if the limit ended it
 * @param latency from due to acknowledged (QoS 1), nanoseconds
 */
public record PhaseResult(
        long sent,
        long acknowledged,
        long refused,
        long abandoned,
        long disconnects,
        double seconds,
        boolean finished,
        Histogram latency) {

    /** Messages per second: acknowledged ones, or sent ones if none is acknowledged (QoS 0). */
    public double perSecond() {
        return (acknowledged > 0 ? acknowledged : sent) / seconds;
    }
}
