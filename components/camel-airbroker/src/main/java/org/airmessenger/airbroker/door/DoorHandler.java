/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.door.Reading.Pause;
import org.airmessenger.airbroker.mqtt.PacketDecoder;
import org.airmessenger.airbroker.mqtt.PacketException;
import org.airmessenger.door.DoorMetrics;
import org.airmessenger.door.LiveConnections;
import org.airmessenger.message.Refusal;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.util.ReferenceCountUtil;
import org.apache.activemq.artemis.spi.core.protocol.ConnectionEntry;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The door of one connection, in front of the broker's own MQTT handler: gives each packet to the
 * part that knows it. All state belongs to the event loop.
 */
final class DoorHandler extends ChannelDuplexHandler implements LiveConnections.Connection {

    /** The broker closes an older connection itself, unless the newer one died before. */
    private static final long SUPERSEDED_MILLIS = 1_000;

    private static final String EXPIRED =
            "AIR-1049 a session must end with its token, and the token has ended; connect with another";

    private final Door door;
    private final DoorMetrics.Door metrics;
    private final Outbox outbox = new Outbox();
    private ChannelHandlerContext ctx;
    private BrokerHandler broker;
    private Link link;
    private ConnectionEntry entry;
    private Arrival arrival;
    private KeepAlive keepAlive;
    private Unread unread;
    private Publishing publishing;
    private Subscriptions subscriptions;
    private InTurn inTurn;
    private SendWindow window;
    private OwnCommands own;
    private boolean willTakenBack;
    private boolean parted;
    private String evicted;
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
        broker = ctx.pipeline().get(BrokerHandler.class);
        link = new Link(door, metrics, ctx, this::ending);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object received) {
        if (link.isEnded() || left || parted || !(received instanceof MqttMessage packet)) {
            ReferenceCountUtil.release(received);
            return;
        }
        if (keepAlive != null) {
            keepAlive.heard();
        }
        if (link.reading().isPaused(Pause.CONNECTING)) {
            arrival.early(packet);
        } else if (packet.decoderResult().isFailure()) {
            unreadable(packet.decoderResult().cause());
        } else if (packet instanceof MqttConnectMessage connect) {
            connect(connect);
        } else {
            guarded(packet, this::packet);
        }
    }

    private void guarded(MqttMessage packet, Consumer<MqttMessage> taker) {
        try {
            taker.accept(packet);
        } catch (EndingException e) {
            door.strike(device());
            link.end(e.code(), e.getMessage());
        }
    }

    private String device() {
        return arrival.identity().device();
    }

    private void unreadable(Throwable cause) {
        if (!(cause instanceof PacketException packet)) {
            throw new IllegalStateException(cause);
        }
        boolean large = packet.code() == PacketException.TOO_LARGE;
        Refusal refusal = large ? Refusal.TOO_LARGE : Refusal.MALFORMED;
        if (arrival == null) {
            if (PacketDecoder.speaksFive(ctx.channel())) {
                link.speaksFive();
            }
            boolean told = link.isFive() || packet.code() == PacketException.OTHER_VERSION;
            link.refuse(refusal, told ? packet.code() : 0, packet.getMessage());
            return;
        }
        if (PacketChecks.isPublish(packet.first())) {
            metrics.message(PacketChecks.qosOf(packet.first()), refusal, 0);
        }
        if (!large) {
            door.strike(device());
        }
        link.end(packet.code(), packet.getMessage());
    }

    /** The frames that carried the packets broke the rules: the device was told there. */
    void violated(String text) {
        if (arrival == null) {
            link.refuse(Refusal.MALFORMED, (byte) 0, null);
        } else if (!link.isEnded()) {
            door.strike(device());
            link.end(Replies.MALFORMED_PACKET, text);
        }
    }

    private void connect(MqttConnectMessage connect) {
        arrival = new Arrival(link, connect);
        if (!arrival.decide(this)) {
            return;
        }
        keepAlive =
                KeepAlive.start(
                        ctx.executor(),
                        link.terms().keepAliveSeconds(),
                        link.reading()::isStopped,
                        () ->
                                link.end(
                                        Replies.KEEP_ALIVE_TIMEOUT,
                                        "AIR-1028 a packet must come within 1.5 keep-alives but none did; send PINGREQ"));
        unread =
                new Unread(
                        link, Unread.limitMillis(link.terms().keepAliveSeconds(), door.options()));
        arrival.settle(this::admit);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (unread != null && !left) {
            unread.look();
        }
        context.fireChannelWritabilityChanged();
    }

    private void admit() {
        if (link.isEnded() || left) {
            arrival.leave(!willTakenBack);
            return;
        }
        publishing = new Publishing(link, arrival.identity(), arrival.session());
        window = new SendWindow(link.terms().sendMaximum(), link::write);
        own = new OwnCommands(link, arrival.identity(), arrival.session(), door.down(), window);
        subscriptions = new Subscriptions(link, arrival.identity(), arrival.session(), own);
        inTurn = new InTurn(link, publishing, subscriptions, each -> guarded(each, inTurn::now));
        ctx.fireChannelRead(arrival.forBroker());
    }

    private void packet(MqttMessage packet) {
        switch (packet.fixedHeader().messageType()) {
            case PUBLISH, PUBREL, SUBSCRIBE, UNSUBSCRIBE -> inTurn.take(packet);
            case DISCONNECT -> {
                PacketChecks.goodbye(
                        packet,
                        link.terms(),
                        arrival.session(),
                        door.options().getMaxSessionExpirySeconds());
                willTakenBack |= Will.isTakenBackBy(packet);
                // MQTT 5.0, 3.14.4: nothing follows it
                parted = true;
                inTurn.take(packet);
            }
            case PUBACK, PUBREC, PUBCOMP -> acknowledged(packet);
            case PINGREQ -> ctx.fireChannelRead(packet);
            default ->
                    // AUTH: nobody came in by a method, so there is nothing to go on with (4.12)
                    link.end(
                            Replies.PROTOCOL_ERROR,
                            "AIR-1041 AUTH must follow an authentication method but there was none; leave it out");
        }
    }

    private void acknowledged(MqttMessage packet) {
        SendWindow.Acknowledged done = window.acknowledged(packet);
        if (done.number() > 0) {
            own.acknowledged(done.number(), done.refused());
        } else {
            ctx.fireChannelRead(done.packet());
        }
        ctx.flush();
    }

    @Override
    public void write(ChannelHandlerContext context, Object packet, ChannelPromise promise) {
        if (!(packet instanceof MqttMessage answer) || publishing == null) {
            context.write(packet, promise);
            return;
        }
        if (answer instanceof MqttConnAckMessage ack) {
            boolean admitted = arrival.complete(ack);
            // first of all, whatever becomes of the rest (MQTT 5.0, 3.2)
            context.write(ack, promise);
            answered = true;
            outbox.empty(this::send);
            connected(admitted);
        } else if (answered) {
            send(answer, promise);
        } else {
            outbox.hold(answer, promise);
        }
    }

    private void send(MqttMessage answer, ChannelPromise promise) {
        if (!window.take(answer)) {
            subscriptions.complete(answer, ctx, promise);
        }
    }

    private void connected(boolean admitted) {
        if (entry != null) {
            entry.ttl = -1;
        }
        if (admitted) {
            if (!left) {
                door.present(arrival.identity());
            }
            own.resume();
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
            broker.whenIdle(ctx.executor(), this::isGone);
        }
    }

    /** Only now the device's next connection need not wait for this one. */
    private void isGone() {
        // superseded first, then closed: of the second time a newer connection must hear nothing
        boolean first = gone.complete(null);
        if (first && arrival != null && arrival.identity() != null) {
            door.forget(this, arrival.identity(), whyGone());
        }
    }

    private String whyGone() {
        if (evicted != null) {
            return evicted;
        }
        if (parted) {
            return "disconnected";
        }
        return link.endedBecause() == null ? "lost" : link.endedBecause();
    }

    private void leave() {
        if (left) {
            return;
        }
        left = true;
        outbox.release();
        if (keepAlive != null) {
            keepAlive.stop();
            unread.stop();
        }
        if (arrival == null) {
            return;
        }
        if (publishing != null) {
            own.close();
            window.close();
            inTurn.leave();
            publishing.gone();
        }
        arrival.leave(!willTakenBack);
    }

    @Override
    public void evict(String reason) {
        ctx.executor()
                .execute(
                        () -> {
                            evicted = reason;
                            if (reason.equals(LiveConnections.EXPIRED)) {
                                // its time is over, nobody took it away: its will is heard
                                link.end(Replies.MAX_CONNECT_TIME, EXPIRED);
                                return;
                            }
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
        broker.end(ctx, this::isGone);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        link.end(Replies.UNSPECIFIED, null);
        ctx.close();
    }
}
