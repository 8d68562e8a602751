/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench;

/**
 * What one trial of one subject gave.
 *
 * @param subject who was measured
 * @param conditions under which
 * @param restart which restart, from 1
 * @param journal kind of its journal
 * @param startMillis from the start of its JVM to all devices connected
 * @param perSecond messages per second, received at the other end, at full speed
 * @param cpuMicros CPU time of its process per message received, at full speed
 * @param residentMegabytes resident memory at the end of full speed
 * @param paced the same at a fixed rate, with latencies
 * @param lost QoS 1: acknowledged but not received: 0, or the figures are worth nothing. QoS 0:
 *     sent but not received
 * @param duplicates received again
 * @param inversions received after a later one of the same device
 */
public record Measurement(
        String subject,
        Case conditions,
        int restart,
        String journal,
        long startMillis,
        double perSecond,
        double cpuMicros,
        double residentMegabytes,
        Paced paced,
        long lost,
        long duplicates,
        long inversions) {

    /**
     * What a fixed rate gave; latencies in milliseconds, from the moment a message was due.
     *
     * @param rate messages per second asked for
     * @param cpuMicros CPU time per message
     * @param ackP50 median until PUBACK; 0 at QoS 0
     * @param ackP99 99th percentile until PUBACK; 0 at QoS 0
     * @param endP50 median until received at the other end
     * @param endP99 99th percentile until received at the other end
     */
    public record Paced(
            double rate,
            double cpuMicros,
            double ackP50,
            double ackP99,
            double endP50,
            double endP99) {}
}
