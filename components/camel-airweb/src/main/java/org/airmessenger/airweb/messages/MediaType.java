/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.messages;

import java.util.Locale;

/** What a body is, by its media type: one message, or how many are in it. */
enum MediaType {
    /** Any: the body is the message's. */
    MESSAGE,
    /** A CloudEvent in structured mode. */
    EVENT,
    /** Many CloudEvents. */
    EVENTS,
    /** Many messages in a JSON array. */
    ITEMS,
    /** Many messages, one per line. */
    LINES;

    /** By the header {@code Content-Type}, or null. */
    static MediaType of(String header) {
        if (header == null) {
            return MESSAGE;
        }
        int end = header.indexOf(';');
        String type = (end < 0 ? header : header.substring(0, end)).strip();
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "application/cloudevents+json" -> EVENT;
            case "application/cloudevents-batch+json" -> EVENTS;
            case "application/vnd.air.batch+json" -> ITEMS;
            case "application/x-ndjson", "application/jsonl" -> LINES;
            default -> MESSAGE;
        };
    }
}
