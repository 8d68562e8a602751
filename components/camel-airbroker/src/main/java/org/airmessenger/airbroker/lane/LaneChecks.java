/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.message.LaneClass;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Whether the options of a lane make sense; all that is wrong is said at once. */
final class LaneChecks {

    private static final long SECOND_MILLIS = TimeUnit.SECONDS.toMillis(1);
    private static final long HOUR_MILLIS = TimeUnit.HOURS.toMillis(1);
    private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);

    private final List<String> problems = new ArrayList<>();

    private LaneChecks() {}

    /**
     * Checks the options of one destination.
     *
     * @throws IllegalArgumentException with every problem
     */
    static void check(String destination, LaneConfiguration options) {
        LaneChecks checks = new LaneChecks();
        checks.all(options);
        if (!checks.problems.isEmpty()) {
            throw new IllegalArgumentException(
                    "AIR-3110 the options of airbroker:lane/"
                            + destination
                            + " are wrong: "
                            + String.join("; ", checks.problems));
        }
    }

    private void all(LaneConfiguration options) {
        range("concurrency", options.getConcurrency(), 1, 256);
        range("urgentConcurrency", options.getUrgentConcurrency(), 1, 1024);
        range("retryInitial", options.getRetryInitial(), 1, HOUR_MILLIS);
        range("retryMax", options.getRetryMax(), options.getRetryInitial(), DAY_MILLIS);
        range("requestMax", options.getRequestMax(), SECOND_MILLIS, DAY_MILLIS);
        range("deadCapBytes", options.getDeadCapBytes(), 1, Long.MAX_VALUE);
        range("maxAttempts", options.getMaxAttempts(), 1, 1000);
        range("windowMessages", options.getWindowMessages(), 0, 1_000_000);
        range("windowBytes", options.getWindowBytes(), 0, Long.MAX_VALUE);
        word("order", options.getOrder(), List.of("device", "none"));
        List<String> overflows = Overflow.words();
        word("urgentOverflow", options.getUrgentOverflow(), overflows);
        word("normalOverflow", options.getNormalOverflow(), overflows);
        word("bulkOverflow", options.getBulkOverflow(), overflows);
        if (problems.isEmpty()) {
            for (LaneClass laneClass : LaneClass.values()) {
                limits(laneClass.name().toLowerCase(Locale.ROOT), options.limits(laneClass));
            }
        }
    }

    private void limits(String word, LaneLimits limits) {
        range(word + "MaxMessages", limits.maxMessages(), 1, 10_000);
        long delay = TimeUnit.NANOSECONDS.toMillis(limits.maxDelayNanos());
        range(word + "MaxDelay", delay, 0, HOUR_MILLIS);
        range(word + "MaxBytes", limits.maxBytes(), 1, Long.MAX_VALUE);
        range(word + "CapBytes", limits.capBytes(), 1, Long.MAX_VALUE);
    }

    private void range(String name, long value, long least, long most) {
        if (value < least || value > most) {
            problems.add("%s must be %d–%d but was %d".formatted(name, least, most, value));
        }
    }

    private void word(String name, String value, List<String> allowed) {
        if (!allowed.contains(value)) {
            problems.add(
                    "%s must be one of %s but was %s"
                            .formatted(name, String.join(", ", allowed), value));
        }
    }
}
