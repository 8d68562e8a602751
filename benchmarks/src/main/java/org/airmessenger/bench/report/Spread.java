/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What several restarts gave for one measure.
 *
 * @param median the middle one (the mean of the two middle ones)
 * @param least the smallest
 * @param most the largest
 */
public record Spread(double median, double least, double most) {

    /** The spread of one or more values. */
    public static Spread of(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median =
                sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], Arrays.stream(sorted).max().orElse(median));
    }

    /** The spread of one value. */
    public static Spread of(double value) {
        return new Spread(value, value, value);
    }

    /** This median divided by another one; the ends are those that the restarts allow. */
    public Spread over(Spread other) {
        return new Spread(median / other.median, least / other.most, most / other.least);
    }

    /** The median and, if they differ from it, the ends: {@code 12.3 [11.0–14.1]}. */
    @Override
    public String toString() {
        return least == most
                ? show(median)
                : show(median) + " [" + show(least) + "–" + show(most) + "]";
    }

    private static String show(double value) {
        double size = Math.abs(value);
        String format = size >= 100 || size == 0 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
