/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.door.DoorMessage;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Refusal;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.util.ReferenceCountUtil;

import java.util.Map;

/**
 * One packet in its connection's order: a message on its way through the routes, or a packet that
 * waits for the messages before it.
 */
final class Inbound implements DoorMessage {

    /** What one waiting message costs beside its payload: exchange, headers, bookkeeping. */
    static final int OVERHEAD_BYTES = 512;

    final int qos;
    final int packetId;
    final byte[] payload;
    final Map<String, Object> headers;
    final boolean idGiven;
    private final int headerBytes;

    /** Handed to the broker's own MQTT handler once its turn has come; null if it is not. */
    private MqttMessage packet;

    private Refusal verdict;
    private String reason;
    private boolean message = true;
    private boolean localByDoor;
    private boolean will;
    private boolean retained;
    private byte code = Replies.SUCCESS;
    private long heldMillis;
    private volatile boolean settled;

    Inbound(int qos, int packetId, byte[] payload, Map<String, Object> headers, boolean idGiven) {
        this.qos = qos;
        this.packetId = packetId;
        this.payload = payload;
        this.headers = headers;
        this.idGiven = idGiven;
        this.headerBytes = sizeOf(headers);
    }

    private static int sizeOf(Map<String, Object> headers) {
        int size = 0;
        for (Map.Entry<String, Object> header : headers.entrySet()) {
            if (header.getValue() instanceof String text) {
                size += header.getKey().length() + text.length();
            } else if (header.getValue() instanceof byte[] bytes) {
                size += header.getKey().length() + bytes.length;
            }
        }
        return size;
    }

    /** A packet that only waits for its turn. */
    static Inbound held(MqttMessage packet) {
        Inbound held = new Inbound(0, 0, new byte[0], Map.of(), false);
        held.packet = packet;
        held.message = false;
        held.settled = true;
        return held;
    }

    /** A second PUBLISH of QoS 2 with a packet id that is half-way; only its turn is kept. */
    static Inbound resent(int packetId) {
        Inbound resent = new Inbound(2, packetId, new byte[0], Map.of(), false);
        resent.message = false;
        resent.settled = true;
        return resent;
    }

    boolean isResent() {
        return !message && qos == 2;
    }

    /** The message also goes to the broker's own handler, after it was kept. */
    Inbound passOn(MqttMessage original) {
        packet = original;
        return localByDoor();
    }

    /** The broker's own handler serves local subscribers. */
    Inbound localByDoor() {
        localByDoor = true;
        return this;
    }

    /** The device's last word: sent after it is gone, so nobody waits for an answer. */
    Inbound asWill() {
        will = true;
        return localByDoor();
    }

    /** Its topic counts among the device's retained ones. */
    void retain() {
        retained = true;
    }

    /** The code of its refusal, where its cause has more than one. */
    Inbound refusedWith(byte newCode) {
        code = newCode;
        return this;
    }

    byte code() {
        return code;
    }

    boolean isRetained() {
        return retained;
    }

    boolean isWill() {
        return will;
    }

    @Override
    public byte[] body() {
        return payload;
    }

    @Override
    public Map<String, Object> headers() {
        return headers;
    }

    @Override
    public boolean isIdGiven() {
        return idGiven;
    }

    @Override
    public boolean isLocalByDoor() {
        return localByDoor;
    }

    String topic() {
        return (String) headers.get(AirHeaders.TOPIC);
    }

    boolean isMessage() {
        return message;
    }

    boolean isPassedOn() {
        return packet != null;
    }

    MqttMessageType packetType() {
        return packet.fixedHeader().messageType();
    }

    MqttMessage takePacket() {
        MqttMessage taken = packet;
        packet = null;
        return taken;
    }

    void drop() {
        ReferenceCountUtil.release(takePacket());
    }

    long bytes() {
        return (long) payload.length + headerBytes + OVERHEAD_BYTES;
    }

    /** Kept, if the verdict is null. Whoever sees {@link #isSettled()} sees verdict and reason. */
    void settle(Refusal newVerdict, String newReason) {
        verdict = newVerdict;
        reason = newReason;
        settled = true;
    }

    boolean isSettled() {
        return settled;
    }

    Refusal verdict() {
        return verdict;
    }

    String reason() {
        return reason;
    }

    /** Adds a wait before the next try, and says how long it has waited in all. */
    long hold(long millis) {
        heldMillis += millis;
        return heldMillis;
    }

    long heldMillis() {
        return heldMillis;
    }
}
