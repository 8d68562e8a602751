/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.chapter;

import org.airmessenger.bench.Case;
import org.airmessenger.bench.Effort;
import org.airmessenger.bench.Stand;
import org.airmessenger.bench.report.Comparison;
import org.airmessenger.bench.report.Spread;

import org.HdrHistogram.Histogram;

import java.util.ArrayList;
import java.util.List;

/** Percentiles of several restarts, and all of them in one distribution. */
final class Latency {

    private final Histogram all = new Histogram(3);
    private final List<Histogram> each = new ArrayList<>();

    void add(Histogram one) {
        all.add(one);
        each.add(one);
    }

    Histogram all() {
        return all;
    }

    /** A percentile in milliseconds. */
    Spread at(double percentile) {
        return Spread.of(each.stream().map(one -> Comparison.millis(one, percentile)).toList());
    }

    /** Twenty devices, 64 bytes, QoS 1, plain, on the usual JDK. */
    static Case usual(Effort effort) {
        return new Case(1, false, 64, 20, effort.jdk().name());
    }

    /** Warms a subject up at full speed, so that a rate finds it compiled. */
    static void warm(Stand stand, Effort effort) throws InterruptedException {
        stand.fullSpeed(effort.warmUp());
    }
}
