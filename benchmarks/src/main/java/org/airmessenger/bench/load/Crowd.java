/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.load;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttQoS;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Devices that connect, subscribe perhaps, and then are silent. */
public final class Crowd implements AutoCloseable {

    private static final int HANDSHAKES_AT_ONCE = 64;

    private final Loops loops = new Loops(1);
    private final Fleet fleet;
    private final InetSocketAddress address;
    private final String filterFormat;
    private int count;

    /**
     * Nobody yet.
     *
     * @param port of this machine
     * @param filterFormat what a device subscribes to, with one {@code %s} for its id; null:
     *     nothing
     */
    public Crowd(int port, Fleet fleet, String filterFormat) {
        this.fleet = fleet;
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.filterFormat = filterFormat;
    }

    /**
     * Lets more come, until there are so many.
     *
     * @throws IOException if one was not let in, or could not subscribe, in time
     */
    public void grow(int to, Duration limit) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        Semaphore handshakes = new Semaphore(HANDSHAKES_AT_ONCE);
        List<Link> links = new ArrayList<>();
        for (; count < to; count++) {
            if (!handshakes.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new IOException("only " + count + " devices were connected within " + limit);
            }
            Link link = new Link(fleet.id(count));
            links.add(link);
            link.connected.whenComplete((yes, no) -> handshakes.release());
            EventLoop home = loops.group.next();
            link.connect(home, address, fleet.tls(count));
        }
        for (Link link : links) {
            try {
                link.connected.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                throw new IOException(e.getCause().toString(), e.getCause());
            } catch (TimeoutException e) {
                throw new IOException("not all devices were connected within " + limit, e);
            }
        }
    }

    @Override
    public void close() {
        loops.close();
    }

    private final class Link extends Session {
        private final String clientId;

        Link(String clientId) {
            super(clientId, true, true);
            this.clientId = clientId;
        }

        @Override
        void accepted(ChannelHandlerContext context) {
            if (filterFormat == null) {
                connected.complete(null);
                return;
            }
            context.writeAndFlush(
                    MqttMessageBuilders.subscribe()
                            .messageId(1)
                            .addSubscription(
                                    MqttQoS.AT_LEAST_ONCE, String.format(filterFormat, clientId))
                            .build());
        }

        @Override
        void received(ChannelHandlerContext context, MqttMessage message) {
            if (message.fixedHeader().messageType() == MqttMessageType.SUBACK) {
                connected.complete(null);
            }
        }

        @Override
        void lost(ChannelHandlerContext context) {
            connected.completeExceptionally(new IOException(clientId + " lost its connection"));
        }
    }
}
