/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.door.MessageDraft;
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
import io.netty.handler.codec.mqtt.MqttUnacceptableProtocolVersionException;

/** The cheap checks of a packet, made on the event loop before anything is copied or queued. */
final class PacketChecks {

    private PacketChecks() {}

    static int idOf(MqttMessage packet) {
        return ((MqttMessageIdVariableHeader) packet.variableHeader()).messageId();
    }

    /** The QoS in the first byte of a PUBLISH; 0 for any other packet. */
    static int qosOf(int first) {
        return first >> 4 == MqttMessageType.PUBLISH.value() ? Math.min(2, first >> 1 & 3) : 0;
    }

    /** Whether a CONNECT could not be decoded because it is of no version that is known. */
    static boolean isOtherVersion(MqttMessage packet) {
        return packet.decoderResult().cause() instanceof MqttUnacceptableProtocolVersionException;
    }

    /**
     * A DISCONNECT may change the session's expiry (MQTT 5.0, 3.14.2.2.2), but neither give one to
     * a session that had none nor go beyond the longest. For the broker a session either ends now
     * or never.
     */
    static void takeExpiry(MqttMessage disconnect, Session session, int longest) {
        if (disconnect.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader header
                && header.properties().getProperty(MqttPropertyType.SESSION_EXPIRY_INTERVAL.value())
                        instanceof MqttProperties.IntegerProperty expiry) {
            boolean longer = Integer.compareUnsigned(expiry.value(), longest) > 0;
            if (session.isStored()) {
                session.expirySeconds(longer ? longest : expiry.value());
            }
            header.properties()
                    .add(
                            new MqttProperties.IntegerProperty(
                                    MqttPropertyType.SESSION_EXPIRY_INTERVAL.value(),
                                    session.isStored() ? ConnectStep.FOREVER : 0));
        }
    }

    static EndingException tooLarge(long bytes, int limit) {
        return new EndingException(
                Refusal.TOO_LARGE,
                Replies.TOO_LARGE,
                "AIR-1020 a packet must have at most %d bytes but had %d; send less at once"
                        .formatted(limit, bytes));
    }

    /**
     * The message of a PUBLISH.
     *
     * @throws EndingException if the packet may not be answered but by the end of the connection
     */
    static Inbound message(MqttPublishMessage packet, Identity identity, int maxPacketBytes) {
        if (packet.fixedHeader().remainingLength() > maxPacketBytes) {
            throw tooLarge(packet.fixedHeader().remainingLength(), maxPacketBytes);
        }
        MqttProperties properties = packet.variableHeader().properties();
        if (properties != null
                && properties.getProperty(MqttPropertyType.TOPIC_ALIAS.value())
                        instanceof MqttProperties.IntegerProperty alias) {
            throw new EndingException(
                    Refusal.MALFORMED,
                    Replies.BAD_ALIAS,
                    "AIR-1021 a PUBLISH must have no Topic Alias (the maximum is 0) but had %d; send the topic"
                            .formatted(alias.value()));
        }
        PropertyLimits.check(properties);
        String problem = MessageDraft.problemOfTopic(packet.variableHeader().topicName());
        if (problem != null) {
            throw new EndingException(
                    Refusal.MALFORMED,
                    Replies.BAD_TOPIC,
                    "AIR-1021 " + problem + "; correct the topic");
        }
        if (packet.fixedHeader().qosLevel().value() > 0
                && packet.variableHeader().packetId() == 0) {
            // MQTT 5.0, 2.2.1
            throw new EndingException(
                    Refusal.MALFORMED,
                    Replies.PROTOCOL_ERROR,
                    "AIR-1021 the packet id must be 1-65535 but was 0; number the packet");
        }
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
        String problem =
                packet.payload().topicSubscriptions().isEmpty()
                        ? "a SUBSCRIBE must name a filter but named none"
                        : null;
        for (MqttTopicSubscription subscription : packet.payload().topicSubscriptions()) {
            if (problem == null) {
                problem = Filters.problemOf(subscription.topicFilter());
            }
        }
        if (problem != null) {
            throw new EndingException(
                    Refusal.MALFORMED, Replies.BAD_FILTER, "AIR-1029 " + problem + "; correct it");
        }
    }
}
