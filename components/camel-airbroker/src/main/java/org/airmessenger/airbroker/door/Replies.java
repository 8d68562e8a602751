/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.message.Refusal;

import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;

import java.util.concurrent.TimeUnit;

/** The packets by which the door answers, and the one place that turns a refusal into a code. */
final class Replies {

    static final byte SUCCESS = 0;
    static final byte NO_SUBSCRIBERS = 0x10;
    static final byte NO_SUBSCRIPTION = 0x11;
    static final byte UNSPECIFIED = (byte) 0x80;
    static final byte MALFORMED_PACKET = (byte) 0x81;
    static final byte PROTOCOL_ERROR = (byte) 0x82;
    static final byte NOT_POSSIBLE = (byte) 0x83;

    /** What it is sent is not read: no code of MQTT says it better (MQTT 5.0, 3.14.2.1). */
    static final byte UNREAD = NOT_POSSIBLE;

    static final byte BAD_CLIENT_ID = (byte) 0x85;
    static final byte BAD_USER = (byte) 0x86;
    static final byte NOT_AUTHORIZED = (byte) 0x87;
    static final byte UNAVAILABLE = (byte) 0x88;
    static final byte BANNED = (byte) 0x8A;
    static final byte SHUTTING_DOWN = (byte) 0x8B;
    static final byte BAD_METHOD = (byte) 0x8C;
    static final byte KEEP_ALIVE_TIMEOUT = (byte) 0x8D;
    static final byte TAKEN_OVER = (byte) 0x8E;
    static final byte BAD_FILTER = (byte) 0x8F;
    static final byte BAD_TOPIC = (byte) 0x90;
    static final byte NO_PACKET_ID = (byte) 0x92;
    static final byte RECEIVE_MAXIMUM = (byte) 0x93;
    static final byte BAD_ALIAS = (byte) 0x94;
    static final byte TOO_LARGE = (byte) 0x95;
    static final byte QUOTA = (byte) 0x97;
    static final byte ADMINISTRATIVE = (byte) 0x98;
    static final byte BAD_PAYLOAD = (byte) 0x99;
    static final byte NO_RETAIN = (byte) 0x9A;

    /** The longest time authorized for this connection is over (MQTT 5.0, 3.14.2.1). */
    static final byte MAX_CONNECT_TIME = (byte) 0xA0;

    /** Why nothing is taken any more. */
    static final String GOING_DOWN =
            "AIR-1022 the gateway must be up but is going down; connect again";

    private static final long GRACE_MILLIS = 200;
    private static final int MAX_REASON = 512;

    /** Most that an answer of the door has beside its reason. */
    static final int BYTES_WITHOUT_REASON = 32;

    private Replies() {}

    /** What ends the connection, for refusals that do; 0 for those that do not (MQTT 5). */
    static byte disconnectCode(Refusal refusal) {
        return switch (refusal) {
            case TOO_LARGE -> TOO_LARGE;
            case MALFORMED -> PROTOCOL_ERROR;
            case GOING_DOWN -> SHUTTING_DOWN;
            case NOT_AUTHENTICATED -> NOT_AUTHORIZED;
            case BANNED -> ADMINISTRATIVE;
            case NOT_ALLOWED, OVER_RATE, LANE_FULL, NO_RECEIVER, UNREADABLE, FAILED -> SUCCESS;
        };
    }

    /** The code in PUBACK or PUBREC (MQTT 5.0, 3.4.2.1 and 3.5.2.1). */
    static byte acknowledgeCode(Refusal refusal) {
        return switch (refusal) {
            case NOT_ALLOWED, NOT_AUTHENTICATED, BANNED -> NOT_AUTHORIZED;
            case OVER_RATE, LANE_FULL -> QUOTA;
            case NO_RECEIVER -> NO_SUBSCRIBERS;
            case UNREADABLE -> BAD_PAYLOAD;
            case TOO_LARGE, MALFORMED, GOING_DOWN, FAILED -> UNSPECIFIED;
        };
    }

    /** The code in CONNACK: MQTT 5.0, 3.2.2.2, or MQTT 3.1.1, 3.2.2.3. */
    static byte connectCode(Refusal refusal, boolean five) {
        return switch (refusal) {
            case BANNED -> five ? BANNED : 5;
            case NOT_AUTHENTICATED, NOT_ALLOWED -> five ? NOT_AUTHORIZED : 5;
            case GOING_DOWN, FAILED -> five ? UNAVAILABLE : 3;
            case OVER_RATE, LANE_FULL -> five ? QUOTA : 3;
            case MALFORMED -> five ? BAD_CLIENT_ID : 2;
            case TOO_LARGE -> five ? TOO_LARGE : 2;
            case NO_RECEIVER, UNREADABLE -> five ? UNSPECIFIED : 3;
        };
    }

