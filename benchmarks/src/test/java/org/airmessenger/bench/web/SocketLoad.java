/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.web;

import org.airmessenger.bench.load.Fleet;
import org.airmessenger.bench.load.Loops;
import org.airmessenger.bench.load.Payload;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Devices on WebSockets at full speed, each with so many messages unacknowledged: JSON, QoS 1, the
 * payload in Base64.
 */
final class SocketLoad implements AutoCloseable {

    private static final int BYTES = 64;
    private static final int MAX_HEAD = 8192;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final byte[] ACK = "{\"type\":\"ack\"".getBytes(StandardCharsets.US_ASCII);

    private final Fleet fleet;
    private final int window;
    private final Loops loops = new Loops(1);
    private final List<Device> devices = new ArrayList<>();
    private final LongAdder acknowledged = new LongAdder();
    private long lead = Long.MAX_VALUE;
    private LongSupplier received = () -> 0;
    private volatile long end;
    private volatile CountDownLatch open;
    private volatile String refused;

    /** Connects all devices. */
    SocketLoad(int port, Fleet fleet, int count, int window)
            throws IOException, InterruptedException {
        this.fleet = fleet;
        this.window = window;
        try {
            for (int i = 0; i < count; i++) {
                Device device = new Device(i);
                devices.add(device);
                connect(device, port);
            }
            for (Device device : devices) {
                device.connected.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            close();
            throw new IOException("all devices must be connected but were not", e);
        }
    }

    private void connect(Device device, int port) {
        WebSocketClientProtocolConfig socket =
                WebSocketClientProtocolConfig.newBuilder()
                        .webSocketUri("wss://127.0.0.1:" + port + "/v1/ws")
                        .subprotocol("air.v1.json")
                        .build();
        new Bootstrap()
                .group(loops.group())
                .channel(Loops.channel())
                .handler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                channel.pipeline()
                                        .addLast(
                                                fleet.tls(device.index).newHandler(channel.alloc()),
                                                new HttpClientCodec(),
                                                new HttpObjectAggregator(MAX_HEAD),
                                                new WebSocketClientProtocolHandler(socket),
                                                device);
                            }
                        })
                .connect(InetAddress.getLoopbackAddress(), port);
    }

    /**
     * Sends never so many more than have arrived.
     *
     * @param arrived how many have
     */
    void withLead(long most, LongSupplier arrived) {
        lead = most;
        received = arrived;
    }

    /** Publishes for a while; returns how many were acknowledged. */
    long run(Duration time) throws IOException, InterruptedException {
        long before = acknowledged.sum();
        end = System.nanoTime() + time.toNanos();
        open = new CountDownLatch(devices.size());
        devices.forEach(device -> device.context.executor().execute(device::begin));
        if (!open.await(time.plus(PATIENCE).toSeconds(), TimeUnit.SECONDS) || refused != null) {
            throw new IOException("all messages must be acknowledged but: " + refused);
        }
        return acknowledged.sum() - before;
    }

    @Override
    public void close() {
        loops.close();
    }

    /** One connection; belongs to its event loop. */
    private final class Device extends SimpleChannelInboundHandler<TextWebSocketFrame> {

        private final int index;
        private final CompletableFuture<Void> connected = new CompletableFuture<>();
        private volatile ChannelHandlerContext context;
        private int sequence;
        private int inFlight;

        private Device(int index) {
            this.index = index;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event
                    == WebSocketClientProtocolHandler.ClientHandshakeStateEvent
                            .HANDSHAKE_COMPLETE) {
                context = ctx;
                connected.complete(null);
            }
        }

        private void begin() {
            for (int i = 0; i < window; i++) {
                send();
            }
            context.flush();
        }

        private void send() {
            byte[] payload = new Payload(index, sequence, System.nanoTime()).bytes(BYTES);
            inFlight++;
            context.write(
                    new TextWebSocketFrame(
                            "{\"type\":\"send\",\"ref\":"
                                    + sequence++
                                    + ",\"topic\":\""
                                    + fleet.topic(index)
                                    + "\",\"base64\":\""
                                    + Base64.getEncoder().encodeToString(payload)
                                    + "\"}"),
                    context.voidPromise());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, TextWebSocketFrame frame) {
            byte[] head = ByteBufUtil.getBytes(frame.content(), 0, ACK.length);
            if (!Arrays.equals(head, ACK)) {
                refused = frame.text();
            }
            acknowledged.increment();
            inFlight--;
            goOn();
        }

        private void goOn() {
            if (System.nanoTime() >= end) {
                if (inFlight == 0) {
                    open.countDown();
                }
            } else if (acknowledged.sum() - received.getAsLong() < lead) {
                send();
            } else {
                inFlight++;
                context.executor().schedule(this::again, 1, TimeUnit.MILLISECONDS);
            }
        }

        private void again() {
            inFlight--;
            goOn();
            context.flush();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            ctx.flush();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            connected.completeExceptionally(new IOException("closed"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            connected.completeExceptionally(cause);
            ctx.close();
        }
    }
}
