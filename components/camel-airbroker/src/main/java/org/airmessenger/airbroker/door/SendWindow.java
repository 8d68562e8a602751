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
import io.netty.util.ReferenceCountUtil;
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
    private final int most;

    /** What the ids on the wire stand for; null while there are none. */
    private IntObjectMap<Sent> sent;

    /** PUBLISH packets among them; PUBREL ends one as PUBACK does, but keeps its id. */
    private int inFlight;

    /** The wire's ids of broker's messages that have another one; null while there are none. */
    private Map<Integer, Integer> renamed;

    /** What waits for room; null while nothing does. */
    private Queue<Held> held;

    /**
     * A message on the wire.
     *
     * @param brokerId the broker's id of it; 0 if it is the door's
     * @param number of the command; 0 if it is the broker's
     */
    private record Sent(int brokerId, long number) {}

    /**
     * What waits for room.
     *
     * @param packet to be released if it is never sent, or null
     */
    private record Held(Runnable sending, MqttMessage packet) {}

    /**
     * What the device acknowledged.
     *
     * @param number of the door's command; 0 if it was the broker's message
     * @param refused the device did not want the command
     * @param packet for the broker, or null
     */
    record Acknowledged(long number, boolean refused, MqttMessage packet) {}

    /**
     * Nothing sent yet.
     *
     * @param most how many the device takes at once (MQTT 5.0, 3.1.2.11.3)
     * @param writer to the device, without a flush
     */
    SendWindow(int most, Consumer<MqttMessage> writer) {
        this.most = most;
        this.writer = writer;
    }

    int most() {
        return most;
    }

    /** Takes what the broker sends, if it is a matter of this window; false if it is not. */
    boolean take(MqttMessage packet) {
        if (packet instanceof MqttPublishMessage publish) {
            if (publish.fixedHeader().qosLevel().value() == 0) {
                return false;
            }
            sendOrHold(new Held(() -> sendBrokers(publish), publish));
            return true;
        }
        if (renamed == null || packet.fixedHeader().messageType() != MqttMessageType.PUBREL) {
            return false;
        }
        int id = PacketChecks.idOf(packet);
        writer.accept(withId(packet, renamed.getOrDefault(id, id)));
        return true;
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
        Runnable sending =
                () -> {
                    boolean again = id > 0 && (sent == null || !sent.containsKey(id));
                    int wire = again ? id : freeId();
                    take(wire, new Sent(0, number));
                    writer.accept(packet.apply(wire));
                };
        sendOrHold(new Held(sending, null));
    }

    private void sendOrHold(Held message) {
        if (inFlight < most) {
            message.sending.run();
        } else {
            held = held == null ? new ArrayDeque<>(4) : held;
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
            return new Acknowledged(0, false, packet);
        }
        boolean refused = isRefusal(packet);
        boolean halfway = packet.fixedHeader().messageType() == MqttMessageType.PUBREC && !refused;
        if (!halfway) {
            sent.remove(wire);
            inFlight--;
            sendHeld();
            sent = sent.isEmpty() ? null : sent;
        }
        if (message.brokerId == 0) {
            return new Acknowledged(message.number, refused, null);
        }
        if (message.brokerId == wire) {
            return new Acknowledged(0, false, packet);
        }
        if (!halfway) {
            renamed.remove(message.brokerId);
        }
        return new Acknowledged(0, false, withId(packet, message.brokerId));
    }

    private void sendHeld() {
        while (held != null && inFlight < most) {
            Held next = held.poll();
            if (held.isEmpty()) {
                held = null;
            }
            next.sending.run();
        }
    }

    /** The connection is over: what waited is not sent. */
    void close() {
        if (held != null) {
            held.forEach(each -> ReferenceCountUtil.release(each.packet));
            held = null;
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
