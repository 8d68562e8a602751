/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.broker.DevicePrincipal;
import org.airmessenger.airbroker.door.Reading.Pause;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import org.apache.activemq.artemis.spi.core.protocol.ConnectionEntry;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The door of one connection, in front of the broker's own MQTT handler. All state belongs to the
 * event loop.
 */
final class DoorHandler extends ChannelDuplexHandler implements DoorLine.Owner {

    private static final long DISCONNECT_GRACE_MILLIS = 50;

    private final Door door;
    private final DoorMetrics.Door metrics;
    private final Function<Identity, Collection<String>> sessions;
    private final Set<Integer> halfwayQos2 = new HashSet<>();
    private final Queue<MqttMessage> early = new ArrayDeque<>();
    private ChannelHandlerContext ctx;
    private Reading reading;
    private ConnectionEntry entry;
    private KeepAlive keepAlive;
    private ConnectStep greeting;
    private Identity identity;
    private DoorLine line;
    private Subscriptions subscriptions;
    private Will will;
    private boolean five;
    private boolean reasons;
    private boolean ended;
    private Flow flow;

    DoorHandler(Door door, String word, Function<Identity, Collection<String>> sessions) {
        this.door = door;
        this.sessions = sessions;
        this.metrics = door.metrics().door(word);
    }

