/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.door.Reading.Pause;
import org.airmessenger.door.Flow;
import org.airmessenger.door.MessageDraft;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Refusal;

import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What one connection publishes, and how it is answered (MQTT 5.0, 3.3 and 4.3). Belongs to the
 * event loop.
 */
final class Publishing implements DoorLine.Owner {

    private final Link link;
    private final Door door;
    private final Identity identity;
    private final DoorLine line;
    private final Flow flow;
    private final Set<Integer> halfwayQos2 = new HashSet<>();
    private final Aliases aliases;
    private final ReceiveWindow window;

    /** Comes behind whatever the device sent before, over any connection. */
    Publishing(Link link, Identity identity) {
        this.link = link;
        this.door = link.door();
        this.identity = identity;
        this.flow =
                new Flow(
                        door.budget(),
                        door.options().getMaxInFlightBytesPerConnection(),
                        link.reading(),
                        link.ctx().executor());
        this.aliases = new Aliases(door.options().getTopicAliasMaximum());
        this.window = new ReceiveWindow(link.terms().receiveMaximum());
        this.line = new DoorLine(door, this, link.ctx().channel().eventLoop(), identity);
        door.lines().join(identity.device(), line);
    }

    boolean isEmpty() {
        return line.isEmpty();
    }

    /**
     * Takes a PUBLISH in its turn.
     *
     * @throws EndingException if it ends the connection
     */
    void take(MqttPublishMessage received) {
        int qos = received.fixedHeader().qosLevel().value();
        MqttPublishMessage packet;
        Inbound message;
        try {
            packet = aliases.resolve(received);
            window.open(qos, packet.variableHeader().packetId());
            PacketChecks.retain(packet, link.terms());
            message = PacketChecks.message(packet, identity);
        } catch (EndingException e) {
            link.metrics().message(qos, e.refusal(), 0);
            received.release();
            throw e;
        }
        String problem = MessageDraft.problemOfTopic(message.topic());
        if (problem != null) {
            packet.release();
            message.refusedWith(Replies.BAD_TOPIC)
                    .settle(Refusal.NOT_ALLOWED, "AIR-1021 " + problem + "; take another topic");
            take(message);
            return;
        }
        if (qos == 2 || packet.fixedHeader().isRetain()) {
            message.passOn(retainable(packet));
        } else {
            packet.release();
        }
        if (qos == 2 && !halfwayQos2.add(message.packetId)) {
            // a resend while the first is still on its way (MQTT 5.0, 4.3.3): the lanes already
            // have the message; nothing of this copy goes anywhere, nobody judged it
            message.drop();
            take(Inbound.resent(message.packetId));
            return;
        }
        if (packet.fixedHeader().isRetain() && message.payload.length > 0) {
            retain(message);
        }
        take(message);
    }

    /** What clears a topic that has nothing must not make the broker a queue for it. */
    private MqttPublishMessage retainable(MqttPublishMessage packet) {
        String topic = packet.variableHeader().topicName();
        if (!packet.fixedHeader().isRetain()
                || packet.payload().isReadable()
                || door.retained().isKnown(topic)) {
            return packet;
        }
        MqttFixedHeader given = packet.fixedHeader();
        return new MqttPublishMessage(
                new MqttFixedHeader(
                        given.messageType(),
                        given.isDup(),
                        given.qosLevel(),
                        false,
                        given.remainingLength()),
                packet.variableHeader(),
                packet.payload());
    }

    private void retain(Inbound message) {
        if (door.retained().begin(identity.device(), message.topic())) {
            message.retain();
        } else {
            message.drop();
            message.settle(Refusal.OVER_RATE, RetainedTopics.full(door.options()));
        }
    }

    /** Takes a PUBREL in its turn. */
    void release(MqttMessage packet) {
        halfwayQos2.remove(PacketChecks.idOf(packet));
        take(Inbound.held(packet));
    }

    /** Takes a message, or a packet that waits for the messages before it. */
    void take(Inbound inbound) {
        flow.take(inbound.bytes());
        line.add(inbound);
    }

    /** Hands a DISCONNECT that waits for its turn on at once; false if there is none. */
    boolean passDisconnect(Consumer<MqttMessage> handler) {
        return line.passDisconnect(handler);
    }

    /** The broker's own handler sent a packet. */
    void brokerAnswered(MqttMessage answer) {
        if (Replies.isRefusedQos2(answer)) {
            halfwayQos2.remove(PacketChecks.idOf(answer));
        }
        if (Replies.endsQos2(answer)) {
            window.close(2, PacketChecks.idOf(answer));
        } else if (answer.fixedHeader().messageType() == MqttMessageType.PUBACK) {
            window.close(1, PacketChecks.idOf(answer));
        }
        line.brokerAnswered(answer);
    }

    /** What waits and has not started is forgotten, never acknowledged. */
    void end() {
        line.end();
    }

    /** Nothing more comes; what came is still taken. */
    void gone() {
        line.gone();
    }

    @Override
    public void answer(Inbound inbound) {
        flow.give(inbound.bytes());
        if (inbound.isMessage()) {
            link.metrics().message(inbound.qos, inbound.verdict(), inbound.payload.length);
        }
        if (inbound.isRetained() && !inbound.isWill()) {
            boolean kept = inbound.verdict() == null && !link.isEnded();
            door.retained().end(identity.device(), inbound.topic(), kept);
        }
        if (link.isEnded() || inbound.isWill()) {
            inbound.drop();
        } else if (inbound.isResent()) {
            // refused meanwhile, or released: the device is told by the answer to the first
            if (halfwayQos2.contains(inbound.packetId)) {
                link.write(Replies.kept(inbound, link.isFive()));
            }
        } else if (inbound.verdict() != null) {
            refused(inbound);
        } else if (inbound.isPassedOn()) {
            if (inbound.qos > 0) {
                line.awaitAnswer(inbound.packetId);
            }
            link.ctx().fireChannelRead(inbound.takePacket());
        } else if (inbound.qos == 1) {
            window.close(1, inbound.packetId);
            link.write(Replies.kept(inbound, link.isFive()));
        }
    }

    private void refused(Inbound inbound) {
        inbound.drop();
        halfwayQos2.remove(inbound.packetId);
        Refusal cause = inbound.verdict();
        byte end = Replies.disconnectCode(cause);
        if (cause == Refusal.NOT_ALLOWED || cause == Refusal.MALFORMED) {
            door.strike(identity.device());
        }
        if (end != Replies.SUCCESS) {
            link.end(end, inbound.reason());
        } else if (inbound.qos > 0 && (link.isFive() || cause == Refusal.NO_RECEIVER)) {
            window.close(inbound.qos, inbound.packetId);
            String reason = link.tellable(inbound.reason());
            link.write(Replies.refusal(inbound, link.isFive(), reason));
        } else if (inbound.qos > 0) {
            link.end(Replies.UNSPECIFIED, null);
        }
    }

    @Override
    public void answered(boolean empty) {
        link.ctx().flush();
        flow.resumeIfRoom();
        if (empty && link.reading().isPaused(Pause.GOING_DOWN)) {
            link.end(Replies.SHUTTING_DOWN, Replies.GOING_DOWN);
        }
    }

    @Override
    public void hold(boolean pause) {
        link.reading().set(Pause.HELD, pause);
    }

    @Override
    public boolean canRefuse() {
        return link.isFive();
    }

    @Override
    public long bytes() {
        return flow.inFlight();
    }

    @Override
    public void inherit(long bytes) {
        flow.inherit(bytes);
    }
}
