/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.broker.SessionStates;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.util.concurrent.EventExecutor;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTProtocolHandler;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTProtocolManager;
import org.apache.activemq.artemis.core.server.ActiveMQServer;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The broker's own handler of one connection. The broker works on packets elsewhere, and would end
 * the session in the middle of one when the socket closes: a subscription then fails with an error
 * in the log, for anybody who hangs up. So its end waits for what it is doing.
 */
final class BrokerHandler extends MQTTProtocolHandler {

    /** Longest that the end waits, should the broker never come back from a packet. */
    private static final int PATIENCE_SECONDS = 5;

    /** Who tells the broker of the end of a connection; the broker names it so. */
    private static final String LISTENER = "handler";

    /** Packets that the broker has and is not done with. */
    private int open;

    private final Queue<Runnable> waiting = new ArrayDeque<>(1);
    private final AtomicBoolean flushing = new AtomicBoolean();
    private final SessionStates states;
    private ChannelHandlerContext ctx;

    BrokerHandler(ActiveMQServer server, MQTTProtocolManager manager, SessionStates states) {
        super(server, manager);
        this.states = states;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object received) {
        // a PINGREQ is answered at once
        if (received instanceof MqttMessage packet
                && packet.fixedHeader().messageType() != MqttMessageType.PINGREQ) {
            synchronized (this) {
                open++;
            }
        }
        super.channelRead(ctx, received);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
    }

    /**
     * Sends subscribers what the broker has for them in the order in which its queue gives it out
     * (MQTT 5.0, 4.6). By itself the broker lets each packet wait for whatever its thread has on
     * the way to the disk; a queue changes its thread all the time, so packets overtake each other.
     * There is nothing to wait for: a queue has a message only when the disk has it.
     */
    @Override
    protected void sendToClient(MqttMessage packet) {
        MqttMessageType type = packet.fixedHeader().messageType();
        if (type != MqttMessageType.PUBLISH && type != MqttMessageType.PUBREL) {
            super.sendToClient(packet);
            return;
        }
        ctx.write(packet, ctx.voidPromise());
        if (flushing.compareAndSet(false, true)) {
            ctx.executor().execute(this::flushSoon);
        }
    }

    private void flushSoon() {
        flushing.set(false);
        // behind all that was written while the flag was up
        ctx.executor().execute(ctx::flush);
    }

    @Override
    public void act(MqttMessage packet) {
        try {
            if (packet instanceof MqttConnectMessage connect) {
                states.lookFor(connect.payload().clientIdentifier(), () -> super.act(packet));
            } else {
                super.act(packet);
            }
        } finally {
            synchronized (this) {
                open--;
            }
            runIfIdle(false);
        }
    }

    /** Runs the task once the broker is done with what it has; from whatever thread. */
    void whenIdle(EventExecutor executor, Runnable task) {
        synchronized (this) {
            if (open > 0) {
                waiting.add(task);
                executor.schedule(() -> runIfIdle(true), PATIENCE_SECONDS, TimeUnit.SECONDS);
                return;
            }
        }
        task.run();
    }

    private void runIfIdle(boolean orNot) {
        List<Runnable> ready = List.of();
        synchronized (this) {
            if (!waiting.isEmpty() && (orNot || open == 0)) {
                ready = List.copyOf(waiting);
                waiting.clear();
            }
        }
        ready.forEach(Runnable::run);
    }

    /** The socket is closed: the broker is told once it is done with what it has. */
    void end(ChannelHandlerContext ctx, Runnable told) {
        ChannelHandlerContext next = ctx.pipeline().context(LISTENER);
        whenIdle(
                ctx.executor(),
                () -> {
                    told.run();
                    tell(next);
                });
    }

    /** By itself: a pipeline passes nothing on any more when it is taken down. */
    private static void tell(ChannelHandlerContext next) {
        if (next != null) {
            try {
                ((ChannelInboundHandler) next.handler()).channelInactive(next);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
