/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Ids;
import org.airmessenger.message.MessageHeaders;
import org.airmessenger.message.Quoted;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;
import org.airmessenger.message.Topics;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The headers of a message while a door reads it. Each wire brings its own names; what they mean,
 * and what is refused, is the same for all. Whatever else begins with {@code Air} or {@code Camel}
 * stays out.
 *
 * <p>Every setter throws a {@link RefusedException} with {@link Refusal#MALFORMED} if the value is
 * not what it must be, or came before, and one with {@link Refusal#TOO_LARGE} if there is too much.
 * Its {@code name} is what the wire calls the property.
 */
public final class MessageDraft {

    /** Most user properties of one message. */
    public static final int MAX_USER = 32;

    /** Most characters and bytes of all properties of one message. */
    public static final int MAX_SIZE = 8 * 1024;

    private static final Pattern TRACEPARENT =
            Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-[!-~]{0,200})?");

    private static final int MAX_TOKEN = 128;

    /** Longest expiry in seconds, that of MQTT: 136 years. */
    private static final long MAX_SECONDS = 0xFFFF_FFFFL;

    private final long now;
    private final MessageHeaders headers = new MessageHeaders();
    private int users;
    private int size;

    /**
     * A message of a device, with {@link #topic} and {@link #qos} still to come.
     *
     * @param now epoch milliseconds
     */
    public MessageDraft(Identity identity, long now) {
        this.now = now;
        headers.put(AirHeaders.DEVICE, identity.device());
        if (identity.tenant() != null) {
            headers.put(AirHeaders.TENANT, identity.tenant());
        }
        headers.put(AirHeaders.DOOR, identity.door());
        headers.put(AirHeaders.TIME, now);
    }

    /** The topic; checked by the door, see {@link #problemOfTopic}. */
    public MessageDraft topic(String topic) {
        headers.put(AirHeaders.TOPIC, topic);
        return this;
    }

    /** 0 or 1; what is more is 1. */
    public MessageDraft qos(int qos) {
        headers.put(AirHeaders.QOS, Math.min(1, qos));
        return this;
    }

    /** What is wrong with a topic that a device publishes to, or null. */
    public static String problemOfTopic(String topic) {
        String problem = Topics.problemOfName(topic);
        if (problem != null) {
            return problem;
        }
        return Topics.isReserved(topic)
                ? "a topic must not belong to the gateway but was " + Quoted.of(topic)
                : null;
    }

    /** The id by which a resend is known: 1 to 128 visible ASCII characters. */
    public void id(String name, String value) {
        once(AirHeaders.ID, token(name, value));
    }

    /** One digit. */
    public void priority(String name, String value) {
        if (value.length() != 1 || value.charAt(0) < '0' || value.charAt(0) > '9') {
            throw malformed(name + " must be 0-9 but was " + Quoted.of(value) + "; send one digit");
        }
        once(AirHeaders.PRIORITY, value.charAt(0) - '0');
    }

    /** How many bridges carried it so far, 0–255. */
    public void hops(String name, String value) {
        if (!value.matches("[0-9]{1,3}")) {
            throw malformed(name + " must be 0-255 but was " + Quoted.of(value));
        }
        once(AirHeaders.HOPS, Integer.parseInt(value));
    }

    /** Seconds from now until it is worthless. */
    public void expiresIn(long seconds) {
        expiresAt(now + Math.min(seconds, MAX_SECONDS) * 1000);
    }

    /** When it is worthless, in epoch milliseconds. */
    public void expiresAt(long millis) {
        once(AirHeaders.EXPIRY, millis);
    }

    /** Seconds from now as text: a whole number, 0 to 4294967295. */
    public void expiresIn(String name, String value) {
        if (value.isEmpty()
                || value.length() > 10
                || !value.chars().allMatch(c -> c >= '0' && c <= '9')
                || Long.parseLong(value) > MAX_SECONDS) {
            throw malformed(
                    name
                            + " must be 0-4294967295 seconds but was "
                            + Quoted.of(value)
                            + "; send a whole number");
        }
        expiresIn(Long.parseLong(value));
    }

    /** Text without control characters. */
    public void contentType(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i))) {
                throw malformed(
                        name
                                + " must have no control characters but was "
                                + Quoted.of(value)
                                + "; leave them out");
            }
        }
        once(AirHeaders.CONTENT_TYPE, value);
    }

    /** 1 to 128 visible ASCII characters. */
    public void contentEncoding(String name, String value) {
        once(AirHeaders.CONTENT_ENCODING, token(name, value));
    }

    /** 1 to 128 visible ASCII characters. */
    public void keyId(String name, String value) {
        once(AirHeaders.KEY_ID, token(name, value));
    }

    /** W3C Trace Context, 3.2. */
    public void trace(String name, String value) {
        if (!TRACEPARENT.matcher(value).matches()) {
            throw malformed(
                    name
                            + " must follow W3C but was "
                            + Quoted.of(value)
                            + "; send version-trace-parent-flags");
        }
        once(AirHeaders.TRACE, value);
    }

    /** A topic to publish to. */
    public void replyTo(String name, String value) {
        String problem = problemOfTopic(value);
        if (problem != null) {
            throw malformed(name + ": " + problem + "; correct it");
        }
        once(AirHeaders.REPLY_TO, value);
    }

    /** Any bytes. */
    public void correlation(byte[] value) {
        once(AirHeaders.CORRELATION, value);
    }

    /** A property of the device's own; names that look like ours stay out, the last one counts. */
    public void user(String name, String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!name.isEmpty() && !lower.startsWith("air") && !lower.startsWith("camel")) {
            users++;
            count(name.length() + value.length());
            headers.put(AirHeaders.USER_PREFIX + name, value);
        }
    }

    /**
     * The headers, with an id; nothing is to be set any more.
     *
     * @return not a copy
     */
    public MessageHeaders headers() {
        headers.computeIfAbsent(AirHeaders.ID, id -> Ids.next(now));
        return headers;
    }

    /** Whether the device itself gave an id; to be asked before {@link #headers()}. */
    public boolean isIdGiven() {
        return headers.containsKey(AirHeaders.ID);
    }

    /** Whether a value came already. */
    public boolean has(String header) {
        return headers.containsKey(header);
    }

    private void count(int characters) {
        size += characters;
        if (users > MAX_USER || size > MAX_SIZE) {
            throw new RefusedException(
                    Refusal.TOO_LARGE,
                    "AIR-1019 a message must have at most %d user properties and %d bytes of properties but had %d and %d; put them into the payload"
                            .formatted(MAX_USER, MAX_SIZE, users, size));
        }
    }

    private void once(String header, Object value) {
        if (value instanceof String text) {
            count(text.length());
        } else if (value instanceof byte[] bytes) {
            count(bytes.length);
        }
        if (headers.put(header, value) != null) {
            throw malformed(
                    "the property for "
                            + header
                            + " must come once but came again with "
                            + Quoted.of(value.toString())
                            + "; send it once");
        }
    }

    private static String token(String name, String value) {
        boolean fits = !value.isEmpty() && value.length() <= MAX_TOKEN;
        for (int i = 0; fits && i < value.length(); i++) {
            fits = value.charAt(i) > ' ' && value.charAt(i) < 127;
        }
        if (!fits) {
            throw malformed(
                    name
                            + " must be 1-128 visible ASCII characters but was "
                            + Quoted.of(value)
                            + "; send no others");
        }
        return value;
    }

    private static RefusedException malformed(String what) {
        return new RefusedException(Refusal.MALFORMED, "AIR-1021 " + what);
    }
}
