/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.files;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes ({@code 64KB}, {@code 10GB}; powers of 1024) and durations ({@code 200ms}, {@code 1h}). */
public final class Quantities {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})(B|KB|MB|GB|TB)?");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
    private static final Map<String, Integer> SHIFT =
            Map.of("B", 0, "KB", 10, "MB", 20, "GB", 30, "TB", 40);
    private static final Map<String, Long> MILLIS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    private Quantities() {}

    /**
     * A size in bytes.
     *
     * @return bytes, at most {@link Long#MAX_VALUE}
     * @throws IllegalArgumentException if the text is not a size; the message says the form
     */
    public static long bytes(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a size such as 512B, 64KB, 1MB or 10GB");
        }
        long number = Long.parseLong(matcher.group(1));
        int shift = matcher.group(2) == null ? 0 : SHIFT.get(matcher.group(2));
        return number > Long.MAX_VALUE >> shift ? Long.MAX_VALUE : number << shift;
    }

    /** Bytes in the largest unit that says them exactly: {@code 65536} is {@code 64KB}. */
    public static String size(long bytes) {
        String[] units = {"TB", "GB", "MB", "KB"};
        for (int i = 0; i < units.length; i++) {
            long unit = 1L << 40 - 10 * i;
            if (bytes >= unit && bytes % unit == 0) {
                return bytes / unit + units[i];
            }
        }
        return bytes + "B";
    }

    /**
     * A duration, exact to the millisecond.
     *
     * @throws IllegalArgumentException if the text is not a duration; the message says the form
     */
    public static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a duration such as 200ms, 1s, 1m or 1h");
        }
        return Duration.ofMillis(
                Math.multiplyExact(
                        Long.parseLong(matcher.group(1)), (long) MILLIS.get(matcher.group(2))));
    }

    /** A duration in the largest unit that says it exactly: 60 seconds are {@code 1m}. */
    public static String text(Duration duration) {
        long millis = duration.toMillis();
        for (String unit : new String[] {"d", "h", "m", "s"}) {
            long factor = MILLIS.get(unit);
            if (millis >= factor && millis % factor == 0) {
                return millis / factor + unit;
            }
        }
        return millis + "ms";
    }
}
