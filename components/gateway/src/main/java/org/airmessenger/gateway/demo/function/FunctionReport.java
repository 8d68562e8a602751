/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.demo.function;

/**
 * What a function counted. Messages are those that it accepted.
 *
 * @param requests all requests, those it did not accept too
 * @param batches accepted requests that carried a batch
 * @param messages accepted messages, each id once
 * @param duplicates accepted messages whose id was accepted before
 * @param inversions messages whose {@code seq} is lower than one before it of the same device and
 *     class, duplicates aside
 * @param refused messages that it named as failed
 * @param failures requests that it did not accept
 * @param badSignatures requests without the right signature
 * @param urgent latency of messages of priority 7–9
 * @param other latency of all other messages
 */
public record FunctionReport(
        long requests,
        long batches,
        long messages,
        long duplicates,
        long inversions,
        long refused,
        long failures,
        long badSignatures,
        Latency urgent,
        Latency other) {

    /**
     * From the time that the gateway took a message in to its arrival, in milliseconds, on one
     * machine's clock.
     *
     * @param count messages measured
     * @param p50 median
     * @param p99 99th percentile
     * @param max the longest
     */
    public record Latency(long count, long p50, long p99, long max) {}
}
