/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * From a value to a place on an axis.
 *
 * @param low the value at its beginning
 * @param high the value at its end
 * @param from place of the beginning
 * @param to place of the end
 * @param log whether equal ways are equal ratios
 */
record Scale(double low, double high, double from, double to, boolean log) {

    private static final int MARKS = 5;

    /** From zero to a round number beyond the largest value. */
    static Scale linear(double most, double from, double to) {
        double high = most <= 0 ? 1 : most;
        double step = step(high);
        return new Scale(0, Math.ceil(high / step) * step, from, to, false);
    }

    /** Whole powers of ten around the values. */
    static Scale log(double least, double most, double from, double to) {
        double low = Math.pow(10, Math.floor(Math.log10(Math.max(least, 1e-6))));
        double high = Math.pow(10, Math.ceil(Math.log10(Math.max(most, low * 1.01))));
        return new Scale(low, Math.max(high, low * 10), from, to, true);
    }

    double place(double value) {
        double part =
                log
                        ? Math.log(Math.max(value, low) / low) / Math.log(high / low)
                        : (value - low) / (high - low);
        return from + part * (to - from);
    }

    /** Where marks stand. */
    List<Double> marks() {
        List<Double> marks = new ArrayList<>();
        if (log) {
            for (double mark = low; mark <= high * 1.001; mark *= 10) {
                marks.add(mark);
            }
        } else {
            double step = step(high - low);
            for (int i = 0; low + i * step <= high * 1.001; i++) {
                marks.add(low + i * step);
            }
        }
        return marks;
    }

    /** 1, 2 or 5 times a power of ten. */
    private static double step(double range) {
        double raw = range / MARKS;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double lead = raw / power;
        return (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10) * power;
    }

    /** A value as a label. */
    static String label(double value) {
        if (value >= 1e6) {
            return trimmed(value / 1e6) + "M";
        }
        return value >= 1e4 ? trimmed(value / 1e3) + "k" : trimmed(value);
    }

    private static String trimmed(double value) {
        String format = value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.3f";
        String text = String.format(Locale.ROOT, format, value);
        return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
    }
}
