/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.message.Refusal;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;

import java.util.HashMap;
import java.util.Map;

/**
 * The topic aliases that a device made on its connection (MQTT 5.0, 3.3.2.3.4). Nobody behind the
 * door sees one. Belongs to the event loop.
 */
final class Aliases {

    private static final int ALIAS = MqttPropertyType.TOPIC_ALIAS.value();

    private final int highest;
    private Map<Integer, String> topics = Map.of();

    Aliases(int highest) {
        this.highest = highest;
    }

    /**
     * The PUBLISH with its topic and without the alias; the same one if it has none.
     *
     * @throws EndingException if the alias is not one of the device's
     */
    MqttPublishMessage resolve(MqttPublishMessage packet) {
        MqttPublishVariableHeader given = packet.variableHeader();
        if (!(given.properties().getProperty(ALIAS)
                instanceof MqttProperties.IntegerProperty alias)) {
            return packet;
        }
        String topic = given.topicName();
        if (alias.value() > highest) {
            throw bad("must be at most %d but was %d".formatted(highest, alias.value()));
        }
        if (topic.isEmpty()) {
            topic = topics.get(alias.value());
            if (topic == null) {
                throw bad("must have a topic but %d has none".formatted(alias.value()));
            }
        } else {
            if (topics.isEmpty()) {
                topics = new HashMap<>();
            }
            topics.put(alias.value(), topic);
        }
        return new MqttPublishMessage(
                packet.fixedHeader(),
                new MqttPublishVariableHeader(
                        topic, given.packetId(), withoutAlias(given.properties())),
                packet.payload());
    }

    private static MqttProperties withoutAlias(MqttProperties given) {
        MqttProperties kept = new MqttProperties();
        for (MqttProperties.MqttProperty<?> property : given.listAll()) {
            if (property.propertyId() != ALIAS) {
                kept.add(property);
            }
        }
        return kept;
    }

    private static EndingException bad(String what) {
        return new EndingException(
                Refusal.MALFORMED,
                Replies.BAD_ALIAS,
                "AIR-1043 a Topic Alias " + what + "; send the topic with it first");
    }
}
