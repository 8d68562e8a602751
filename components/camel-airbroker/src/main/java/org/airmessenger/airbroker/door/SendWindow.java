/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * What one connection was sent at QoS 1 and 2 and has not acknowledged, from the broker and from
 * the door together: never more than the device takes (MQTT 5.0, 3.3.4), and each with a packet id
 * of its own (2.2.1). The door's ids come from the top of their range; should the broker, which
 * counts from the bottom, come to one that the door uses, its message gets another one on the wire.
 * Belongs to the event loop.
 */
final class SendWindow {

    private static final int HIGHEST_ID = 0xFFFF;

    private final Consumer<MqttMessage> writer;
    private int most = HIGHEST_ID;

    /** What the ids on the wire stand for; null while there are none. */
    private IntObjectMap<Sent> sent;

    /** PUBLISH packets among them; PUBREL ends one as PUBACK does, but keeps its id. */
    private int inFlight;

    /** The wire's ids of broker's messages that have another one; null while there are none. */
    private Map<Integer, Integer> renamed;

    private final Queue<Runnable> held = new ArrayDeque<>(0);

    /**
     * A message on the wire.
     *
     * @param brokerId the broker's id of it; 0 if it is the door's
     * @param number of the command; 0 if it is the broker's
     */
    private record Sent(int brokerId, long number) {}

    /** What the device acknowledged: a command of the door, or a packet for the broker. */
    record Acknowledged(long number, MqttMessage packet) {}

    SendWindow(Consumer<MqttMessage> writer) {
        this.writer = writer;
    }

    /** How many the device takes at once (MQTT 5.0, 3.1.2.11.3). */
    void most(int receiveMaximum) {
        most = receiveMaximum;
    }

    int most() {
        return most;
    }

    /** The broker sends something. */
    void send(MqttMessage packet) {
        if (packet instanceof MqttPublishMessage publish
                && publish.fixedHeader().qosLevel().value() > 0) {
            sendOrHold(() -> sendBrokers(publish));
        } else if (packet.fixedHeader().messageType() == MqttMessageType.PUBREL
                && renamed != null) {
            int id = PacketChecks.idOf(packet);
            writer.accept(withId(packet, renamed.getOrDefault(id, id)));
        } else {
            writer.accept(packet);
        }
    }

    private void sendBrokers(MqttPublishMessage publish) {
        int id = publish.variableHeader().packetId();
        int wire = isFree(id) ? id : freeId();
        if (wire != id) {
            renamed = renamed == null ? new HashMap<>(4) : renamed;
            renamed.put(id, wire);
        }
        take(wire, new Sent(id, 0));
        writer.accept(
                wire == id
                        ? publish
                        : new MqttPublishMessage(
                                publish.fixedHeader(),
                                new MqttPublishVariableHeader(
                                        publish.variableHeader().topicName(),
                                        wire,
                                        publish.variableHeader().properties()),
                                publish.payload()));
    }

    /** Whether an id may carry a broker's message: nothing of the door's has it. */
    private boolean isFree(int id) {
        Sent other = sent == null ? null : sent.get(id);
        return other == null || other.brokerId == id;
    }

    /**
     * The door sends a command.
     *
     * @param id the packet id that it had before, or 0
     * @param packet makes the packet with its id
     */
    void send(long number, int id, IntFunction<MqttPublishMessage> packet) {
        sendOrHold(
                () -> {
                    boolean again = id > 0 && (sent == null || !sent.containsKey(id));
                    int wire = again ? id : freeId();
                    take(wire, new Sent(0, number));
                    writer.accept(packet.apply(wire));
                });
    }

    private void sendOrHold(Runnable message) {
        if (inFlight < most) {
            message.run();
        } else {
            held.add(message);
        }
    }

    private void take(int id, Sent message) {
        sent = sent == null ? new IntObjectHashMap<>(4) : sent;
        if (sent.put(id, message) == null) {
            inFlight++;
        }
    }

    private int freeId() {
        int id = HIGHEST_ID;
        while (sent != null && sent.containsKey(id)) {
            id--;
        }
        return id;
    }

    /** The device answered a message; what waited for room is sent. */
    Acknowledged acknowledged(MqttMessage packet) {
        int wire = PacketChecks.idOf(packet);
        Sent message = sent == null ? null : sent.get(wire);
        if (message == null) {
            return new Acknowledged(0, packet);
        }
        boolean halfway =
                packet.fixedHeader().messageType() == MqttMessageType.PUBREC && !isRefusal(packet);
        if (!halfway) {
            sent.remove(wire);
            inFlight--;
            if (sent.isEmpty()) {
                sent = null;
            }
            sendHeld();
        }
        if (message.brokerId == 0) {
            return new Acknowledged(message.number, null);
        }
        if (message.brokerId == wire) {
            return new Acknowledged(0, packet);
        }
        if (!halfway) {
            renamed.remove(message.brokerId);
        }
        return new Acknowledged(0, withId(packet, message.brokerId));
    }

    private void sendHeld() {
        for (Runnable next = inFlight < most ? held.poll() : null;
                next != null;
                next = inFlight < most ? held.poll() : null) {
            next.run();
        }
    }

    /** The packet ids of the door's commands that were not acknowledged, by their numbers. */
    Map<Long, Integer> unacknowledged() {
        Map<Long, Integer> numbers = new HashMap<>();
        if (sent != null) {
            sent.forEach(
                    (id, message) -> {
                        if (message.brokerId == 0) {
                            numbers.put(message.number, id);
                        }
                    });
        }
        return numbers;
    }

    private static boolean isRefusal(MqttMessage packet) {
        return packet.variableHeader() instanceof MqttPubReplyMessageVariableHeader header
                && header.reasonCode() < 0;
    }

    private static MqttMessage withId(MqttMessage packet, int id) {
        MqttFixedHeader header = packet.fixedHeader();
        return packet.variableHeader() instanceof MqttPubReplyMessageVariableHeader reply
                ? new MqttMessage(
                        header,
                        new MqttPubReplyMessageVariableHeader(
                                id, reply.reasonCode(), reply.properties()))
                : new MqttMessage(header, MqttMessageIdVariableHeader.from(id));
    }
}
