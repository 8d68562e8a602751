/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import org.airmessenger.message.AirHeaders;

import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A record's headers as a message's: CloudEvents binary mode (Kafka protocol binding, section 3.2)
 * as {@code air-kafka-sink} writes it, or plain names. Identity is never among them.
 */
final class KafkaHeaders {

    private static final Pattern TOKEN = Pattern.compile("[!-~]{1,128}");
    private static final Pattern TEXT = Pattern.compile("[ -~]{1,256}");
    private static final Pattern TRACEPARENT =
            Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
    private static final int MAX_PROPERTIES = 32;
    private static final int MAX_PROPERTY_CHARACTERS = 8192;

    private final Message record;

    KafkaHeaders(Message record) {
        this.record = record;
    }

    /** The record's key as text; empty if it has none. */
    String key() {
        return text(KafkaConstants.KEY, "");
    }

    /** The topic in Kafka. */
    String topic() {
        return text(KafkaConstants.TOPIC, "");
    }

    /** All that comes in. What breaks a rule of ours stays out: the record is not to blame. */
    Map<String, Object> headers() {
        Map<String, Object> headers = new HashMap<>();
        put(headers, AirHeaders.ID, TOKEN, "air-id", "ce_id");
        headers.putIfAbsent(AirHeaders.ID, place());
        put(headers, AirHeaders.CONTENT_TYPE, TEXT, "content-type", "ce_datacontenttype");
        put(headers, AirHeaders.CONTENT_ENCODING, TOKEN, "content-encoding", "ce_contentencoding");
        put(headers, AirHeaders.KEY_ID, TOKEN, "air-key-id", "ce_keyid");
        put(headers, AirHeaders.TRACE, TRACEPARENT, "traceparent", "ce_traceparent");
        String priority = text("air-priority", text("ce_priority", ""));
        if (priority.matches("[0-9]")) {
            headers.put(AirHeaders.PRIORITY, priority.charAt(0) - '0');
        }
        properties(headers);
        return headers;
    }

    /** The same at every delivery of the record, so that the second one is recognised. */
    private String place() {
        String name = topic().replaceAll("[^!-~]", "_");
        String place =
                "-"
                        + record.getHeader(KafkaConstants.PARTITION)
                        + "-"
                        + record.getHeader(KafkaConstants.OFFSET);
        return name.substring(0, Math.min(name.length(), 128 - place.length())) + place;
    }

    private void put(Map<String, Object> headers, String name, Pattern rule, String... from) {
        for (String one : from) {
            String value = text(one, "");
            if (!headers.containsKey(name) && rule.matcher(value).matches()) {
                headers.put(name, value);
            }
        }
    }

    private void properties(Map<String, Object> headers) {
        int left = MAX_PROPERTY_CHARACTERS;
        int count = 0;
        for (String name : record.getHeaders().keySet()) {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean ours =
                    lower.startsWith("air")
                            || lower.startsWith("camel")
                            || lower.startsWith("kafka.")
                            || lower.startsWith("ce_")
                            || lower.equals("content-type")
                            || lower.equals("content-encoding")
                            || lower.equals("traceparent");
            String value = ours ? "" : text(name, "");
            left -= ours ? 0 : name.length() + value.length();
            if (!ours && left >= 0 && count++ < MAX_PROPERTIES) {
                headers.put(AirHeaders.USER_PREFIX + name, value);
            }
        }
    }

    private String text(String name, String otherwise) {
        Object value = record.getHeader(name);
        if (value instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        return value instanceof String text ? text : otherwise;
    }
}
