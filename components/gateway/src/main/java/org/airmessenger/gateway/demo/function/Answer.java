/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.demo.function;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What the function answers.
 *
 * @param status HTTP status; 0 means no answer at all
 * @param headers of the answer
 * @param body of the answer
 * @param delay before the answer
 * @param refuses ids that a 2xx answer names as failed
 * @param reason why they failed
 */
public record Answer(
        int status,
        Map<String, String> headers,
        String body,
        Duration delay,
        Predicate<String> refuses,
        String reason) {

    private static final Predicate<String> NONE = id -> false;

    /** Copies the headers. */
    public Answer {
        headers = Map.copyOf(headers);
    }

    /** 204: everything is accepted. */
    public static Answer ok() {
        return status(204);
    }

    /** A status without a body; 2xx accepts. */
    public static Answer status(int status) {
        return new Answer(status, Map.of(), "", Duration.ZERO, NONE, "");
    }

    /** 429 or 503 with a wish when to come again, in seconds or as a date. */
    public static Answer later(int status, String retryAfter) {
        return status(status).header("Retry-After", retryAfter);
    }

    /** No answer at all; the request hangs until the client gives up. */
    public static Answer hang() {
        return status(0);
    }

    /** Accepts all but the named ids, which a 200 answer lists with the reason. */
    public static Answer refusing(Predicate<String> ids, String reason) {
        return new Answer(200, Map.of(), "", Duration.ZERO, ids, reason);
    }

    /** This answer with one more header. */
    public Answer header(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new Answer(status, more, body, delay, refuses, reason);
    }

    /** This answer with a body. */
    public Answer body(String text) {
        return new Answer(status, headers, text, delay, refuses, reason);
    }

    /** This answer, some time after the request came. */
    public Answer after(Duration wait) {
        return new Answer(status, headers, body, wait, refuses, reason);
    }

    /** Whether messages are accepted by it. */
    boolean accepts() {
        return status >= 200 && status < 300;
    }
}
