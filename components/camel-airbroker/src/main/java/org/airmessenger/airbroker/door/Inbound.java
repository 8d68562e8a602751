/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.broker.Companion;
import org.airmessenger.door.DoorMessage;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Refusal;

import io.netty.handler.codec.mqtt.MqttMessage;

import java.util.HashMap;
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

    private MqttMessage packet;

    private Refusal verdict;
    private String reason;
    private boolean message = true;
    private boolean will;
    private Extras extras = Extras.NONE;
    private Companion companion;
    private Session session;
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

    /** The device's last word: sent after it is gone, so nobody waits for an answer. */
    Inbound asWill() {
        will = true;
        return this;
    }

    /** What it has beside headers and body. */
    Extras extras() {
        return extras;
    }

    void extras(Extras given) {
        extras = given;
    }

    /**
     * It is exactly-once: perhaps an earlier connection of its session brought it already.
     *
     * @param newSession null if the session dies with its connection
     */
    void exactlyOnceIn(Session newSession) {
        session = newSession;
        companion = newSession.once(packetId);
    }

    /** Whether an earlier connection brought it, so that it must not be taken again. */
    boolean isKeptBefore() {
        return session != null && session.hasTaken(packetId);
    }

    /** What is kept with it, or not at all. */
    void companion(Companion newCompanion) {
        companion = newCompanion;
    }

    /** The code of its refusal, where its cause has more than one. */
    Inbound refusedWith(byte newCode) {
        code = newCode;
        return this;
    }

    byte code() {
        return code;
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
    public Map<String, Object> properties() {
        if (extras == Extras.NONE && companion == null && qos < 2) {
            return Map.of();
        }
        Map<String, Object> properties = new HashMap<>();
        if (qos == 2) {
            properties.put(AirHeaders.EXACTLY_ONCE, Boolean.TRUE);
        }
        if (extras.retain()) {
            properties.put(AirHeaders.RETAIN, Boolean.TRUE);
        }
        if (extras.payloadFormat() != null) {
            properties.put(AirHeaders.PAYLOAD_FORMAT, extras.payloadFormat());
        }
        if (!extras.userProperties().isEmpty()) {
            properties.put(AirHeaders.USER_PROPERTIES, extras.userProperties());
        }
        if (companion != null) {
            properties.put(Companion.PROPERTY, companion);
        }
        return properties;
    }

    String topic() {
        return (String) headers.get(AirHeaders.TOPIC);
    }

    boolean isMessage() {
        return message;
    }

    /** The packet that waited for its turn; null if this is a message. */
    MqttMessage packet() {
        return packet;
    }

    long bytes() {
        return (long) payload.length + headerBytes + extras.size() + OVERHEAD_BYTES;
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
