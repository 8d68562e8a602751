/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.report;

import org.airmessenger.bench.Case;
import org.airmessenger.bench.Measurement;

import org.HdrHistogram.Histogram;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Subjects side by side. Absolute figures are worth little beyond the machine and the hour; the
 * ratio is of the medians of one alternating run.
 */
public final class Comparison {

    /** Messages received per second at full speed. */
    public static final String THROUGHPUT = "throughput, msg/s";

    /** CPU time per message at full speed. */
    public static final String CPU = "CPU at full speed, µs/msg";

    /** Acknowledged, or at QoS 0 sent, and never received. */
    public static final String LOST = "lost";

    /** Received after a later one of the same device. */
    public static final String INVERSIONS = "order inversions";

    private static final double NANOS_PER_MILLI = 1e6;

    private final List<Measurement> all;
    private final String reference;
    private final String subject;

    /**
     * Compares one subject with a reference.
     *
     * @param all every measurement of the run
     * @param reference name of the subject that divides
     * @param subject name of the subject that is divided
     */
    public Comparison(List<Measurement> all, String reference, String subject) {
        this.all = List.copyOf(all);
        this.reference = reference;
        this.subject = subject;
    }

    /**
     * One measure under one case.
     *
     * @param measure its name and unit
     * @param reference what the reference gave
     * @param subject what the subject gave
     * @param ratio of the medians; not a number if the reference gave nothing
     */
    public record Row(String measure, Spread reference, Spread subject, double ratio) {}

    private static Map<String, ToDoubleFunction<Measurement>> measures() {
        Map<String, ToDoubleFunction<Measurement>> measures = new LinkedHashMap<>();
        measures.put(THROUGHPUT, found -> found.speed().perSecond());
        measures.put(CPU, found -> found.speed().cpuMicros());
        measures.put("resident memory, MB", found -> found.speed().residentMegabytes());
        measures.put("CPU at the fixed rate, µs/msg", found -> found.paced().cpuMicros());
        measures.put("PUBACK p50, ms", found -> millis(found.paced().acks(), 50));
        measures.put("PUBACK p99, ms", found -> millis(found.paced().acks(), 99));
        measures.put("end to end p50, ms", found -> millis(found.paced().ends(), 50));
        measures.put("end to end p99, ms", found -> millis(found.paced().ends(), 99));
        measures.put("start to devices connected, ms", found -> found.startMillis());
        measures.put(LOST, found -> found.lost());
        measures.put("duplicates", found -> found.duplicates());
        measures.put(INVERSIONS, found -> found.inversions());
        return measures;
    }

    /** A percentile of nanoseconds in milliseconds; 0 if nothing was measured. */
    public static double millis(Histogram histogram, double percentile) {
        return histogram.getTotalCount() == 0
                ? 0
                : histogram.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
    }

    /** What all restarts of a subject gave under a case, in one distribution. */
    public Histogram merged(
            Case conditions, String who, Function<Measurement, Histogram> distribution) {
        Histogram sum = new Histogram(3);
        all.stream()
                .filter(found -> found.conditions().equals(conditions))
                .filter(found -> found.subject().equals(who))
                .map(distribution)
                .forEach(sum::add);
        return sum;
    }

    /** One row of a case; null if it gave nothing. */
    public Row row(Case conditions, String measure) {
        return rows(conditions).stream()
                .filter(row -> row.measure().equals(measure))
                .findFirst()
                .orElse(null);
    }

    /** The cases, in the order in which they were measured. */
    public Set<Case> cases() {
        Set<Case> cases = new LinkedHashSet<>();
        all.forEach(found -> cases.add(found.conditions()));
        return cases;
    }

    /** The rows of one case; measures that gave nothing anywhere are left out. */
    public List<Row> rows(Case conditions) {
        List<Row> rows = new ArrayList<>();
        measures()
                .forEach(
                        (measure, value) -> {
                            List<Double> theirs = values(conditions, reference, value);
                            List<Double> ours = values(conditions, subject, value);
                            if (theirs.isEmpty() || ours.isEmpty()) {
                                return;
                            }
                            Spread one = Spread.of(theirs);
                            Spread other = Spread.of(ours);
                            boolean latency = measure.endsWith("ms");
                            if (!latency || one.most() > 0 || other.most() > 0) {
                                double ratio = other.median() / one.median();
                                rows.add(new Row(measure, one, other, ratio));
                            }
                        });
        return rows;
    }

    private List<Double> values(
            Case conditions, String who, ToDoubleFunction<Measurement> measure) {
        return all.stream()
                .filter(found -> found.conditions().equals(conditions))
                .filter(found -> found.subject().equals(who))
                .map(measure::applyAsDouble)
                .toList();
    }
}
