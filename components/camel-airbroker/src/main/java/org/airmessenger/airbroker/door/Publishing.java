/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.door.Reading.Pause;
import org.airmessenger.door.Flow;
import org.airmessenger.door.MessageDraft;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;

import java.util.concurrent.CompletableFuture;

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
    private final Session session;

    /** Packet ids of exactly-once messages that came by this connection and are not released. */
    private final PacketIds halfway = new PacketIds();

    private final Aliases aliases;
    private final ReceiveWindow window;
    private Runnable emptied = () -> {};

    /** Comes behind whatever the device sent before, over any connection. */
    Publishing(Link link, Identity identity, Session session) {
        this.link = link;
        this.door = link.door();
        this.identity = identity;
        this.session = session;
        this.flow =
                new Flow(
                        door.budget(),
                        door.options().getMaxInFlightBytesPerConnection(),
                        link.reading(),
                        link.ctx().executor());
        this.aliases = new Aliases(door.options().getTopicAliasMaximum());
        this.window = new ReceiveWindow(link.terms().receiveMaximum());
        this.line = new DoorLine(door, this, link.ctx().executor(), identity);
        door.lines().join(identity.device(), line);
    }

    /** Runs whenever everything is answered. */
    void whenEmpty(Runnable task) {
        emptied = task;
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
            throw e;
        } finally {
            received.release();
        }
        boolean nobodys = message.topic().startsWith("$");
        String problem = problemOf(message.topic());
        if (problem != null) {
            message.refusedWith(Replies.BAD_TOPIC)
                    .settle(Refusal.NOT_ALLOWED, "AIR-1021 " + problem + "; take another topic");
            take(message);
            return;
        }
        if (qos == 2 && !halfway.add(message.packetId)) {
            // a resend while the first is still on its way (MQTT 5.0, 4.3.3): the lanes already
            // have the message; nothing of this copy goes anywhere, nobody judged it
            take(Inbound.resent(message.packetId));
            return;
        }
        if (qos == 2) {
            checkUnreleased(message.packetId);
            message.exactlyOnceIn(session);
        }
        if (nobodys) {
            message.settle(Refusal.NO_RECEIVER, "AIR-1021 nobody can get what begins with $");
        } else if (message.extras().retain() && message.payload.length > 0) {
            checkRetained(message);
        }
        take(message);
    }

    /**
     * A topic that begins with $ is one, but there is never a rule or a subscriber for it: as with
     * any other topic of that kind the device goes on (MQTT 5.0, 4.7.2; MQTT 3.1.1, 3.3.5).
     */
    private static String problemOf(String topic) {
        return MessageDraft.problemOfTopic(
                topic.startsWith("$") ? '_' + topic.substring(1) : topic);
    }

    /** Asked here already: no wait makes a device's topics fewer, so MQTT 3.1.1 is not to wait. */
    private void checkRetained(Inbound message) {
        try {
            door.retained().check(message.topic(), identity.device(), message.bytes());
        } catch (RefusedException e) {
            message.settle(e.refusal(), e.getMessage());
        }
    }

    /** What a session has taken and its device never releases is bounded like what is in flight. */
    private void checkUnreleased(int packetId) {
        int most = link.terms().receiveMaximum();
        if (session.takenCount() >= most && !session.hasTaken(packetId)) {
            throw new EndingException(
                    Refusal.OVER_RATE,
                    Replies.RECEIVE_MAXIMUM,
                    "AIR-1042 at most %d messages may be unacknowledged but %d are not released; send PUBREL"
                            .formatted(most, session.takenCount()));
        }
    }

    /** Takes a message, or a packet that waits for the messages before it. */
    void take(Inbound inbound) {
        flow.take(inbound.bytes());
        line.add(inbound);
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
        if (inbound.packet() != null) {
            passed(inbound.packet());
        } else if (link.isEnded()) {
            return;
        } else if (inbound.isResent()) {
            // refused meanwhile, or released: the device is told by the answer to the first
            if (halfway.contains(inbound.packetId)) {
                link.write(Replies.kept(inbound, link.isFive()));
            }
        } else if (inbound.verdict() != null) {
            refused(inbound);
        } else if (inbound.qos > 0) {
            if (inbound.qos == 1) {
                window.close(1, inbound.packetId);
            }
            link.write(Replies.kept(inbound, link.isFive()));
        }
    }

    /** The turn of a packet has come that waited for the messages before it. */
    private void passed(MqttMessage packet) {
        if (packet.fixedHeader().messageType() == MqttMessageType.PUBREL) {
            released(PacketChecks.idOf(packet));
        } else {
            link.ctx().fireChannelRead(packet);
        }
    }

    /** The device has its answer; the packet id is free when the disk knows that, too. */
    private void released(int packetId) {
        boolean known = halfway.remove(packetId) | session.hasTaken(packetId);
        if (!session.hasTaken(packetId)) {
            complete(packetId, known);
            return;
        }
        CompletableFuture.supplyAsync(() -> session.release(packetId), door.sessions().executor())
                .thenCompose(released -> released)
                .whenCompleteAsync(
                        (done, failure) -> {
                            if (failure == null) {
                                complete(packetId, known);
                            } else {
                                link.end(Replies.UNSPECIFIED, null);
                            }
                        },
                        link.ctx().executor());
    }

    private void complete(int packetId, boolean known) {
        window.close(2, packetId);
        if (!link.isEnded()) {
            link.write(Replies.complete(packetId, link.isFive(), known));
            link.ctx().flush();
        }
    }

    private void refused(Inbound inbound) {
        Refusal cause = inbound.verdict();
        if (cause != Refusal.NO_RECEIVER) {
            halfway.remove(inbound.packetId);
        }
        byte end = Replies.disconnectCode(cause);
        if (cause == Refusal.NOT_ALLOWED || cause == Refusal.MALFORMED) {
            door.strike(identity.device());
        }
        if (end != Replies.SUCCESS) {
            link.end(end, inbound.reason());
        } else if (inbound.qos > 0 && (link.isFive() || cause == Refusal.NO_RECEIVER)) {
            if (inbound.qos == 1 || cause != Refusal.NO_RECEIVER) {
                window.close(inbound.qos, inbound.packetId);
            }
            // nobody wants it: that is a success, and its code says all
            boolean success = cause == Refusal.NO_RECEIVER;
            String reason = success ? null : link.tellable(inbound.reason());
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
        if (empty) {
            emptied.run();
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
