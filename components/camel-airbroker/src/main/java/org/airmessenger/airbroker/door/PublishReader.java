/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.door.MessageDraft;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;

import java.util.ArrayList;
import java.util.List;

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
    private static final String USER_HOPS = "air-hops";
    private static final long UNSIGNED_INT = 0xFFFF_FFFFL;
    private static final Extras RETAINED = new Extras(true, null, List.of());

    private final MessageDraft draft;
    private final List<String> user = new ArrayList<>(0);
    private Integer payloadFormat;

    private PublishReader(MessageDraft draft) {
        this.draft = draft;
    }

    /**
     * Reads one packet; copies the payload.
     *
     * @param now epoch milliseconds
     * @throws RefusedException {@link Refusal#MALFORMED} if topic or a property is not what it must
     *     be
     */
    static Inbound read(MqttPublishMessage packet, Identity identity, long now) {
        int qos = packet.fixedHeader().qosLevel().value();
        MessageDraft draft =
                new MessageDraft(identity, now).topic(packet.variableHeader().topicName()).qos(qos);
        MqttProperties properties = packet.variableHeader().properties();
        boolean retain = packet.fixedHeader().isRetain();
        Extras extras = retain ? RETAINED : Extras.NONE;
        if (properties != null && !properties.isEmpty()) {
            PublishReader reader = new PublishReader(draft);
            reader.readProperties(properties);
            extras = reader.extras(retain);
        }
        boolean idGiven = draft.isIdGiven();
        byte[] payload = new byte[packet.payload().readableBytes()];
        packet.payload().getBytes(packet.payload().readerIndex(), payload);
        Inbound message =
                new Inbound(
                        qos, packet.variableHeader().packetId(), payload, draft.headers(), idGiven);
        message.extras(extras);
        return message;
    }

    private Extras extras(boolean retain) {
        // one alone has no order; but a priority is told only to whom the device told it
        List<String> ordered = user.size() > 2 || user.contains(USER_PRIORITY) ? user : List.of();
        return new Extras(retain, payloadFormat, ordered);
    }

    private void readProperties(MqttProperties properties) {
        Integer expiry =
                value(properties, MqttPropertyType.PUBLICATION_EXPIRY_INTERVAL, Integer.class);
        if (expiry != null) {
            draft.expiresIn(expiry & UNSIGNED_INT);
        }
        payloadFormat = value(properties, MqttPropertyType.PAYLOAD_FORMAT_INDICATOR, Integer.class);
        String type = value(properties, MqttPropertyType.CONTENT_TYPE, String.class);
        if (type != null) {
            draft.contentType("Content Type", type);
        }
        String replyTo = value(properties, MqttPropertyType.RESPONSE_TOPIC, String.class);
        if (replyTo != null) {
            draft.replyTo("Response Topic", replyTo);
        }
        byte[] correlation = value(properties, MqttPropertyType.CORRELATION_DATA, byte[].class);
        if (correlation != null) {
            draft.correlation(correlation);
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
        user.add(name);
        user.add(value);
        switch (name) {
            case USER_ID -> draft.id(name, value);
            case USER_PRIORITY -> draft.priority(name, value);
            case USER_ENCODING -> draft.contentEncoding(name, value);
            case USER_KEY -> draft.keyId(name, value);
            case USER_TRACE -> draft.trace(name, value);
            case USER_HOPS -> draft.hops(name, value);
            default -> draft.user(name, value);
        }
    }
}
