/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.wire;

import org.airmessenger.bench.report.Spread;

import java.util.ArrayList;
import java.util.List;

/**
 * What a slice cost the gateway's process.
 *
 * @param messages from the device to the function
 * @param micros its processor time, without that of its compilers
 * @param compilerMicros the processor time of its compilers
 */
record Cost(long messages, long micros, long compilerMicros) {

    /** Messages per second of processor time, compilers left out. */
    double perSecond() {
        return messages * 1e6 / micros;
    }

    /** The same with the compilers' time. */
    double perSecondOfAll() {
        return messages * 1e6 / (micros + compilerMicros);
    }

    /** Part of the processor time that went to the compilers, of several slices. */
    static double compilers(List<Cost> slices) {
        long all = 0;
        long theirs = 0;
        for (Cost slice : slices) {
            all += slice.micros + slice.compilerMicros;
            theirs += slice.compilerMicros;
        }
        return (double) theirs / all;
    }

    /** One side divided by another, round by round: what both share changes slowly. */
    static Spread ratio(List<Cost> side, List<Cost> other) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < side.size(); i++) {
            ratios.add(side.get(i).perSecond() / other.get(i).perSecond());
        }
        return Spread.of(ratios);
    }
}
