/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import org.airmessenger.message.AirHeaders;

import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * A record's headers as a message's: CloudEvents binary mode (Kafka protocol binding, section 3.2)
 * as {@code air-kafka-sink} writes it, or plain names. Identity is never among them.
 */
final class KafkaHeaders {

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

    /** All that comes in. */
    Map<String, Object> headers() {
        IncomingHeaders headers = new IncomingHeaders();
        headers.token(AirHeaders.ID, text("air-id", null));
        headers.token(AirHeaders.ID, text("ce_id", null));
        headers.token(AirHeaders.ID, place());
        headers.text(AirHeaders.CONTENT_TYPE, text("content-type", null));
        headers.text(AirHeaders.CONTENT_TYPE, text("ce_datacontenttype", null));
        headers.token(AirHeaders.CONTENT_ENCODING, text("content-encoding", null));
        headers.token(AirHeaders.CONTENT_ENCODING, text("ce_contentencoding", null));
        headers.token(AirHeaders.KEY_ID, text("air-key-id", null));
        headers.token(AirHeaders.KEY_ID, text("ce_keyid", null));
        headers.trace(text("traceparent", null));
        headers.trace(text("ce_traceparent", null));
        headers.priority(text("air-priority", null));
        headers.priority(text("ce_priority", null));
        for (String name : record.getHeaders().keySet()) {
            if (!isKnown(name.toLowerCase(Locale.ROOT))) {
                headers.property(name, text(name, null));
            }
        }
        return headers.all();
    }

    private static boolean isKnown(String lower) {
        return lower.startsWith("kafka.")
                || lower.startsWith("ce_")
                || lower.equals("content-type")
                || lower.equals("content-encoding")
                || lower.equals("traceparent");
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

    private String text(String name, String otherwise) {
        Object value = record.getHeader(name);
        if (value instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        return value instanceof String text ? text : otherwise;
    }
}
