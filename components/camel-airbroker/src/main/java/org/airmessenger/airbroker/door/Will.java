/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.AirbrokerConstants;
import org.airmessenger.airbroker.broker.Companion;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import io.netty.buffer.Unpooled;
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
import org.apache.activemq.artemis.core.transaction.Transaction;

/**
 * A device's will (MQTT 5.0, 3.1.2.5). It goes through the route like any message of the device,
 * behind all that the device sent, and leaves the disk in the transaction that keeps it.
 */
final class Will implements DoorLine.Owner, Companion {

    /** Longest delay, a day; a longer one is cut. */
    static final int MAX_DELAY_SECONDS = 86_400;

    private static final byte WITH_WILL = 4;
    private static final long UNSIGNED = 0xFFFF_FFFFL;

    private final Wills wills;
    private final String key;
    private final Identity identity;
    private final long delaySeconds;
    private final long bytes;

    /** As bytes, for most wills are never sent. */
    private volatile byte[] encoded;

    private volatile boolean joined;

    /**
     * As it is on disk.
     *
     * @param key by which it is found there
     */
    Will(Wills wills, String key, WillRecord record) {
        this.wills = wills;
        this.key = key;
        this.identity = record.identity();
        this.delaySeconds = record.delaySeconds();
        this.encoded = record.encode();
        this.bytes = encoded.length + Inbound.OVERHEAD_BYTES;
    }

    /**
     * What a CONNECT leaves, or null if it leaves nothing.
     *
     * @throws RefusedException if a property of it is malformed
     */
    static WillRecord of(MqttConnectMessage connect, Identity identity, long sessionExpiry) {
        if (!connect.variableHeader().isWillFlag()) {
            return null;
        }
        MqttConnectPayload given = connect.payload();
        try {
            PropertyLimits.check(given.willProperties());
        } catch (EndingException e) {
            throw new RefusedException(e.refusal(), e.getMessage());
        }
        MqttPublishMessage packet =
                new MqttPublishMessage(
                        new MqttFixedHeader(
                                MqttMessageType.PUBLISH,
                                false,
                                MqttQoS.valueOf(connect.variableHeader().willQos()),
                                connect.variableHeader().isWillRetain(),
                                0),
                        new MqttPublishVariableHeader(given.willTopic(), 0, given.willProperties()),
                        Unpooled.wrappedBuffer(given.willMessageInBytes()));
        long delay = seconds(given.willProperties(), MqttPropertyType.WILL_DELAY_INTERVAL);
        return new WillRecord(
                identity,
                Math.min(Math.min(delay, sessionExpiry), MAX_DELAY_SECONDS),
                0,
                PublishReader.read(packet, identity, System.currentTimeMillis()).asWill());
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

    String key() {
        return key;
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

    byte[] encoded() {
        return encoded;
    }

    /** From now on it is to be sent then. */
    void dueAt(long when) {
        encoded = WillRecord.decode(encoded).dueAt(when).encode();
    }

    @Override
    public long bytes() {
        return bytes;
    }

    /** Sends it on a line of its own, behind all that the device sent. From any thread. */
    void send() {
        Door door = wills.door();
        DoorLine line = new DoorLine(door, this, wills.loop(), identity);
        door.lines().join(identity.device(), line);
        wills.loop()
                .execute(
                        () -> {
                            door.budget().take(bytes);
                            Inbound message =
                                    WillRecord.decode(encoded).sentAt(System.currentTimeMillis());
                            message.companion(this);
                            line.add(message);
                            line.gone();
                        });
    }

    @Override
    public Object lock() {
        return wills.records().lock(key);
    }

    @Override
    public void join(Transaction transaction) throws Exception {
        wills.records().remove(transaction, key);
        joined = true;
    }

    @Override
    public void answer(Inbound inbound) {
        wills.door().budget().give(bytes);
        if (inbound.verdict() != null && isForNow(inbound.verdict())) {
            joined = false;
            wills.tryAgain(this);
            return;
        }
        wills.door()
                .metrics()
                .door(AirbrokerConstants.DOOR_MQTT)
                .message(inbound.qos, inbound.verdict(), inbound.payload.length);
        wills.settled(this, joined && inbound.verdict() == null);
    }

    private static boolean isForNow(Refusal refusal) {
        return switch (refusal) {
            case LANE_FULL, OVER_RATE, FAILED, GOING_DOWN -> true;
            default -> false;
        };
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
    public void inherit(long earlier) {
        // it reads nothing that could be held back
    }
}
