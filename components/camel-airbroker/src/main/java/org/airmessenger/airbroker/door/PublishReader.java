/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.broker.ReservedNames;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Ids;
import org.airmessenger.message.Quoted;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;
import org.airmessenger.message.Topics;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads a PUBLISH (MQTT 5.0, 3.3) into the headers of a message. Only the names of the table in the
 * README come in; whatever else begins with {@code Air} or {@code Camel} stays out.
 */
final class PublishReader {

    private static final String USER_ID = "air-id";
    private static final String USER_PRIORITY = "air-priority";
    private static final String USER_ENCODING = "air-content-encoding";
    private static final String USER_KEY = "air-key-id";
    private static final String USER_TRACE = "traceparent";
    private static final Pattern TRACEPARENT =
            Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-[!-~]{0,200})?");
    private static final int MAX_TOKEN = 128;
    private static final long UNSIGNED_INT = 0xFFFF_FFFFL;

    private final Identity identity;
    private final long now;
    private final Map<String, Object> headers = new HashMap<>(24);

    private PublishReader(Identity identity, long now) {
        this.identity = identity;
        this.now = now;
    }

    /**
     * Reads one packet; copies the payload.
     *
     * @param now epoch milliseconds
     * @throws RefusedException {@link Refusal#MALFORMED} if topic or a property is not what it must
     *     be
     */
    static Inbound read(MqttPublishMessage packet, Identity identity, long now) {
        return new PublishReader(identity, now).read(packet);
    }

    /** What is wrong with a topic that a device publishes to, or null. */
    static String problemOfTopic(String topic) {
        String problem = Topics.problemOfName(topic);
        if (problem != null) {
            return problem;
        }
        return ReservedNames.isReserved(topic)
                ? "a topic must not belong to the gateway but was " + Quoted.of(topic)
                : null;
    }

    private Inbound read(MqttPublishMessage packet) {
        int qos = packet.fixedHeader().qosLevel().value();
        String topic = packet.variableHeader().topicName();
        headers.put(AirHeaders.DEVICE, identity.device());
        if (identity.tenant() != null) {
            headers.put(AirHeaders.TENANT, identity.tenant());
        }
        headers.put(AirHeaders.TOPIC, topic);
        headers.put(AirHeaders.DOOR, identity.door());
        headers.put(AirHeaders.QOS, Math.min(1, qos));
        headers.put(AirHeaders.TIME, now);
        MqttProperties properties = packet.variableHeader().properties();
        if (properties != null && !properties.isEmpty()) {
            readProperties(properties);
        }
        boolean idGiven = headers.containsKey(AirHeaders.ID);
        if (!idGiven) {
            headers.put(AirHeaders.ID, Ids.next(now));
        }
        byte[] payload = new byte[packet.payload().readableBytes()];
        packet.payload().getBytes(packet.payload().readerIndex(), payload);
        return new Inbound(qos, packet.variableHeader().packetId(), payload, headers, idGiven);
    }

    private void readProperties(MqttProperties properties) {
        Integer expiry =
                value(properties, MqttPropertyType.PUBLICATION_EXPIRY_INTERVAL, Integer.class);
        if (expiry != null) {
            headers.put(AirHeaders.EXPIRY, now + (expiry & UNSIGNED_INT) * 1000);
        }
        String type = value(properties, MqttPropertyType.CONTENT_TYPE, String.class);
        if (type != null) {
            headers.put(AirHeaders.CONTENT_TYPE, checkText("Content Type", type));
        }
        String replyTo = value(properties, MqttPropertyType.RESPONSE_TOPIC, String.class);
        if (replyTo != null) {
            String problem = problemOfTopic(replyTo);
            if (problem != null) {
                throw malformed("Response Topic: " + problem + "; correct it");
            }
            headers.put(AirHeaders.REPLY_TO, replyTo);
        }
        byte[] correlation = value(properties, MqttPropertyType.CORRELATION_DATA, byte[].class);
        if (correlation != null) {
            headers.put(AirHeaders.CORRELATION, correlation);
        }
        for (MqttProperties.MqttProperty<?> property :
                properties.getProperties(MqttPropertyType.USER_PROPERTY.value())) {
            readUserProperty(property.value());
        }
    }

    private static <T> T value(MqttProperties properties, MqttPropertyType type, Class<T> as) {
        MqttProperties.MqttProperty<?> property = properties.getProperty(type.value());
        return property == null ? null : as.cast(property.value());
    }

    private void readUserProperty(Object value) {
        if (value instanceof MqttProperties.StringPair pair) {
            readUserProperty(pair.key, pair.value);
        } else if (value instanceof List<?> pairs) {
            pairs.forEach(this::readUserProperty);
        }
    }

    private void readUserProperty(String name, String value) {
        switch (name) {
            case USER_ID -> once(AirHeaders.ID, checkToken(name, value));
            case USER_PRIORITY -> once(AirHeaders.PRIORITY, priority(value));
            case USER_ENCODING -> once(AirHeaders.CONTENT_ENCODING, checkToken(name, value));
            case USER_KEY -> once(AirHeaders.KEY_ID, checkToken(name, value));
            case USER_TRACE -> {
                if (!TRACEPARENT.matcher(value).matches()) {
                    throw malformed(
                            "traceparent must follow W3C but was "
                                    + Quoted.of(value)
                                    + "; send version-trace-parent-flags");
                }
                once(AirHeaders.TRACE, value);
            }
            default -> {
                String lower = name.toLowerCase(Locale.ROOT);
                if (!name.isEmpty() && !lower.startsWith("air") && !lower.startsWith("camel")) {
                    headers.put(AirHeaders.USER_PREFIX + name, value);
                }
            }
        }
    }

    private void once(String header, Object value) {
        if (headers.put(header, value) != null) {
            throw malformed(
                    "the property for "
                            + header
                            + " must come once but came again with "
                            + Quoted.of(value.toString())
                            + "; send it once");
        }
    }

    private static Integer priority(String value) {
        if (value.length() != 1 || value.charAt(0) < '0' || value.charAt(0) > '9') {
            throw malformed(
                    "air-priority must be 0-9 but was " + Quoted.of(value) + "; send one digit");
        }
        return value.charAt(0) - '0';
    }

    private static String checkToken(String name, String value) {
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

    private static String checkText(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i))) {
                throw malformed(
                        name
                                + " must have no control characters but was "
                                + Quoted.of(value)
                                + "; leave them out");
            }
        }
        return value;
    }

    private static RefusedException malformed(String what) {
        return new RefusedException(Refusal.MALFORMED, "AIR-1021 " + what);
    }
}
