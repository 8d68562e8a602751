/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Downlink.Delivery;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command as a PUBLISH (MQTT 5.0, 3.3): the headers of a message under MQTT's names. */
final class OwnPacket {

    private static final Map<String, String> USER_PROPERTIES =
            Map.of(
                    AirHeaders.ID, "air-id",
                    AirHeaders.PRIORITY, "air-priority",
                    AirHeaders.CONTENT_ENCODING, "air-content-encoding",
                    AirHeaders.KEY_ID, "air-key-id",
                    AirHeaders.TRACE, "traceparent");

    private final Delivery delivery;
    private final String topic;
    private final int qos;
    private final boolean retain;
    private final MqttProperties properties;

    /**
     * Made from what comes down.
     *
     * @param qos 0 or 1
     * @param retain the flag
     * @param identifiers of the subscriptions that match, for MQTT 5; null for MQTT 3.1.1, which
     *     has no properties
     * @param now epoch milliseconds
     */
    OwnPacket(Delivery delivery, int qos, boolean retain, List<Integer> identifiers, long now) {
        this.delivery = delivery;
        this.topic = (String) delivery.headers().get(AirHeaders.TOPIC);
        this.qos = qos;
        this.retain = retain;
        this.properties =
                identifiers == null
                        ? MqttProperties.NO_PROPERTIES
                        : properties(delivery.headers(), identifiers, now);
    }

    private static MqttProperties properties(
            Map<String, Object> headers, List<Integer> identifiers, long now) {
        MqttProperties all = new MqttProperties();
        text(all, MqttPropertyType.CONTENT_TYPE, headers.get(AirHeaders.CONTENT_TYPE));
        text(all, MqttPropertyType.RESPONSE_TOPIC, headers.get(AirHeaders.REPLY_TO));
        if (headers.get(AirHeaders.CORRELATION) instanceof byte[] correlation) {
            all.add(
                    new MqttProperties.BinaryProperty(
                            MqttPropertyType.CORRELATION_DATA.value(), correlation));
        }
        if (headers.get(AirHeaders.EXPIRY) instanceof Long expiry) {
            // MQTT 5.0, 3.3.2.3.3: what is left of it
            long left = TimeUnit.MILLISECONDS.toSeconds(Math.max(0, expiry - now));
            all.add(
                    new MqttProperties.IntegerProperty(
                            MqttPropertyType.PUBLICATION_EXPIRY_INTERVAL.value(),
                            (int) Math.min(0xFFFF_FFFFL, left)));
        }
        for (int identifier : identifiers) {
            all.add(
                    new MqttProperties.IntegerProperty(
                            MqttPropertyType.SUBSCRIPTION_IDENTIFIER.value(), identifier));
        }
        List<MqttProperties.StringPair> pairs = new ArrayList<>();
        headers.forEach(
                (header, value) -> {
                    String name =
                            header.startsWith(AirHeaders.USER_PREFIX)
                                    ? header.substring(AirHeaders.USER_PREFIX.length())
                                    : USER_PROPERTIES.get(header);
                    if (name != null) {
                        pairs.add(new MqttProperties.StringPair(name, value.toString()));
                    }
                });
        if (!pairs.isEmpty()) {
            all.add(new MqttProperties.UserProperties(pairs));
        }
        return all;
    }

    private static void text(MqttProperties all, MqttPropertyType type, Object value) {
        if (value instanceof String text) {
            all.add(new MqttProperties.StringProperty(type.value(), text));
        }
    }

    /** The packet; its payload is not copied. */
    MqttPublishMessage with(int packetId) {
        return new MqttPublishMessage(
                new MqttFixedHeader(
                        MqttMessageType.PUBLISH,
                        qos > 0 && delivery.again(),
                        MqttQoS.valueOf(qos),
                        retain,
                        0),
                new MqttPublishVariableHeader(topic, packetId, properties),
                Unpooled.wrappedBuffer(delivery.body()));
    }

    /** What it has on the wire, in bytes, whatever its packet id is. */
    long size(boolean five) {
        long rest = 2L + utf8(topic) + (qos > 0 ? 2 : 0) + delivery.body().length;
        if (five) {
            long length = 0;
            for (MqttProperties.MqttProperty<?> property : properties.listAll()) {
                length += size(property);
            }
            rest += variable(length) + length;
        }
        return 1 + variable(rest) + rest;
    }

    private static long size(MqttProperties.MqttProperty<?> property) {
        if (property.value() instanceof String text) {
            return 3L + utf8(text);
        }
        if (property.value() instanceof byte[] bytes) {
            return 3L + bytes.length;
        }
        if (property.value() instanceof Integer number) {
            return property.propertyId() == MqttPropertyType.SUBSCRIPTION_IDENTIFIER.value()
                    ? 1L + variable(number)
                    : 5;
        }
        long size = 0;
        if (property.value() instanceof List<?> pairs) {
            for (Object each : pairs) {
                MqttProperties.StringPair pair = (MqttProperties.StringPair) each;
                size += 5L + utf8(pair.key) + utf8(pair.value);
            }
        }
        return size;
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Bytes of a number as a variable byte integer (MQTT 5.0, 1.5.5). */
    private static int variable(long number) {
        int bytes = 1;
        for (long rest = number >> 7; rest > 0; rest >>= 7) {
            bytes++;
        }
        return bytes;
    }
}
