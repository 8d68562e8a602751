/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Reads {@code Retry-After} (RFC 9110, section 10.2.3): seconds or a date. */
public final class RetryAfter {

    /** A server's wish is followed up to here; one that asks for a year shall not get it. */
    public static final Duration MAX = Duration.ofHours(1);

    private RetryAfter() {}

    /**
     * The wish.
     *
     * @param value the header's value; null if there was none
     * @param now for a date
     * @return milliseconds, 0–1 h; 0 if there is none or it cannot be read
     */
    public static long millis(String value, Instant now) {
        if (value == null) {
            return 0;
        }
        String text = value.strip();
        if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            long seconds = text.length() > 9 ? Long.MAX_VALUE / 1000 : Long.parseLong(text);
            return Math.min(seconds * 1000, MAX.toMillis());
        }
        try {
            Instant date =
                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            long millis = date.toEpochMilli() - now.toEpochMilli();
            return Math.max(0, Math.min(millis, MAX.toMillis()));
        } catch (DateTimeException e) {
            return 0;
        }
    }
}
