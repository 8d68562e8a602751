/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.broker.BrokerConfiguration;
import org.airmessenger.message.Refusal;

import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttVersion;

/**
 * What device and door agree on by CONNECT and CONNACK (MQTT 5.0, 3.1.2.11 and 3.2.2.3). MQTT 3.1.1
 * has no words for it: what the device says counts.
 */
final class Terms {

    private static final int RECEIVE_MAXIMUM_DEFAULT = 65_535;

    private final BrokerConfiguration options;
    private final boolean five;
    private final int askedKeepAlive;
    private final boolean sessionKept;
    private final boolean reasons;
    private final boolean sessionEnds;
    private final int maxPacketBytes;
    private final int sendMaximum;

    private Terms(MqttConnectMessage connect, BrokerConfiguration options) {
        this.options = options;
        this.five = connect.variableHeader().version() == MqttVersion.MQTT_5.protocolLevel();
        this.askedKeepAlive = connect.variableHeader().keepAliveTimeSeconds();
        this.sessionKept = number(connect, MqttPropertyType.SESSION_EXPIRY_INTERVAL, 0) != 0;
        this.sessionEnds = five ? !sessionKept : connect.variableHeader().isCleanSession();
        this.reasons = number(connect, MqttPropertyType.REQUEST_PROBLEM_INFORMATION, 1) != 0;
        this.sendMaximum =
                number(connect, MqttPropertyType.RECEIVE_MAXIMUM, RECEIVE_MAXIMUM_DEFAULT);
        int most = number(connect, MqttPropertyType.MAXIMUM_PACKET_SIZE, Integer.MAX_VALUE);
        // four bytes, unsigned: more than an int can say is as good as no limit
        this.maxPacketBytes = most < 0 ? Integer.MAX_VALUE : most;
    }

    /** What this CONNECT asks for, and what of it is granted. */
    static Terms of(MqttConnectMessage connect, BrokerConfiguration options) {
        return new Terms(connect, options);
    }

    private static int number(MqttConnectMessage connect, MqttPropertyType type, int otherwise) {
        return connect.variableHeader().properties().getProperty(type.value())
                        instanceof MqttProperties.IntegerProperty property
                ? property.value()
                : otherwise;
    }

    /**
     * Refuses what the door does not do.
     *
     * @throws EndingException if the CONNECT asks for it
     */
    void check(MqttConnectMessage connect) {
        MqttProperties properties = connect.variableHeader().properties();
        if (properties.getProperty(MqttPropertyType.AUTHENTICATION_METHOD.value()) != null) {
            // MQTT 5.0, 4.12
            throw new EndingException(
                    Refusal.NOT_AUTHENTICATED,
                    Replies.BAD_METHOD,
                    "AIR-1041 a CONNECT must name no authentication method but named one; show a certificate or a token");
        }
        if (properties.getProperty(MqttPropertyType.AUTHENTICATION_DATA.value()) != null) {
            // MQTT 5.0, 3.1.2.11.10
            throw new EndingException(
                    Refusal.MALFORMED,
                    Replies.PROTOCOL_ERROR,
                    "AIR-1041 Authentication Data must come with a method but came alone; leave it out");
        }
        if (connect.variableHeader().isWillRetain() && !isRetainAvailable() && five) {
            // MQTT 5.0, 3.2.2.3.5
            throw new EndingException(
                    Refusal.NOT_ALLOWED,
                    Replies.NO_RETAIN,
                    "AIR-1046 a will must not be retained, as nothing is here, but was to be; clear the flag, or raise air.source.mqtt.maxRetainedTopics");
        }
    }

    boolean isFive() {
        return five;
    }

    /** Whether the device wants reasons with everything (MQTT 5.0, 3.1.2.11.7). */
    boolean wantsReasons() {
        return five && reasons;
    }

    /** Whether the device asked that its session outlives the connection (MQTT 5.0, 3.1.2.11.2). */
    boolean isSessionKept() {
        return sessionKept;
    }

    /** Whether the session ends with the connection (MQTT 5.0, 3.1.2.11.2; 3.1.1, 3.1.2.4). */
    boolean isSessionOver() {
        return sessionEnds;
    }

    /** Largest packet that the device takes (MQTT 5.0, 3.1.2.11.4). */
    int maxPacketBytes() {
        return maxPacketBytes;
    }

    /** Most messages that the device takes unacknowledged (MQTT 5.0, 3.1.2.11.3). */
    int sendMaximum() {
        return sendMaximum;
    }

    /** Whether a message may be retained. */
    boolean isRetainAvailable() {
        return options.getMaxRetainedTopics() > 0;
    }

    /** Most messages that the device may have unacknowledged (MQTT 5.0, 3.2.2.3.3). */
    int receiveMaximum() {
        return five ? options.getReceiveMaximum() : Integer.MAX_VALUE;
    }

    /** Seconds; 0 never ends a silent connection (MQTT 5.0, 3.1.2.10 and 3.2.2.3.14). */
    int keepAliveSeconds() {
        int most = options.getMaxKeepAliveSeconds();
        boolean cut = five && most > 0 && (askedKeepAlive == 0 || askedKeepAlive > most);
        return cut ? most : askedKeepAlive;
    }

    /** Tells an MQTT 5 device what is granted. */
    void tell(MqttConnAckMessage ack) {
        if (!five) {
            return;
        }
        MqttProperties told = ack.variableHeader().properties();
        if (receiveMaximum() != RECEIVE_MAXIMUM_DEFAULT) {
            tell(told, MqttPropertyType.RECEIVE_MAXIMUM, receiveMaximum());
        }
        if (keepAliveSeconds() != askedKeepAlive) {
            tell(told, MqttPropertyType.SERVER_KEEP_ALIVE, keepAliveSeconds());
        }
        if (!isRetainAvailable()) {
            tell(told, MqttPropertyType.RETAIN_AVAILABLE, 0);
        }
    }

    private static void tell(MqttProperties told, MqttPropertyType type, int value) {
        told.add(new MqttProperties.IntegerProperty(type.value(), value));
    }
}
