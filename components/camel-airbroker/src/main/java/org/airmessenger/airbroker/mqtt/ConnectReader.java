/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttVersion;

/**
 * Reads CONNECT (MQTT 5.0, 3.1).
 *
 * <pre>
 *  protocol name | level | flags | keep-alive | 5: properties
 *  client id | will: 5: properties | topic | payload | user name | password
 * </pre>
 */
final class ConnectReader {

    private static final int RESERVED = 0x01;
    private static final int CLEAN = 0x02;
    private static final int WILL = 0x04;
    private static final int WILL_QOS_SHIFT = 3;
    private static final int WILL_RETAIN = 0x20;
    private static final int PASSWORD = 0x40;
    private static final int USER = 0x80;

    private ConnectReader() {}

    /**
     * Which MQTT it is; the fields after it are left.
     *
     * @throws PacketException if none that is known
     */
    static MqttVersion version(Fields fields) {
        String name = fields.text("protocol name");
        int level = fields.u8("protocol level");
        if (!name.equals(MqttVersion.MQTT_5.protocolName())
                && !name.equals(MqttVersion.MQTT_3_1.protocolName())) {
            // MQTT 5.0, 3.1.2.1: who speaks another protocol understands no answer
            throw PacketException.malformed("the protocol must be MQTT but was another");
        }
        for (MqttVersion version : MqttVersion.values()) {
            if (version.protocolLevel() == level && version.protocolName().equals(name)) {
                return version;
            }
        }
        throw PacketException.told(
                PacketException.OTHER_VERSION,
                "AIR-1026 the protocol level must be 3, 4 or 5 but was "
                        + level
                        + "; use MQTT 3.1.1 or 5");
    }

    /** Reads the variable header after the version. */
    static MqttConnectVariableHeader header(Fields fields, MqttVersion version) {
        int flags = fields.u8("connect flags");
        check(flags, version);
        int keepAlive = fields.u16("keep-alive");
        return new MqttConnectVariableHeader(
                version.protocolName(),
                version.protocolLevel(),
                (flags & USER) != 0,
                (flags & PASSWORD) != 0,
                (flags & WILL_RETAIN) != 0,
                flags >> WILL_QOS_SHIFT & 3,
                (flags & WILL) != 0,
                (flags & CLEAN) != 0,
                keepAlive,
                propertiesOf(fields, version, Place.CONNECT));
    }

    private static void check(int flags, MqttVersion version) {
        int qos = flags >> WILL_QOS_SHIFT & 3;
        if ((flags & RESERVED) != 0 && version != MqttVersion.MQTT_3_1) {
            throw PacketException.malformed("the reserved flag of CONNECT must be 0 but was 1");
        }
        if (qos == 3) {
            throw PacketException.malformed("the will's QoS must be 0-2 but was 3");
        }
        if ((flags & WILL) == 0 && (qos != 0 || (flags & WILL_RETAIN) != 0)) {
            throw PacketException.malformed(
                    "a CONNECT without a will must have no will QoS and no will retain but had one");
        }
        if (version != MqttVersion.MQTT_5 && (flags & USER) == 0 && (flags & PASSWORD) != 0) {
            // MQTT 3.1.1, 3.1.2.9
            throw PacketException.malformed("a password must come with a user name but came alone");
        }
    }

    /** Reads the payload, to the end of the packet. */
    static MqttConnectPayload payload(Fields fields, MqttConnectVariableHeader header) {
        MqttVersion version =
                MqttVersion.fromProtocolNameAndLevel(header.name(), (byte) header.version());
        String clientId = fields.text("client id");
        MqttProperties willProperties = MqttProperties.NO_PROPERTIES;
        String willTopic = null;
        byte[] will = null;
        if (header.isWillFlag()) {
            willProperties = propertiesOf(fields, version, Place.WILL);
            willTopic = fields.text("will topic");
            will = fields.bytes("will payload");
        }
        String user = header.hasUserName() ? fields.text("user name") : null;
        byte[] password = header.hasPassword() ? fields.bytes("password") : null;
        fields.mustEnd();
        return new MqttConnectPayload(clientId, willProperties, willTopic, will, user, password);
    }

    private static MqttProperties propertiesOf(Fields fields, MqttVersion version, Place place) {
        return version == MqttVersion.MQTT_5
                ? PropertyReader.read(fields, place)
                : MqttProperties.NO_PROPERTIES;
    }
}
