/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.report;

import java.util.Locale;

/**
 * A figure beside what we want it to be. One that is missed is told as any other.
 *
 * @param measure what was measured
 * @param wanted as {@code ≤ 2 ms}; empty if it is only reported
 * @param found what came out
 * @param verdict {@code met}, {@code missed}, {@code reported}
 */
public record Aim(String measure, String wanted, String found, String verdict) {

    /** A figure that is to be small. */
    public static Aim atMost(String measure, Spread found, double most, String unit) {
        return of(measure, "≤ " + plain(most), found, unit, found.median() <= most);
    }

    /** A figure that is to be large. */
    public static Aim atLeast(String measure, Spread found, double least, String unit) {
        return of(measure, "≥ " + plain(least), found, unit, found.median() >= least);
    }

    /** A figure without an aim. */
    public static Aim reported(String measure, Spread found, String unit) {
        return new Aim(measure, "", found + after(unit), "reported");
    }

    private static Aim of(String measure, String wanted, Spread found, String unit, boolean met) {
        return new Aim(measure, wanted + after(unit), found + after(unit), met ? "met" : "missed");
    }

    private static String after(String unit) {
        return unit.isEmpty() ? "" : " " + unit;
    }

    private static String plain(double number) {
        return number == Math.rint(number)
                ? String.format(Locale.ROOT, "%,.0f", number)
                : String.format(Locale.ROOT, "%.1f", number);
    }
}
