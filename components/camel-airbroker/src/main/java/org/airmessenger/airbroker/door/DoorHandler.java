/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.broker.DevicePrincipal;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnacceptableProtocolVersionException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import org.apache.activemq.artemis.spi.core.protocol.ConnectionEntry;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The door of one connection, in front of the broker's own MQTT handler. All state belongs to the
 * event loop.
 */
final class DoorHandler extends ChannelDuplexHandler implements DoorLine.Owner {

    private static final int PAUSED_BYTES = 1;
    private static final int PAUSED_HOLD = 2;
    private static final int PAUSED_DOWN = 4;
    private static final int PAUSED_CONNECTING = 8;
    private static final long DISCONNECT_GRACE_MILLIS = 50;

    private final Door door;
    private final DoorMetrics.Door metrics;
    private final Set<Integer> halfwayQos2 = new HashSet<>();
    private final Queue<MqttMessage> early = new ArrayDeque<>();
    private ChannelHandlerContext ctx;
    private ConnectionEntry entry;
    private ScheduledFuture<?> deadline;
    private KeepAlive keepAlive;
    private Identity identity;
    private DoorLine line;
    private boolean five;
    private boolean reasons = true;
    private boolean assignedId;
    private boolean tooMany;
    private boolean ended;
    private int paused;
    private long inFlight;

    DoorHandler(Door door, String word) {
        this.door = door;
        this.metrics = door.metrics().door(word);
    }

    /** The broker's own bookkeeping of the connection: its check of the keep-alive is replaced. */
    void attach(ConnectionEntry connectionEntry) {
        entry = connectionEntry;
        if (entry != null) {
            entry.ttl = -1;
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        tooMany = !door.opened(this);
        metrics.opened();
        deadline =
                ctx.executor()
                        .schedule(
                                () -> refuseConnection(Refusal.NOT_AUTHENTICATED, (byte) 0, null),
                                door.options().getConnectTimeoutMillis(),
                                TimeUnit.MILLISECONDS);
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
        } else if ((paused & PAUSED_CONNECTING) != 0) {
            early.add(packet);
        } else if (packet instanceof MqttConnectMessage connect) {
            connect(connect);
        } else if (identity == null) {
            ReferenceCountUtil.release(packet);
            refuseConnection(Refusal.MALFORMED, (byte) 0, null);
        } else {
            packet(packet);
        }
    }

    private void undecodable(MqttMessage packet) {
        ReferenceCountUtil.release(packet);
        if (identity != null) {
            end(Replies.MALFORMED_PACKET, "AIR-1026 the packet is malformed");
            return;
        }
        boolean version =
                packet.decoderResult().cause() instanceof MqttUnacceptableProtocolVersionException;
        refuseConnection(Refusal.MALFORMED, version ? (byte) 1 : 0, null);
    }

