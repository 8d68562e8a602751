/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.payload;

import java.time.Instant;

/**
 * Times as CloudEvents want them (RFC 3339, in UTC, to the millisecond). The messages of a batch
 * mostly share their second, so its text is made once for all of them.
 */
public final class EventTime {

    private static final int MILLIS = 1_000;

    private record Second(long number, String text) {}

    /** The last one made; any thread may replace it. */
    private static volatile Second last = second(0);

    private EventTime() {}

    /** The text of epoch milliseconds. */
    public static String text(long epochMillis) {
        long number = Math.floorDiv(epochMillis, MILLIS);
        Second second = last;
        if (second.number != number) {
            second = second(number);
            last = second;
        }
        int millis = Math.floorMod(epochMillis, MILLIS);
        return new StringBuilder(second.text.length() + 5)
                .append(second.text)
                .append('.')
                .append((char) ('0' + millis / 100))
                .append((char) ('0' + millis / 10 % 10))
                .append((char) ('0' + millis % 10))
                .append('Z')
                .toString();
    }

    private static Second second(long number) {
        String text = Instant.ofEpochSecond(number).toString();
        return new Second(number, text.substring(0, text.length() - 1));
    }
}
