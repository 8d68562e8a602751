/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttPubAckMessage;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.codec.mqtt.MqttVersion;

/** Reads the packets of one client, one after the other; the first is its CONNECT. */
final class PacketReader {

    private static final int NO_ID = -1;
    private static final int DUP = 0x08;
    private static final int RETAIN = 0x01;

    private MqttVersion version;

    /** What the client speaks; null before its CONNECT was read so far. */
    MqttVersion version() {
        return version;
    }

    private boolean isFive() {
        return version == MqttVersion.MQTT_5;
    }

    /**
     * Checks the first byte of a packet, before anything else of it is there (MQTT 5.0, 2.1).
     *
     * @throws PacketException if no such packet may come now
     */
    void check(int first) {
        int flags = first & 0x0F;
        int wanted =
                switch (first >> 4) {
                    case 3 -> flags;
                    case 6, 8, 10 -> 2;
                    default -> 0;
                };
        if (first >> 4 == 0 || first >> 4 == 15 && !isFive()) {
            throw PacketException.malformed(
                    "the packet type must be known but was " + (first >> 4));
        }
        MqttMessageType type = MqttMessageType.valueOf(first >> 4);
        if (flags != wanted) {
            throw PacketException.malformed(
                    "the flags of %s must be %d but were %d".formatted(type, wanted, flags));
        }
        switch (type) {
            case CONNECT -> mustBeFirst();
            case PUBLISH -> checkPublish(flags);
            case CONNACK, SUBACK, UNSUBACK, PINGRESP ->
                    throw PacketException.told(
                            PacketException.PROTOCOL_ERROR,
                            "AIR-1033 a device must send a packet that is a client's but sent "
                                    + type
                                    + "; use a client that follows MQTT");
            default -> mustNotBeFirst(type);
        }
    }

    private void mustBeFirst() {
        if (version != null) {
            throw PacketException.told(
                    PacketException.PROTOCOL_ERROR,
                    "AIR-1032 a connection must have one CONNECT but had two; connect anew");
        }
    }

    private void mustNotBeFirst(MqttMessageType type) {
        if (version == null) {
            throw PacketException.protocolError("the first packet must be CONNECT but was " + type);
        }
    }

    private void checkPublish(int flags) {
        mustNotBeFirst(MqttMessageType.PUBLISH);
        int qos = flags >> 1 & 3;
        if (qos == 3) {
            throw PacketException.malformed("the QoS of PUBLISH must be 0-2 but was 3");
        }
        if (qos == 0 && (flags & DUP) != 0) {
            throw PacketException.malformed("DUP must be 0 with QoS 0 but was 1");
        }
    }

    /**
     * Reads one packet that is here as a whole, its first byte checked.
     *
     * @param padded whether its length was written with more bytes than it needs
     * @throws PacketException if it is not what MQTT says
     */
    MqttMessage read(int first, boolean padded, ByteBuf in, int at, int length) {
        Fields fields = new Fields(in, at, length);
        MqttMessageType type = MqttMessageType.valueOf(first >> 4);
        if (type == MqttMessageType.CONNECT) {
            version = ConnectReader.version(fields);
        }
        if (padded && isFive()) {
            // MQTT 5.0, 1.5.5; MQTT 3.1.1 has no word about it
            throw PacketException.malformed(
                    "the remaining length must have no more bytes than it needs but had more");
        }
        MqttFixedHeader header =
                new MqttFixedHeader(
                        type,
                        type == MqttMessageType.PUBLISH && (first & DUP) != 0,
                        MqttQoS.valueOf(first >> 1 & 3),
                        type == MqttMessageType.PUBLISH && (first & RETAIN) != 0,
                        length);
        return read(header, fields);
    }

    private MqttMessage read(MqttFixedHeader header, Fields fields) {
        boolean five = isFive();
        return switch (header.messageType()) {
            case CONNECT -> connect(header, fields);
            case PUBLISH -> publish(header, fields);
            case PUBACK ->
                    new MqttPubAckMessage(
                            header, AnswerReader.answer(fields, five, header.messageType()));
            case PUBREC, PUBREL, PUBCOMP ->
                    new MqttMessage(
                            header, AnswerReader.answer(fields, five, header.messageType()));
            case SUBSCRIBE ->
                    new MqttSubscribeMessage(
                            header,
                            SubscribeReader.header(fields, five, Place.SUBSCRIBE),
                            SubscribeReader.subscribe(fields, five));
            case UNSUBSCRIBE ->
                    new MqttUnsubscribeMessage(
                            header,
                            SubscribeReader.header(fields, five, Place.UNSUBSCRIBE),
                            SubscribeReader.unsubscribe(fields));
            case DISCONNECT -> new MqttMessage(header, AnswerReader.goodbye(fields, five));
            case AUTH -> new MqttMessage(header, AnswerReader.authenticate(fields));
            default -> {
                fields.mustEnd();
                yield new MqttMessage(header);
            }
        };
    }

    private MqttMessage connect(MqttFixedHeader header, Fields fields) {
        MqttConnectVariableHeader variable = ConnectReader.header(fields, version);
        return new MqttConnectMessage(header, variable, ConnectReader.payload(fields, variable));
    }

    /** MQTT 5.0, 3.3: topic | QoS 1 and 2: packet id | 5: properties | payload. */
    private MqttMessage publish(MqttFixedHeader header, Fields fields) {
        String topic = fields.text("topic");
        if (topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0) {
            // MQTT 5.0, 3.3.2.1
            throw PacketException.malformed("a topic must have no wildcard but had one");
        }
        int id = header.qosLevel() == MqttQoS.AT_MOST_ONCE ? NO_ID : fields.packetId();
        MqttProperties properties =
                isFive()
                        ? PropertyReader.read(fields, Place.PUBLISH)
                        : MqttProperties.NO_PROPERTIES;
        if (topic.isEmpty()
                && properties.getProperty(MqttPropertyType.TOPIC_ALIAS.value()) == null) {
            // MQTT 5.0, 3.3.2.1; MQTT 3.1.1, 4.7.3
            throw PacketException.protocolError(
                    "a topic must not be empty without a Topic Alias but was");
        }
        return new MqttPublishMessage(
                header, new MqttPublishVariableHeader(topic, id, properties), fields.payload());
    }
}
