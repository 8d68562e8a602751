/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.mqtt;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.BinaryProperty;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;

/** Reads properties (MQTT 5.0, 2.2.2): length first, then each by its rule. */
final class PropertyReader {

    /** Most bytes of the properties of one packet, with their numbers and lengths. */
    static final int MAX_BYTES = 16 * 1024;

    private PropertyReader() {}

    static MqttProperties read(Fields packet, Place place) {
        int length = packet.varInt("property length");
        if (length == 0) {
            return MqttProperties.NO_PROPERTIES;
        }
        Fields fields = packet.part(length, "properties");
        if (length > MAX_BYTES) {
            throw PacketException.told(
                    PacketException.TOO_LARGE,
                    "AIR-1019 the properties of %s must have at most %d bytes but had %d; put them into the payload"
                            .formatted(place, MAX_BYTES, length));
        }
        MqttProperties properties = new MqttProperties();
        long seen = 0;
        while (fields.left() > 0) {
            PropertyRule rule = PropertyRule.of(fields.varInt("property number"), place);
            long bit = 1L << rule.id;
            if ((seen & bit) != 0 && rule != PropertyRule.USER) {
                throw PacketException.protocolError(
                        "the " + rule.word + " must come once but came again");
            }
            seen |= bit;
            properties.add(value(fields, rule, place));
        }
        return properties;
    }

    private static MqttProperty<?> value(Fields fields, PropertyRule rule, Place place) {
        return switch (rule.type) {
            case BYTE -> number(rule, place, fields.u8(rule.word));
            case TWO_BYTES -> number(rule, place, fields.u16(rule.word));
            case FOUR_BYTES -> number(rule, place, fields.u32(rule.word));
            case VAR_INT -> number(rule, place, fields.varInt(rule.word));
            case TEXT -> text(rule, fields.text(rule.word));
            case BINARY -> new BinaryProperty(rule.id, fields.bytes(rule.word));
            case PAIR -> new UserProperty(fields.text(rule.word), fields.text(rule.word));
        };
    }

    private static IntegerProperty number(PropertyRule rule, Place place, int value) {
        if (rule == PropertyRule.SUBSCRIPTION_ID && place == Place.PUBLISH) {
            throw PacketException.protocolError(
                    "a client's PUBLISH must have no Subscription Identifier but had " + value);
        }
        if (!rule.takes(value)) {
            throw PacketException.of(
                    rule == PropertyRule.TOPIC_ALIAS
                            ? PacketException.BAD_ALIAS
                            : PacketException.PROTOCOL_ERROR,
                    "the " + rule.word + " must be within its range but was " + value);
        }
        return new IntegerProperty(rule.id, value);
    }

    private static StringProperty text(PropertyRule rule, String value) {
        if (!rule.takes(value)) {
            throw PacketException.protocolError(
                    "the " + rule.word + " must be a topic without wildcards but was not");
        }
        return new StringProperty(rule.id, value);
    }
}
