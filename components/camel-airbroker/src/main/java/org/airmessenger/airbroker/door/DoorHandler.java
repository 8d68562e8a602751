/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.door.Reading.Pause;
import org.airmessenger.door.DoorMetrics;
import org.airmessenger.door.LiveConnections;
import org.airmessenger.message.Refusal;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.util.ReferenceCountUtil;
import org.apache.activemq.artemis.spi.core.protocol.ConnectionEntry;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The door of one connection, in front of the broker's own MQTT handler: gives each packet to the
 * part that knows it. All state belongs to the event loop.
 */
final class DoorHandler extends ChannelDuplexHandler implements LiveConnections.Connection {

    /** The broker closes an older connection itself, unless the newer one died before. */
    private static final long SUPERSEDED_MILLIS = 1_000;

    private final Door door;
    private final DoorMetrics.Door metrics;
    private ChannelHandlerContext ctx;
    private Link link;
    private ConnectionEntry entry;
    private Arrival arrival;
    private KeepAlive keepAlive;
    private Publishing publishing;
    private Subscriptions subscriptions;
    private boolean willTakenBack;
    private boolean left;
    private boolean answered;

    /** Nothing of it is half-way in the broker, and nothing more comes of it. */
    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    DoorHandler(Door door, String word) {
        this.door = door;
        this.metrics = door.metrics().door(word);
    }

    /** The broker's own bookkeeping: its check of the keep-alive is replaced by the door's. */
    void attach(ConnectionEntry connectionEntry) {
        entry = connectionEntry;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        link = new Link(door, metrics, ctx, this::ending);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object received) {
        if (link.isEnded() || left || !(received instanceof MqttMessage packet)) {
            ReferenceCountUtil.release(received);
            return;
        }
        if (keepAlive != null) {
            keepAlive.heard();
        }
        if (packet.decoderResult().isFailure()) {
            undecodable(packet);
        } else if (link.reading().isPaused(Pause.CONNECTING)) {
            arrival.early(packet);
        } else if (packet instanceof MqttConnectMessage connect) {
            connect(connect);
        } else if (arrival == null) {
            ReferenceCountUtil.release(packet);
            link.refuse(Refusal.MALFORMED, (byte) 0, null);
        } else {
            try {
                packet(packet);
            } catch (EndingException e) {
                door.strike(device());
                link.end(e.code(), e.getMessage());
            }
        }
    }