    private void connect(MqttConnectMessage connect) {
        if (identity != null) {
            end(Replies.PROTOCOL_ERROR, "AIR-1026 a second CONNECT");
            return;
        }
        five = ConnectStep.isFive(connect);
        reasons = five && ConnectStep.wantsReasons(connect);
        try {
            if (tooMany) {
                throw new RefusedException(Refusal.OVER_RATE, "AIR-1027 too many connections");
            }
            identity = new ConnectStep(door).decide(connect, ctx.pipeline().get(SslHandler.class));
        } catch (RefusedException e) {
            refuseConnection(e.refusal(), Replies.connectCode(e.refusal(), five), e.getMessage());
            return;
        }
        deadline.cancel(false);
        ctx.channel()
                .attr(DevicePrincipal.KEY)
                .set(new DevicePrincipal(identity, door.identities()));
        line = new DoorLine(door, this, ctx.channel().eventLoop(), identity);
        door.proven(this, identity.device());
        keepAlive =
                KeepAlive.start(
                        ctx.executor(),
                        connect.variableHeader().keepAliveTimeSeconds(),
                        () -> paused != 0,
                        () -> end(Replies.KEEP_ALIVE_TIMEOUT, "AIR-1028 nothing was heard"));
        MqttConnectMessage named = ConnectStep.named(connect, identity.device());
        assignedId = five && named != connect;
        // what follows waits for the broker's CONNACK, which is the first packet of all
        pause(PAUSED_CONNECTING, true);
        ctx.fireChannelRead(named);
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
            ctx.writeAndFlush(Replies.connAck(code, reasons && five ? reason : null))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void packet(MqttMessage packet) {
        switch (packet.fixedHeader().messageType()) {
            case PUBLISH -> publish((MqttPublishMessage) packet);
            case PUBREL -> {
                halfwayQos2.remove(packetId(packet));
                line.add(Inbound.held(packet));
            }
            case DISCONNECT -> line.add(Inbound.held(packet));
            case SUBSCRIBE -> subscribe((MqttSubscribeMessage) packet);
            case PINGREQ, PUBACK, PUBREC, PUBCOMP, UNSUBSCRIBE -> ctx.fireChannelRead(packet);
            default -> {
                ReferenceCountUtil.release(packet);
                end(Replies.PROTOCOL_ERROR, "AIR-1026 the packet is not a client's");
            }
        }
    }

    private static int packetId(MqttMessage packet) {
        return ((MqttMessageIdVariableHeader) packet.variableHeader()).messageId();
    }

    private void publish(MqttPublishMessage packet) {
        boolean passOn =
                packet.fixedHeader().qosLevel().value() == 2 || packet.fixedHeader().isRetain();
        Inbound message = null;
        try {
            message = check(packet);
        } finally {
            if (message == null || !passOn) {
                packet.release();
            }
        }
        if (message == null) {
            return;
        }
        if (passOn) {
            message.passOn(packet);
        }
        if (message.qos == 2 && !halfwayQos2.add(message.packetId)) {
            // a resend while the first is still on its way (MQTT 5.0, 4.3.3): the broker's own
            // handler knows the packet id, and the lanes already have the message
            line.add(Inbound.held(message.takePacket()));
            return;
        }
        inFlight += message.bytes();
        door.budget().take(message.bytes());
        line.add(message);
        if (inFlight >= door.options().getMaxInFlightBytesPerConnection()) {
            pause(PAUSED_BYTES, true);
        } else if (door.budget().isSpent()) {
            pause(PAUSED_BYTES, true);
            door.budget().whenFree(() -> ctx.executor().execute(this::resumeIfRoom));
        }
    }

    /** The message of a PUBLISH, or null if the connection was ended for it. */
    private Inbound check(MqttPublishMessage packet) {
        if (packet.fixedHeader().remainingLength() > door.options().getMaxPacketBytes()) {
            refuse(
                    Refusal.TOO_LARGE,
                    packet,
                    Replies.TOO_LARGE,
                    "AIR-1020 the packet is too large");
            return null;
        }
        MqttProperties properties = packet.variableHeader().properties();
        if (properties != null
                && properties.getProperty(MqttPropertyType.TOPIC_ALIAS.value()) != null) {
            refuse(Refusal.MALFORMED, packet, Replies.BAD_ALIAS, "AIR-1021 there are no aliases");
            return null;
        }
        String problem = PublishReader.problemOfTopic(packet.variableHeader().topicName());
        if (problem != null) {
            refuse(Refusal.MALFORMED, packet, Replies.BAD_TOPIC, "AIR-1021 " + problem);
            return null;
        }
        try {
            return PublishReader.read(packet, identity, System.currentTimeMillis());
        } catch (RefusedException e) {
            refuse(e.refusal(), packet, Replies.disconnectCode(e.refusal()), e.getMessage());
            return null;
        }
    }

    private void refuse(Refusal cause, MqttPublishMessage packet, byte code, String reason) {
        metrics.message(packet.fixedHeader().qosLevel().value(), cause, 0);
        door.strike(identity.device());
        end(code, reason);
    }

    private void subscribe(MqttSubscribeMessage packet) {
        String problem = null;
        if (packet.payload().topicSubscriptions().isEmpty()) {
            problem = "a SUBSCRIBE must name a filter";
        }
        for (MqttTopicSubscription subscription : packet.payload().topicSubscriptions()) {
            if (problem == null) {
                problem = Filters.problemOf(subscription.topicFilter());
            }
        }
        if (problem == null) {
            ctx.fireChannelRead(packet);
        } else {
            ReferenceCountUtil.release(packet);
            end(Replies.BAD_FILTER, "AIR-1029 " + problem);
        }
    }

    @Override
    public void answer(Inbound inbound) {
        if (inbound.isMessage()) {
            inFlight -= inbound.bytes();
            door.budget().give(inbound.bytes());
            metrics.message(inbound.qos, inbound.verdict(), inbound.payload.length);
        }
        if (ended) {
            inbound.drop();
        } else if (inbound.verdict() != null) {
            refused(inbound);
        } else if (inbound.isPassedOn()) {
            ctx.fireChannelRead(inbound.takePacket());
        } else if (inbound.qos == 1) {
            ctx.write(
                    Replies.acknowledge(false, inbound.packetId, five, Replies.SUCCESS, null),
                    ctx.voidPromise());
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
        } else if (inbound.qos > 0) {
            boolean told = five || cause == Refusal.NO_RECEIVER;
            if (told && !ended) {
                ctx.write(
                        Replies.acknowledge(
                                inbound.qos == 2,
                                inbound.packetId,
                                five,
                                Replies.acknowledgeCode(cause),
                                reasons ? inbound.reason() : null),
                        ctx.voidPromise());
            } else {
                end(Replies.UNSPECIFIED, inbound.reason());
            }
        }
    }

    @Override
    public void answered(boolean empty) {
        ctx.flush();
        resumeIfRoom();
        if (empty && (paused & PAUSED_DOWN) != 0) {
            end(Replies.SHUTTING_DOWN, "AIR-1022 the gateway is going down");
        }
    }

    private void resumeIfRoom() {
        if (inFlight <= door.options().getMaxInFlightBytesPerConnection() / 2
                && !door.budget().isSpent()) {
            pause(PAUSED_BYTES, false);
        }
    }

    @Override
    public void hold(boolean pause) {
        pause(PAUSED_HOLD, pause);
    }

    @Override
    public boolean canRefuse() {
        return five;
    }

    private void pause(int why, boolean pause) {
        int before = paused;
        paused = pause ? paused | why : paused & ~why;
        if (before != paused && (before == 0 || paused == 0)) {
            if (keepAlive != null) {
                keepAlive.heard();
            }
            ctx.channel().config().setAutoRead(paused == 0);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object packet, ChannelPromise promise) {
        if (packet instanceof MqttConnAckMessage ack && identity != null) {
            connected(ack);
        }
        context.write(packet, promise);
    }

    private void connected(MqttConnAckMessage ack) {
        if (entry != null) {
            entry.ttl = -1;
        }
        if (ack.variableHeader().connectReturnCode() != MqttConnectReturnCode.CONNECTION_ACCEPTED) {
            return;
        }
        if (assignedId) {
            ack.variableHeader()
                    .properties()
                    .add(
                            new MqttProperties.StringProperty(
                                    MqttPropertyType.ASSIGNED_CLIENT_IDENTIFIER.value(),
                                    identity.device()));
        }
        ctx.executor().execute(this::takeEarly);
    }

    /** What came right after CONNECT, before the broker's CONNACK. */
    private void takeEarly() {
        pause(PAUSED_CONNECTING, false);
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
                    .addListener(ChannelFutureListener.CLOSE);
        } else {
            ctx.flush();
            ctx.close();
        }
    }

    void evict(String reason) {
        ctx.executor()
                .execute(() -> end(Replies.ADMINISTRATIVE, "AIR-1030 session ended: " + reason));
    }

    void goDown() {
        ctx.executor()
                .execute(
                        () -> {
                            pause(PAUSED_DOWN, true);
                            if (line == null || line.isEmpty()) {
                                end(Replies.SHUTTING_DOWN, "AIR-1022 the gateway is going down");
                            }
                        });
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        deadline.cancel(false);
        if (keepAlive != null) {
            keepAlive.stop();
        }
        metrics.closed();
        door.closed(this, identity == null ? null : identity.device());
        boolean polite = line != null && !ended && line.passDisconnect(ctx::fireChannelRead);
        ended = true;
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
