/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.message.Identity;

import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;

import java.util.concurrent.TimeUnit;

/**
 * A device's will on its way through the route (MQTT 5.0, 3.1.2.5). The broker's own handler gives
 * it to local subscribers; this gives it to the lanes.
 */
final class Will {

    private static final byte WITH_WILL = 4;
    private static final long UNSIGNED = 0xFFFF_FFFFL;

    private final Inbound message;
    private final Identity identity;
    private final long delaySeconds;

    private Will(Inbound message, Identity identity, long delaySeconds) {
        this.message = message;
        this.identity = identity;
        this.delaySeconds = delaySeconds;
    }

    /**
     * The will of a CONNECT, or null if it has none.
     *
     * @throws org.airmessenger.message.RefusedException if a property of it is malformed
     */
    static Will of(MqttConnectMessage connect, Identity identity) {
        if (!connect.variableHeader().isWillFlag()) {
            return null;
        }
        MqttConnectPayload given = connect.payload();
        MqttPublishMessage packet =
                new MqttPublishMessage(
                        new MqttFixedHeader(
                                MqttMessageType.PUBLISH,
                                false,
                                MqttQoS.valueOf(connect.variableHeader().willQos()),
                                false,
                                0),
                        new MqttPublishVariableHeader(given.willTopic(), 0, given.willProperties()),
                        Unpooled.wrappedBuffer(given.willMessageInBytes()));
        long delay = seconds(given.willProperties(), MqttPropertyType.WILL_DELAY_INTERVAL);
        long session =
                seconds(
                        connect.variableHeader().properties(),
                        MqttPropertyType.SESSION_EXPIRY_INTERVAL);
        return new Will(
                PublishReader.read(packet, identity, System.currentTimeMillis()).localByDoor(),
                identity,
                Math.min(delay, session));
    }

    private static long seconds(MqttProperties properties, MqttPropertyType type) {
        var property = properties.getProperty(type.value());
        return property == null ? 0 : (Integer) property.value() & UNSIGNED;
    }

    /** Whether a DISCONNECT takes the will back (MQTT 5.0, 3.14.4). */
    static boolean isTakenBackBy(MqttMessage disconnect) {
        return !(disconnect.variableHeader()
                        instanceof MqttReasonCodeAndPropertiesVariableHeader header)
                || header.reasonCode() != WITH_WILL;
    }

    /** Sends the will, now or after its delay unless the device is back by then. */
    void fire(Door door, DoorLine.Owner owner, EventLoop loop) {
        if (delaySeconds == 0) {
            send(door, owner, loop);
        } else {
            loop.schedule(
                    () -> {
                        if (!door.isHere(identity.device())) {
                            send(door, owner, loop);
                        }
                    },
                    delaySeconds,
                    TimeUnit.SECONDS);
        }
    }

    private void send(Door door, DoorLine.Owner owner, EventLoop loop) {
        door.budget().take(message.bytes());
        new DoorLine(door, owner, loop, identity).add(message);
    }
}