    private String device() {
        return arrival.identity().device();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof PacketLimit.TooLarge packet)) {
            context.fireUserEventTriggered(event);
        } else if (arrival == null) {
            link.refuse(Refusal.TOO_LARGE, (byte) 0, null);
        } else if (!link.isEnded()) {
            EndingException end =
                    PacketChecks.tooLarge(packet.bytes(), door.options().getMaxPacketBytes());
            metrics.message(PacketChecks.qosOf(packet.first()), end.refusal(), 0);
            link.end(end.code(), end.getMessage());
        }
    }

    private void undecodable(MqttMessage packet) {
        ReferenceCountUtil.release(packet);
        if (arrival == null) {
            byte code = PacketChecks.isOtherVersion(packet) ? (byte) 1 : 0;
            link.refuse(Refusal.MALFORMED, code, null);
            return;
        }
        door.strike(device());
        link.end(
                Replies.MALFORMED_PACKET,
                "AIR-1026 a packet must follow MQTT but could not be decoded; see the specification");
    }

    private void connect(MqttConnectMessage connect) {
        if (arrival != null) {
            link.end(
                    Replies.PROTOCOL_ERROR,
                    "AIR-1032 a connection must have one CONNECT but had two; connect anew");
            return;
        }
        arrival = new Arrival(link, connect);
        if (!arrival.decide(this)) {
            return;
        }
        keepAlive =
                KeepAlive.start(
                        ctx.executor(),
                        connect.variableHeader().keepAliveTimeSeconds(),
                        link.reading()::isPaused,
                        () ->
                                link.end(
                                        Replies.KEEP_ALIVE_TIMEOUT,
                                        "AIR-1028 a packet must come within 1.5 keep-alives but none did; send PINGREQ"));
        arrival.settle(this::admit);
    }

    private void admit() {
        if (link.isEnded() || left) {
            arrival.leave(!willTakenBack);
            return;
        }
        publishing = new Publishing(link, arrival.identity(), arrival.session());
        subscriptions = new Subscriptions(link, arrival.identity(), arrival.session());
        ctx.fireChannelRead(arrival.forBroker());
    }

    private void packet(MqttMessage packet) {
        switch (packet.fixedHeader().messageType()) {
            case PUBLISH -> publishing.take((MqttPublishMessage) packet);
            case PUBREL -> publishing.release(packet);
            case DISCONNECT -> {
                willTakenBack |= Will.isTakenBackBy(packet);
                PacketChecks.takeExpiry(
                        packet, arrival.session(), door.options().getMaxSessionExpirySeconds());
                publishing.take(Inbound.held(packet));
            }
            case SUBSCRIBE, UNSUBSCRIBE -> subscriptions.take(packet);
            case PINGREQ, PUBACK, PUBREC, PUBCOMP -> ctx.fireChannelRead(packet);
            default -> {
                ReferenceCountUtil.release(packet);
                link.end(
                        Replies.PROTOCOL_ERROR,
                        "AIR-1033 a device must send a packet that is a client's but sent "
                                + packet.fixedHeader().messageType()
                                + "; use a client that follows MQTT");
            }
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object packet, ChannelPromise promise) {
        if (!(packet instanceof MqttMessage answer) || publishing == null) {
            context.write(packet, promise);
            return;
        }
        if (answer instanceof MqttConnAckMessage ack) {
            connected(ack);
        }
        subscriptions.complete(answer, context, promise);
    }

    private void connected(MqttConnAckMessage ack) {
        if (entry != null) {
            entry.ttl = -1;
        }
        answered = true;
        if (arrival.complete(ack)) {
            ctx.executor().execute(() -> arrival.takeEarly(each -> channelRead(ctx, each)));
        }
        tellIfGone();
    }

    private void ending() {
        if (publishing != null && !left) {
            publishing.end();
        }
    }

    /**
     * The device connects anew: this connection takes nothing more, and its will follows what it
     * sent. From any thread.
     *
     * @return done when nothing of it can come any more but what has come
     */
    CompletableFuture<Void> supersede() {
        ctx.executor()
                .execute(
                        () -> {
                            leave();
                            tellIfGone();
                            ctx.executor()
                                    .schedule(
                                            this::superseded,
                                            SUPERSEDED_MILLIS,
                                            TimeUnit.MILLISECONDS);
                        });
        return gone;
    }

    private void superseded() {
        if (publishing == null) {
            ctx.close();
        } else {
            link.end(
                    Replies.TAKEN_OVER,
                    "AIR-1039 a device must have one connection but made a newer one; use that");
        }
    }

    private void tellIfGone() {
        // two CONNECTs of one device at once would mix up the broker's sessions
        if (left && (publishing == null || answered)) {
            gone.complete(null);
        }
    }

    private void leave() {
        if (left) {
            return;
        }
        left = true;
        if (keepAlive != null) {
            keepAlive.stop();
        }
        if (arrival == null) {
            return;
        }
        if (publishing != null) {
            publishing.gone();
        }
        arrival.leave(!willTakenBack);
        if (arrival.identity() != null) {
            door.forget(this, device());
        }
    }

    @Override
    public void evict(String reason) {
        ctx.executor()
                .execute(
                        () -> {
                            // what it left behind is not to be heard either
                            willTakenBack = true;
                            link.end(Replies.ADMINISTRATIVE, "AIR-1030 session ended: " + reason);
                        });
    }

    /** On the event loop. */
    void goDown() {
        link.reading().pause(Pause.GOING_DOWN);
        if (publishing == null || publishing.isEmpty()) {
            link.end(Replies.SHUTTING_DOWN, Replies.GOING_DOWN);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        link.closed();
        leave();
        gone.complete(null);
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        link.end(Replies.UNSPECIFIED, null);
        ctx.close();
    }
}
