/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.mqtt;

import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubscribePayload;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption.RetainedHandlingPolicy;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubscribePayload;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads SUBSCRIBE and UNSUBSCRIBE (MQTT 5.0, 3.8 and 3.10).
 *
 * <pre>
 *  packet id | 5: properties | filter | options | filter | options | …
 *
 *  options   7 6        5 4              3                  2         1 0
 *            reserved | retain handling | retain published | no local | QoS
 * </pre>
 */
final class SubscribeReader {

    private static final String SHARE = "$share/";

    private SubscribeReader() {}

    static MqttMessageIdAndPropertiesVariableHeader header(
            Fields fields, boolean five, Place place) {
        int id = fields.packetId();
        return new MqttMessageIdAndPropertiesVariableHeader(
                id, five ? PropertyReader.read(fields, place) : MqttProperties.NO_PROPERTIES);
    }

    static MqttSubscribePayload subscribe(Fields fields, boolean five) {
        List<MqttTopicSubscription> subscriptions = new ArrayList<>();
        mustName(fields, Place.SUBSCRIBE);
        while (fields.left() > 0) {
            String filter = fields.text("topic filter");
            subscriptions.add(
                    new MqttTopicSubscription(
                            filter, option(fields.u8("subscription options"), filter, five)));
        }
        return new MqttSubscribePayload(subscriptions);
    }

    private static MqttSubscriptionOption option(int bits, String filter, boolean five) {
        if ((bits & (five ? 0xC0 : 0xFC)) != 0) {
            throw PacketException.malformed(
                    "the reserved bits of the subscription options must be 0 but the options were 0x%02X"
                            .formatted(bits));
        }
        int qos = bits & 3;
        int retain = bits >> 4;
        boolean noLocal = (bits & 4) != 0;
        if (qos == 3) {
            throw PacketException.protocolError("the QoS of a subscription must be 0-2 but was 3");
        }
        if (retain == 3) {
            throw PacketException.protocolError("the retain handling must be 0-2 but was 3");
        }
        if (noLocal && filter.startsWith(SHARE)) {
            // MQTT 5.0, 3.8.3.1
            throw PacketException.protocolError(
                    "a shared subscription must not be no local but was");
        }
        return new MqttSubscriptionOption(
                MqttQoS.valueOf(qos),
                noLocal,
                (bits & 8) != 0,
                RetainedHandlingPolicy.valueOf(retain));
    }

    static MqttUnsubscribePayload unsubscribe(Fields fields) {
        List<String> filters = new ArrayList<>();
        mustName(fields, Place.UNSUBSCRIBE);
        while (fields.left() > 0) {
            filters.add(fields.text("topic filter"));
        }
        return new MqttUnsubscribePayload(filters);
    }

    private static void mustName(Fields fields, Place packet) {
        if (fields.left() == 0) {
            // MQTT 5.0, 3.8.3 and 3.10.3
            throw PacketException.protocolError(packet + " must name a filter but named none");
        }
    }
}
