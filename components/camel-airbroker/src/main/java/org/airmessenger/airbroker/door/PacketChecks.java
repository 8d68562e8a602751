/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.message.Identity;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;

/** The cheap checks of a packet, made on the event loop before anything is copied or queued. */
final class PacketChecks {

    private PacketChecks() {}

    static int idOf(MqttMessage packet) {
        return ((MqttMessageIdVariableHeader) packet.variableHeader()).messageId();
    }

    /** Whether a packet is a PUBLISH, by the first byte of its header. */
    static boolean isPublish(int first) {
        return first >> 4 == MqttMessageType.PUBLISH.value();
    }

    /** The QoS in the first byte of a PUBLISH. */
    static int qosOf(int first) {
        return Math.min(2, first >> 1 & 3);
    }

    /**
     * A DISCONNECT may change the session's expiry (MQTT 5.0, 3.14.2.2.2), but not beyond the
     * longest, and not of a session that ends with the connection. For the broker a session either
     * ends now or never.
     *
     * @throws EndingException if it would keep such a session: then it is no DISCONNECT
     */
    static void goodbye(MqttMessage disconnect, Terms terms, Session session, int longest) {
        if (!(disconnect.variableHeader()
                        instanceof MqttReasonCodeAndPropertiesVariableHeader header)
                || !(header.properties()
                                .getProperty(MqttPropertyType.SESSION_EXPIRY_INTERVAL.value())
                        instanceof MqttProperties.IntegerProperty expiry)) {
            return;
        }
        if (!terms.isSessionKept() && expiry.value() != 0) {
            throw new EndingException(
                    Refusal.MALFORMED,
                    Replies.PROTOCOL_ERROR,
                    "AIR-1044 a DISCONNECT must not keep a session that CONNECT did not but asked for %d s; ask at CONNECT"
                            .formatted(Integer.toUnsignedLong(expiry.value())));
        }
        if (session.isStored()) {
            boolean longer = Integer.compareUnsigned(expiry.value(), longest) > 0;
            session.expirySeconds(longer ? longest : expiry.value());
            header.properties()
                    .add(
                            new MqttProperties.IntegerProperty(
                                    MqttPropertyType.SESSION_EXPIRY_INTERVAL.value(),
                                    session.isStored() ? ConnectStep.FOREVER : 0));
        }
    }

    /**
     * A message may only be retained where the door said so (MQTT 5.0, 3.2.2.3.5).
     *
     * @throws EndingException if it may not
     */
    static void retain(MqttPublishMessage packet, Terms terms) {
        if (packet.fixedHeader().isRetain() && terms.isFive() && !terms.isRetainAvailable()) {
            throw new EndingException(
                    Refusal.NOT_ALLOWED,
                    Replies.NO_RETAIN,
                    "AIR-1046 a message must not be retained, as nothing is here, but was to be; clear the flag, or raise air.source.mqtt.maxRetainedTopics");
        }
    }

    /**
     * The message of a PUBLISH.
     *
     * @throws EndingException if the packet may not be answered but by the end of the connection
     */
    static Inbound message(MqttPublishMessage packet, Identity identity) {
        PropertyLimits.check(packet.variableHeader().properties());
        try {
            return PublishReader.read(packet, identity, System.currentTimeMillis());
        } catch (RefusedException e) {
            throw new EndingException(
                    e.refusal(), Replies.disconnectCode(e.refusal()), e.getMessage());
        }
    }

    /**
     * Checks the filters of a SUBSCRIBE; whether they are allowed is asked by the broker.
     *
     * @throws EndingException if a filter is none
     */
    static void filters(MqttSubscribeMessage packet) {
        String problem = null;
        for (MqttTopicSubscription subscription : packet.payload().topicSubscriptions()) {
            if (problem == null) {
                problem = Filters.malformationOf(subscription.topicFilter());
            }
        }
        if (problem != null) {
            throw new EndingException(
                    Refusal.MALFORMED, Replies.BAD_FILTER, "AIR-1029 " + problem + "; correct it");
        }
    }
}
