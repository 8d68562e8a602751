/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.config;

import org.airmessenger.message.Quoted;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the values of a key look like, and their base unit. */
public enum ConfigType {
    /** {@code true} or {@code false}. */
    SWITCH("true or false"),
    /** A whole number. */
    NUMBER("a whole number"),
    /**
     * A size; the base unit is the byte. {@code 64KB}, {@code 1MB}, {@code 10GB}: powers of 1024.
     */
    BYTES("a size such as 512, 64KB, 1MB or 10GB"),
    /** A duration; the base unit is the millisecond. {@code 200ms}, {@code 5s}, {@code 1m}. */
    DURATION("a duration such as 200ms, 5s, 1m, 2h or 1d"),
    /** A file or folder; relative ones start from {@code AIR_HOME}. */
    PATH("a path, relative to AIR_HOME or absolute"),
    /** Any text. */
    TEXT("a text");

    private static final Pattern QUANTITY =
            Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*([A-Za-z]*)");
    private static final String[] SIZES = {"", "KB", "MB", "GB", "TB"};
    private static final int SIZE_STEP = 1024;
    private static final String[] TIMES = {"ms", "s", "m", "h", "d"};
    private static final long[] MILLIS = {1, 1000, 60_000, 3_600_000, 86_400_000};

    private final String words;

    ConfigType(String words) {
        this.words = words;
    }

    /** The type in words, as it stands in the file and in errors. */
    public String words() {
        return words;
    }

    /**
     * The value in its base unit.
     *
     * @throws IllegalArgumentException if the value is not of this type
     */
    String normal(String value) {
        return switch (this) {
            case TEXT, PATH -> value;
            case SWITCH -> {
                if (!value.equals("true") && !value.equals("false")) {
                    throw wrong(value);
                }
                yield value;
            }
            default -> Long.toString(base(value));
        };
    }

    /**
     * A quantity in its base unit.
     *
     * @throws IllegalArgumentException if the value is not of this type
     */
    public long base(String value) {
        Matcher parts = QUANTITY.matcher(value);
        if (!parts.matches()) {
            throw wrong(value);
        }
        String unit = parts.group(2);
        try {
            return new BigDecimal(parts.group(1))
                    .multiply(BigDecimal.valueOf(factor(unit, value)))
                    .longValueExact();
        } catch (ArithmeticException e) {
            throw wrong(value);
        }
    }

    /** A quantity in the largest unit that shows it as a whole number. */
    String show(long base) {
        if (this == BYTES) {
            int unit = 0;
            long rest = base;
            while (rest > 0 && rest % SIZE_STEP == 0 && unit + 1 < SIZES.length) {
                rest /= SIZE_STEP;
                unit++;
            }
            return rest + SIZES[unit];
        }
        if (this == DURATION) {
            int unit = 0;
            while (base > 0 && unit + 1 < TIMES.length && base % MILLIS[unit + 1] == 0) {
                unit++;
            }
            return base / MILLIS[unit] + TIMES[unit];
        }
        return Long.toString(base);
    }

    private long factor(String unit, String value) {
        if (this == NUMBER && unit.isEmpty()) {
            return 1;
        }
        if (this == BYTES) {
            long factor = 1;
            for (String size : SIZES) {
                if (size.equals(unit.toUpperCase(Locale.ROOT))
                        || size.isEmpty() && unit.equalsIgnoreCase("B")) {
                    return factor;
                }
                factor *= SIZE_STEP;
            }
        }
        if (this == DURATION) {
            for (int i = 0; i < TIMES.length; i++) {
                if (TIMES[i].equals(unit)) {
                    return MILLIS[i];
                }
            }
        }
        throw wrong(value);
    }

    private IllegalArgumentException wrong(String value) {
        return new IllegalArgumentException("must be " + words + " but was " + Quoted.of(value));
    }
}
