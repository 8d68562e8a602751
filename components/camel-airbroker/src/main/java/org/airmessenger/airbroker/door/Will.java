/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.door.DoorMetrics;
import org.airmessenger.message.Identity;
import org.airmessenger.message.RefusedException;

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

/**
 * A device's will on its way through the route (MQTT 5.0, 3.1.2.5). The broker's own handler gives
 * it to local subscribers; this gives it to the lanes.
 */
final class Will implements DoorLine.Owner {

    /** Longest delay, a day; a longer one is cut. */
    static final int MAX_DELAY_SECONDS = 86_400;

    private static final byte WITH_WILL = 4;
    private static final long UNSIGNED = 0xFFFF_FFFFL;

    private final Inbound message;
    private final Identity identity;
    private final long delaySeconds;
    private Door door;
    private DoorMetrics.Door metrics;
    private EventLoop loop;

    private Will(Inbound message, Identity identity, long delaySeconds) {
        this.message = message;
        this.identity = identity;
        this.delaySeconds = delaySeconds;
    }

    /**
     * The will of a CONNECT, or null if it has none.
     *
     * @throws RefusedException if a property of it is malformed
     */
    static Will of(MqttConnectMessage connect, Identity identity) {
        if (!connect.variableHeader().isWillFlag()) {
            return null;
        }
        MqttConnectPayload given = connect.payload();
        checkProperties(given.willProperties());
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
        Inbound message = PublishReader.read(packet, identity, System.currentTimeMillis()).asWill();
        if (connect.variableHeader().isWillRetain()) {
            message.retain();
        }
        return new Will(message, identity, Math.min(Math.min(delay, session), MAX_DELAY_SECONDS));
    }

    private static void checkProperties(MqttProperties properties) {
        try {
            PropertyLimits.check(properties);
        } catch (EndingException e) {
            throw new RefusedException(e.refusal(), e.getMessage());
        }
        if (seconds(properties, MqttPropertyType.WILL_DELAY_INTERVAL) > MAX_DELAY_SECONDS) {
            // the broker sends its copy by this, too
            properties.add(
                    new MqttProperties.IntegerProperty(
                            MqttPropertyType.WILL_DELAY_INTERVAL.value(), MAX_DELAY_SECONDS));
        }
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

    /** Who sends it, should it wait until its connection is gone. */
    Will carriedBy(Door theDoor, DoorMetrics.Door theMetrics, EventLoop theLoop) {
        door = theDoor;
        metrics = theMetrics;
        loop = theLoop;
        return this;
    }

    /** Whether the broker's copy is retained. */
    boolean isRetained() {
        return message.isRetained();
    }

    Inbound message() {
        return message;
    }

    String device() {
        return identity.device();
    }

    Identity identity() {
        return identity;
    }

    long delaySeconds() {
        return delaySeconds;
    }

    @Override
    public long bytes() {
        return message.bytes();
    }

    EventLoop loop() {
        return loop;
    }

    /** Sends it on a line of its own, behind all that the device sent. From any thread. */
    void send() {
        DoorLine line = new DoorLine(door, this, loop, identity);
        door.lines().join(identity.device(), line);
        loop.execute(
                () -> {
                    door.budget().take(message.bytes());
                    line.add(message);
                    line.gone();
                });
    }

    @Override
    public void answer(Inbound inbound) {
        door.budget().give(inbound.bytes());
        metrics.message(inbound.qos, inbound.verdict(), inbound.payload.length);
    }

    @Override
    public void answered(boolean empty) {
        // nobody to tell
    }

    @Override
    public void hold(boolean pause) {
        // nothing to read
    }

    @Override
    public boolean canRefuse() {
        return true;
    }

    @Override
    public void inherit(long bytes) {
        // it reads nothing that could be held back
    }
}
