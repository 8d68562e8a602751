/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.doors;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A message in the words of no door: what must be the same wherever it comes out. */
final class Letter {

    static final String TOPIC = "topic";
    static final String BODY = "body";
    static final String ID = "id";
    static final String QOS = "QoS";
    static final String PRIORITY = "priority";
    static final String EXPIRY = "expiry";
    static final String CONTENT_TYPE = "content type";
    static final String ENCODING = "encoding";
    static final String KEY_ID = "key id";
    static final String TRACE = "trace";
    static final String REPLY_TO = "reply-to";
    static final String CORRELATION = "correlation";
    static final String USER = "user properties";

    /** All that is compared, in the order of the table. */
    static final List<String> PROPERTIES =
            List.of(
                    TOPIC,
                    BODY,
                    ID,
                    QOS,
                    PRIORITY,
                    EXPIRY,
                    CONTENT_TYPE,
                    ENCODING,
                    KEY_ID,
                    TRACE,
                    REPLY_TO,
                    CORRELATION,
                    USER);

    static final int SECONDS = 3600;
    private static final int UNDER_WAY = 120;

    private final Map<String, String> values = new LinkedHashMap<>();

    /** One with everything, none of it ASCII where it need not be. */
    static Letter full(String topic, String id) {
        byte[] body = new byte[256];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) i;
        }
        return new Letter()
                .with(TOPIC, topic)
                .with(BODY, Base64.getEncoder().encodeToString(body))
                .with(ID, id)
                .with(QOS, "1")
                .with(PRIORITY, "6")
                .with(EXPIRY, Integer.toString(SECONDS))
                .with(CONTENT_TYPE, "application/vnd.letter+json; version=2")
                .with(ENCODING, "zstd")
                .with(KEY_ID, "key-2026.11")
                .with(TRACE, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                .with(REPLY_TO, "commands/" + id)
                .with(
                        CORRELATION,
                        Base64.getEncoder()
                                .encodeToString(
                                        "\u0000\u0001 no text \u00ff"
                                                .getBytes(StandardCharsets.UTF_8)))
                .user(Map.of("site", "Saint-Étienne θ, hall 2", "lot", "100% = \"full\""));
    }

    Letter with(String property, Object value) {
        if (value != null) {
            values.put(property, value.toString());
        }
        return this;
    }

    Letter body(byte[] bytes) {
        return with(BODY, Base64.getEncoder().encodeToString(bytes));
    }

    Letter correlation(byte[] bytes) {
        return with(CORRELATION, Base64.getEncoder().encodeToString(bytes));
    }

    /** Its expiry, of which some time may have passed. */
    Letter expiresIn(long seconds) {
        boolean same = seconds <= SECONDS && seconds > SECONDS - UNDER_WAY;
        return with(EXPIRY, same ? SECONDS : seconds);
    }

    Letter user(Map<String, String> properties) {
        return properties.isEmpty() ? this : with(USER, new TreeMap<>(properties));
    }

    String get(String property) {
        return values.get(property);
    }

    byte[] bytes(String property) {
        return Base64.getDecoder().decode(get(property));
    }

    static Map<String, String> users() {
        return Map.of("site", "Saint-Étienne θ, hall 2", "lot", "100% = \"full\"");
    }

    /** What of this one another does not have, or has otherwise. */
    List<String> lostIn(Letter other) {
        List<String> lost = new ArrayList<>();
        for (String property : PROPERTIES) {
            if (!Objects.equals(get(property), other.get(property))) {
                lost.add(property);
            }
        }
        return lost;
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
