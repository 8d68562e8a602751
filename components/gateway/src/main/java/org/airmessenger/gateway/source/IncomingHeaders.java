/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Topics;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What another system's message brings beside its body, as a message's headers. Identity is never
 * among them. What breaks a rule of ours stays out: the message itself is not to blame.
 */
final class IncomingHeaders {

    private static final Pattern TOKEN = Pattern.compile("[!-~]{1,128}");
    private static final Pattern TEXT = Pattern.compile("[ -~]{1,256}");
    private static final Pattern TRACEPARENT =
            Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
    private static final int MAX_PROPERTIES = 32;
    private static final int MAX_PROPERTY_CHARACTERS = 8192;

    private final Map<String, Object> headers = new HashMap<>();
    private int left = MAX_PROPERTY_CHARACTERS;
    private int properties;

    /** Takes a word of visible ASCII, unless the header is there already. */
    void token(String header, String value) {
        put(header, TOKEN, value);
    }

    /** Takes printable ASCII, unless the header is there already. */
    void text(String header, String value) {
        put(header, TEXT, value);
    }

    /** Takes a traceparent (W3C Trace Context, section 3.2). */
    void trace(String value) {
        put(AirHeaders.TRACE, TRACEPARENT, value);
    }

    /** Takes one digit. */
    void priority(String value) {
        if (value != null && value.matches("[0-9]")) {
            headers.putIfAbsent(AirHeaders.PRIORITY, value.charAt(0) - '0');
        }
    }

    /** Takes how many brokers it came over, 0–255. */
    void hops(String value) {
        if (value != null && value.matches("[0-9]{1,3}")) {
            headers.putIfAbsent(AirHeaders.HOPS, Integer.parseInt(value));
        }
    }

    /** Takes the topic of an answer. */
    void replyTo(String topic) {
        if (topic != null && Topics.problemOfName(topic) == null) {
            headers.put(AirHeaders.REPLY_TO, topic);
        }
    }

    /** Takes a correlation, as long as it fits among the properties. */
    void correlation(byte[] value) {
        if (value != null && take(value.length)) {
            headers.put(AirHeaders.CORRELATION, value);
        }
    }

    /** Takes when it is worthless, in epoch milliseconds. */
    void expiry(long millis) {
        headers.put(AirHeaders.EXPIRY, millis);
    }

    /** Takes a property of the sender's own, unless its name is one of ours. */
    void property(String name, String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean ours = name.isEmpty() || lower.startsWith("air") || lower.startsWith("camel");
        if (!ours
                && value != null
                && properties < MAX_PROPERTIES
                && take(name.length() + value.length())) {
            properties++;
            headers.put(AirHeaders.USER_PREFIX + name, value);
        }
    }

    private boolean take(int characters) {
        if (characters > left) {
            return false;
        }
        left -= characters;
        return true;
    }

    private void put(String header, Pattern rule, String value) {
        if (value != null && rule.matcher(value).matches()) {
            headers.putIfAbsent(header, value);
        }
    }

    /** All that came in. */
    Map<String, Object> all() {
        return headers;
    }
}
