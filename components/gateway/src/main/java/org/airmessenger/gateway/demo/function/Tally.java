/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.demo.function;

import org.airmessenger.message.LaneClass;

import org.HdrHistogram.Histogram;

import java.util.HashMap;
import java.util.Map;

/** Counts. Thread-safe by one lock: the function has one thread, readers are few. */
final class Tally {

    private static final int DIGITS = 3;
    private static final long MAX_MILLIS = 7L * 24 * 3600 * 1000;

    private final int maxIds;
    private final Histogram urgent = new Histogram(MAX_MILLIS, DIGITS);
    private final Histogram other = new Histogram(MAX_MILLIS, DIGITS);
    private final Map<String, Long> sequences = new HashMap<>();
    private IdSet ids;
    private long requests;
    private long batches;
    private long messages;
    private long duplicates;
    private long inversions;
    private long refused;
    private long failures;
    private long badSignatures;

    Tally(int maxIds) {
        this.maxIds = maxIds;
        this.ids = new IdSet(maxIds);
    }

    /** A request that was not accepted. */
    synchronized void failed(boolean badSignature) {
        requests++;
        failures++;
        if (badSignature) {
            badSignatures++;
        }
    }

    /** A request that was accepted, but for the refused ids. */
    synchronized void accepted(Received request, Answer answer, long nowMillis) {
        requests++;
        if (request.batch()) {
            batches++;
        }
        for (Arrival arrival : request.arrivals()) {
            if (answer.refuses().test(arrival.id())) {
                refused++;
            } else if (!ids.add(arrival.id())) {
                duplicates++;
            } else {
                messages++;
                first(arrival, nowMillis);
            }
        }
    }

    private void first(Arrival arrival, long nowMillis) {
        LaneClass lane = LaneClass.of(arrival.priority());
        if (arrival.timeMillis() > 0) {
            long took = Math.max(0, Math.min(MAX_MILLIS, nowMillis - arrival.timeMillis()));
            (lane == LaneClass.URGENT ? urgent : other).recordValue(took);
        }
        if (arrival.sequence() >= 0) {
            String stream = arrival.device() + '/' + lane.word();
            Long before = sequences.get(stream);
            if (before != null && before > arrival.sequence()) {
                inversions++;
            } else {
                sequences.put(stream, arrival.sequence());
            }
        }
    }

    synchronized FunctionReport report() {
        return new FunctionReport(
                requests,
                batches,
                messages,
                duplicates,
                inversions,
                refused,
                failures,
                badSignatures,
                latency(urgent),
                latency(other));
    }

    synchronized void reset() {
        ids = new IdSet(maxIds);
        sequences.clear();
        urgent.reset();
        other.reset();
        requests = 0;
        batches = 0;
        messages = 0;
        duplicates = 0;
        inversions = 0;
        refused = 0;
        failures = 0;
        badSignatures = 0;
    }

    private static FunctionReport.Latency latency(Histogram histogram) {
        return new FunctionReport.Latency(
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(99),
                histogram.getMaxValue());
    }
}
