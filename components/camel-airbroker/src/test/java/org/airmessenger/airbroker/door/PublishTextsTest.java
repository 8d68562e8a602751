/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.airmessenger.message.Identity;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a device is told about a PUBLISH that is not what it must be. */
class PublishTextsTest {

    private static final Identity IDENTITY = new Identity("thermo-1", null, "any", "mqtt");

    @ParameterizedTest
    @CsvSource({
        "air-priority, 11",
        "air-id, 'a b'",
        "air-key-id, 'a b'",
        "traceparent, 00-xyz",
        "content, 'a\u0001b'",
        "response, a/+/b",
        "twice, other"
    })
    void saysRuleActualValueAndRemedy(String what, String value) {
        MqttProperties properties = new MqttProperties();
        switch (what) {
            case "content" ->
                    properties.add(
                            new StringProperty(MqttPropertyType.CONTENT_TYPE.value(), value));
            case "response" ->
                    properties.add(
                            new StringProperty(MqttPropertyType.RESPONSE_TOPIC.value(), value));
            case "twice" -> {
                properties.add(new UserProperty("air-id", "first"));
                properties.add(new UserProperty("air-id", value));
            }
            default -> properties.add(new UserProperty(what, value));
        }
        MqttPublishMessage packet =
                MqttMessageBuilders.publish()
                        .topicName("t")
                        .messageId(1)
                        .qos(MqttQoS.AT_LEAST_ONCE)
                        .properties(properties)
                        .payload(Unpooled.EMPTY_BUFFER)
                        .build();
        assertThatThrownBy(() -> PacketChecks.message(packet, IDENTITY))
                .isInstanceOf(EndingException.class)
                .hasMessageStartingWith("AIR-1021 ")
                .hasMessageContaining(" must ")
                .hasMessageContaining(what.equals("content") ? "\\u0001" : value)
                .hasMessageMatching("(?s).* but .+; .+");
    }
}