    /** The same where a token, or nothing, was shown: MQTT has a word of its own for that. */
    static byte credentialCode(Refusal refusal, boolean five) {
        return refusal != Refusal.NOT_AUTHENTICATED
                ? connectCode(refusal, five)
                : five ? BAD_USER : 4;
    }

    static MqttConnAckMessage connAck(byte code, String reason) {
        return MqttMessageBuilders.connAck()
                .returnCode(MqttConnectReturnCode.valueOf(code))
                .sessionPresent(false)
                .properties(reason(reason))
                .build();
    }

    /** PUBACK or PUBREC; code and reason only travel in MQTT 5. */
    static MqttMessage acknowledge(
            boolean rec, int packetId, boolean five, byte code, String reason) {
        MqttFixedHeader header =
                new MqttFixedHeader(
                        rec ? MqttMessageType.PUBREC : MqttMessageType.PUBACK,
                        false,
                        MqttQoS.AT_MOST_ONCE,
                        false,
                        0);
        return new MqttMessage(
                header,
                five
                        ? new MqttPubReplyMessageVariableHeader(packetId, code, reason(reason))
                        : MqttMessageIdVariableHeader.from(packetId));
    }

    /** PUBACK or PUBREC of a message that is kept. */
    static MqttMessage kept(Inbound kept, boolean five) {
        return acknowledge(kept.qos == 2, kept.packetId, five, SUCCESS, null);
    }

    /** PUBACK or PUBREC of a refused message. */
    static MqttMessage refusal(Inbound refused, boolean five, String reason) {
        return acknowledge(
                refused.qos == 2,
                refused.packetId,
                five,
                refused.code() == SUCCESS ? acknowledgeCode(refused.verdict()) : refused.code(),
                reason);
    }

    /**
     * PUBCOMP (MQTT 5.0, 3.7).
     *
     * @param known whether the packet id was in use
     */
    static MqttMessage complete(int packetId, boolean five, boolean known) {
        MqttFixedHeader header =
                new MqttFixedHeader(MqttMessageType.PUBCOMP, false, MqttQoS.AT_MOST_ONCE, false, 0);
        return new MqttMessage(
                header,
                five
                        ? new MqttPubReplyMessageVariableHeader(
                                packetId,
                                known ? SUCCESS : NO_PACKET_ID,
                                MqttProperties.NO_PROPERTIES)
                        : MqttMessageIdVariableHeader.from(packetId));
    }

    static MqttMessage disconnect(byte code, String reason) {
        return MqttMessageBuilders.disconnect().reasonCode(code).properties(reason(reason)).build();
    }

    /**
     * Closes after a DISCONNECT. Who sends more than it may is still sending: that would turn the
     * end into a reset, and the code would be lost.
     */
    static ChannelFutureListener closing(byte code) {
        return code == TOO_LARGE || code == RECEIVE_MAXIMUM
                ? written ->
                        written.channel()
                                .eventLoop()
                                .schedule(
                                        () -> written.channel().close(),
                                        GRACE_MILLIS,
                                        TimeUnit.MILLISECONDS)
                : ChannelFutureListener.CLOSE;
    }

    /** The code with which a WebSocket closes (RFC 6455, 7.4.1). */
    static int closeStatus(byte code) {
        return switch (word(code)) {
            case "malformed" -> 1002;
            case "too-large" -> 1009;
            case "going-down" -> 1001;
            case "failed" -> 1011;
            case "silent", "taken-over" -> 1000;
            default -> 1008;
        };
    }

    /** The word by which an end is counted. */
    static String word(byte code) {
        return switch (code) {
            case MALFORMED_PACKET, PROTOCOL_ERROR, BAD_FILTER, BAD_TOPIC, BAD_ALIAS -> "malformed";
            case TOO_LARGE -> "too-large";
            case RECEIVE_MAXIMUM, QUOTA -> "over-rate";
            case NOT_AUTHORIZED, NO_RETAIN -> "not-allowed";
            case SHUTTING_DOWN -> "going-down";
            case KEEP_ALIVE_TIMEOUT -> "silent";
            case UNREAD -> "unread";
            case TAKEN_OVER -> "taken-over";
            case ADMINISTRATIVE -> "evicted";
            default -> "failed";
        };
    }

    private static MqttProperties reason(String reason) {
        if (reason == null || reason.isEmpty()) {
            return MqttProperties.NO_PROPERTIES;
        }
        MqttProperties properties = new MqttProperties();
        properties.add(
                new MqttProperties.StringProperty(
                        MqttPropertyType.REASON_STRING.value(),
                        reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason));
        return properties;
    }
}