    /** The broker's own bookkeeping: its check of the keep-alive is replaced by the door's. */
    void attach(ConnectionEntry connectionEntry) {
        entry = connectionEntry;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        reading = new Reading(ctx.channel());
        flow = new Flow(door, reading, ctx.executor());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object received) {
        if (ended || !(received instanceof MqttMessage packet)) {
            ReferenceCountUtil.release(received);
            return;
        }
        if (keepAlive != null) {
            keepAlive.heard();
        }
        if (packet.decoderResult().isFailure()) {
            undecodable(packet);
        } else if (reading.isPaused(Pause.CONNECTING)) {
            early.add(packet);
        } else if (packet instanceof MqttConnectMessage connect) {
            connect(connect);
        } else if (identity == null) {
            ReferenceCountUtil.release(packet);
            refuseConnection(Refusal.MALFORMED, (byte) 0, null);
        } else {
            try {
                packet(packet);
            } catch (EndingException e) {
                door.strike(identity.device());
                end(e.code(), e.getMessage());
            }
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof PacketLimit.TooLarge packet)) {
            context.fireUserEventTriggered(event);
        } else if (identity == null) {
            refuseConnection(Refusal.TOO_LARGE, (byte) 0, null);
        } else if (!ended) {
            EndingException end =
                    PacketChecks.tooLarge(packet.bytes(), door.options().getMaxPacketBytes());
            metrics.message(PacketChecks.qosOf(packet.first()), end.refusal(), 0);
            end(end.code(), end.getMessage());
        }
    }

    private void undecodable(MqttMessage packet) {
        ReferenceCountUtil.release(packet);
        if (identity != null) {
            door.strike(identity.device());
            end(
                    Replies.MALFORMED_PACKET,
                    "AIR-1026 a packet must follow MQTT but could not be decoded; see the specification");
            return;
        }
        refuseConnection(
                Refusal.MALFORMED, PacketChecks.isOtherVersion(packet) ? (byte) 1 : 0, null);
    }

    private void connect(MqttConnectMessage connect) {
        if (identity != null) {
            end(
                    Replies.PROTOCOL_ERROR,
                    "AIR-1032 a connection must have one CONNECT but had two; connect anew");
            return;
        }
        greeting = new ConnectStep(door, connect);
        five = greeting.isFive();
        reasons = greeting.wantsReasons();
        try {
            identity = greeting.decide(ctx.pipeline().get(SslHandler.class), this);
            will = Will.of(connect, identity);
        } catch (RefusedException e) {
            refuseConnection(e.refusal(), Replies.connectCode(e.refusal(), five), e.getMessage());
            return;
        }
        ctx.pipeline().get(Gate.class).passed();
        DevicePrincipal principal = new DevicePrincipal(identity, door.identities());
        ctx.channel().attr(DevicePrincipal.KEY).set(principal);
        line = new DoorLine(door, this, ctx.channel().eventLoop(), identity);
        subscriptions = new Subscriptions(door, identity, five, sessions);
        keepAlive =
                KeepAlive.start(
                        ctx.executor(),
                        connect.variableHeader().keepAliveTimeSeconds(),
                        reading::isPaused,
                        () ->
                                end(
                                        Replies.KEEP_ALIVE_TIMEOUT,
                                        "AIR-1028 a packet must come within 1.5 keep-alives but none did; send PINGREQ"));
        // what follows waits for the broker's CONNACK, which is the first packet of all
        reading.pause(Pause.CONNECTING);
        ctx.fireChannelRead(greeting.forBroker(identity.device()));
    }

    private void refuseConnection(Refusal cause, byte code, String reason) {
        if (ended) {
            return;
        }
        metrics.connectionRefused(cause);
        ended = true;
        if (code == 0) {
            ctx.close();
        } else {
            ctx.writeAndFlush(Replies.connAck(code, reasons ? reason : null))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void packet(MqttMessage packet) {
        switch (packet.fixedHeader().messageType()) {
            case PUBLISH -> publish((MqttPublishMessage) packet);
            case PUBREL -> {
                halfwayQos2.remove(PacketChecks.idOf(packet));
                line(Inbound.held(packet));
            }
            case DISCONNECT -> {
                will = Will.isTakenBackBy(packet) ? null : will;
                line(Inbound.held(PacketChecks.clampExpiry(packet, door)));
            }
            case SUBSCRIBE, UNSUBSCRIBE -> subscriptions.take(packet, ctx);
            case PINGREQ, PUBACK, PUBREC, PUBCOMP -> ctx.fireChannelRead(packet);
            default -> {
                ReferenceCountUtil.release(packet);
                end(
                        Replies.PROTOCOL_ERROR,
                        "AIR-1033 the packet must be a client's but was "
                                + packet.fixedHeader().messageType());
            }
        }
    }

    private void publish(MqttPublishMessage packet) {
        int qos = packet.fixedHeader().qosLevel().value();
        Inbound message;
        try {
            message = PacketChecks.message(packet, identity, door.options().getMaxPacketBytes());
        } catch (EndingException e) {
            metrics.message(qos, e.refusal(), 0);
            packet.release();
            throw e;
        }
        if (qos == 2 || packet.fixedHeader().isRetain()) {
            message.passOn(packet);
        } else {
            packet.release();
        }
        if (qos == 2 && !halfwayQos2.add(message.packetId)) {
            // a resend while the first is still on its way (MQTT 5.0, 4.3.3): the lanes already
            // have the message; nothing of this copy goes anywhere, nobody judged it
            message.drop();
            line(Inbound.resent(message.packetId));
            return;
        }
        line(message);
    }

    private void line(Inbound inbound) {
        flow.take(inbound.bytes());
        line.add(inbound);
    }

    @Override
    public void answer(Inbound inbound) {
        flow.give(inbound.bytes());
        if (inbound.isMessage()) {
            metrics.message(inbound.qos, inbound.verdict(), inbound.payload.length);
        }
        if (ended) {
            inbound.drop();
        } else if (inbound.isResent()) {
            // refused meanwhile, or released: the device is told by the answer to the first
            if (halfwayQos2.contains(inbound.packetId)) {
                ctx.write(Replies.kept(inbound, five), ctx.voidPromise());
            }
        } else if (inbound.verdict() != null) {
            refused(inbound);
        } else if (inbound.isPassedOn()) {
            if (inbound.qos > 0) {
                line.awaitAnswer(inbound.packetId);
            }
            ctx.fireChannelRead(inbound.takePacket());
        } else if (inbound.qos == 1) {
            ctx.write(Replies.kept(inbound, five), ctx.voidPromise());
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
            end(end, inbound.reason());
        } else if (inbound.qos > 0 && (five || cause == Refusal.NO_RECEIVER)) {
            ctx.write(Replies.refusal(inbound, five, reasons), ctx.voidPromise());
        } else if (inbound.qos > 0) {
            end(Replies.UNSPECIFIED, null);
        }
    }

    @Override
    public void answered(boolean empty) {
        ctx.flush();
        flow.resumeIfRoom();
        if (empty && reading.isPaused(Pause.GOING_DOWN)) {
            end(Replies.SHUTTING_DOWN, "AIR-1022 the gateway is going down");
        }
    }

    @Override
    public void hold(boolean pause) {
        reading.set(Pause.HELD, pause);
    }

    @Override
    public boolean canRefuse() {
        return five;
    }

    @Override
    public void write(ChannelHandlerContext context, Object packet, ChannelPromise promise) {
        if (packet instanceof MqttConnAckMessage ack && identity != null) {
            connected(ack);
        }
        boolean merges = subscriptions != null && packet instanceof MqttMessage;
        context.write(merges ? subscriptions.complete((MqttMessage) packet) : packet, promise);
        if (line != null && packet instanceof MqttMessage answer) {
            if (Replies.isRefusedQos2(answer)) {
                halfwayQos2.remove(PacketChecks.idOf(answer));
            }
            line.brokerAnswered(answer);
        }
    }

    private void connected(MqttConnAckMessage ack) {
        if (entry != null) {
            entry.ttl = -1;
        }
        if (greeting.complete(ack)) {
            door.wills().end(identity.device(), !ack.variableHeader().isSessionPresent());
            ctx.executor().execute(this::takeEarly);
        } else {
            will = null;
        }
    }

    /** What came right after CONNECT, before the broker's CONNACK. */
    private void takeEarly() {
        reading.resume(Pause.CONNECTING);
        for (MqttMessage packet = early.poll(); packet != null; packet = early.poll()) {
            channelRead(ctx, packet);
        }
    }

    /** Ends the connection: MQTT 5 is told why. Nothing that still comes in is taken. */
    private void end(byte code, String reason) {
        if (ended) {
            return;
        }
        ended = true;
        if (line != null) {
            line.end();
        }
        if (five) {
            ctx.writeAndFlush(Replies.disconnect(code, reasons ? reason : null))
                    .addListener(Replies.closing(code));
        } else {
            ctx.flush();
            ctx.close();
        }
    }

    void evict(String reason) {
        ctx.executor()
                .execute(
                        () -> {
                            // what it left behind is not to be heard either
                            will = null;
                            DevicePrincipal.shutUp(ctx.channel());
                            end(Replies.ADMINISTRATIVE, "AIR-1030 session ended: " + reason);
                        });
    }

    /** On the event loop. */
    void goDown() {
        reading.pause(Pause.GOING_DOWN);
        if (line == null || line.isEmpty()) {
            end(Replies.SHUTTING_DOWN, "AIR-1022 the gateway is going down");
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (keepAlive != null) {
            keepAlive.stop();
        }
        early.forEach(ReferenceCountUtil::release);
        boolean polite = line != null && !ended && line.passDisconnect(ctx::fireChannelRead);
        ended = true;
        door.forget(this, identity);
        if (line != null) {
            line.gone();
        }
        if (will != null) {
            will.fire(door, metrics, ctx.channel().eventLoop());
        }
        if (polite) {
            // the broker must see DISCONNECT before the end of the socket, or it sends the will
            ctx.executor()
                    .schedule(
                            (Runnable) ctx::fireChannelInactive,
                            DISCONNECT_GRACE_MILLIS,
                            TimeUnit.MILLISECONDS);
        } else {
            ctx.fireChannelInactive();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        end(Replies.UNSPECIFIED, null);
        ctx.close();
    }
}
