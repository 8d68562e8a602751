/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.cloud;

import org.airmessenger.bench.load.Payload;
import org.airmessenger.bench.load.Tally;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContentDecompressor;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A cloud function on this machine (HTTP/1.1, loopback): takes single CloudEvents and batches,
 * counts every message in a {@link Tally}, answers 204 after a while, and goes away and comes back
 * as told.
 */
public final class CountingFunction implements FarEnd {

    private static final int MAX_REQUEST = 64 << 20;
    private static final String BATCH = "application/cloudevents-batch";
    private static final String ID = "ce-id";

    private final Tally tally;
    private final Consumer<Payload> witness;
    private final BiConsumer<String, Payload> named;
    private final EventLoopGroup group =
            new NioEventLoopGroup(1, new DefaultThreadFactory("function", true));
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong messages = new AtomicLong();
    private volatile long delayMillis;
    private Channel server;
    private int port;

    /**
     * A function that is there at once, on a free port.
     *
     * @param tally counts what arrives
     * @param witness sees each generated message as it arrives, in order
     */
    public CountingFunction(Tally tally, Consumer<Payload> witness) {
        this(tally, witness, null);
    }

    /**
     * A function that looks at the events' ids, too, on a free port.
     *
     * @param tally counts what arrives
     * @param named sees each generated message and the id that it came with, in order
     */
    public CountingFunction(Tally tally, BiConsumer<String, Payload> named) {
        this(tally, payload -> {}, named);
    }

    private CountingFunction(
            Tally tally, Consumer<Payload> witness, BiConsumer<String, Payload> named) {
        this.tally = tally;
        this.witness = witness;
        this.named = named;
        comeBack();
    }

    @Override
    public String sink() {
        return "sink: air-http-sink\nparameters: { url: \"%s\" }\n".formatted(url());
    }

    /** Where it is. */
    public String url() {
        return "http://127.0.0.1:" + port + "/ingest";
    }

    /** Answers so much later from now on. */
    public void answerAfter(Duration delay) {
        delayMillis = delay.toMillis();
    }

    /** Refuses connections from now on, and ends those that stand. */
    @Override
    public synchronized void goAway() {
        server.close().syncUninterruptibly();
        open.close().awaitUninterruptibly();
    }

    /** Takes connections again, on the same port. */
    @Override
    public synchronized void comeBack() {
        server =
                new ServerBootstrap()
                        .group(group)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        open.add(channel);
                                        channel.pipeline()
                                                .addLast(
                                                        new HttpServerCodec(),
                                                        new HttpContentDecompressor(MAX_REQUEST),
                                                        new HttpObjectAggregator(MAX_REQUEST),
                                                        new Caller());
                                    }
                                })
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                        .syncUninterruptibly()
                        .channel();
        port = ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** All that it had sent has been read when this returns. */
    @Override
    public void gatewayIsGone() {
        open.newCloseFuture().awaitUninterruptibly();
    }

    /** Requests so far. */
    public long requests() {
        return requests.get();
    }

    /** Messages in all requests so far, those that came again too. */
    public long messages() {
        return messages.get();
    }

    @Override
    public long progress() {
        return messages();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5_000);
    }

    private final class Caller extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            boolean batch =
                    request.headers().get(HttpHeaderNames.CONTENT_TYPE, "").startsWith(BATCH);
            List<Payload> payloads = EventScan.payloads(request.content(), batch);
            List<String> ids = ids(request, batch);
            if (delayMillis > 0) {
                context.executor()
                        .schedule(
                                () -> answer(context, payloads, ids),
                                delayMillis,
                                TimeUnit.MILLISECONDS);
            } else {
                answer(context, payloads, ids);
            }
        }

        private List<String> ids(FullHttpRequest request, boolean batch) {
            if (named == null) {
                return List.of();
            }
            return batch
                    ? EventScan.ids(request.content())
                    : List.of(request.headers().get(ID, ""));
        }

        /** A message is taken when it is answered for: not if the caller is gone by then. */
        private void answer(
                ChannelHandlerContext context, List<Payload> payloads, List<String> ids) {
            if (!context.channel().isActive()) {
                return;
            }
            requests.incrementAndGet();
            messages.addAndGet(payloads.size());
            for (int i = 0; i < payloads.size(); i++) {
                Payload payload = payloads.get(i);
                tally.receive(payload);
                if (payload != null) {
                    witness.accept(payload);
                    if (named != null) {
                        named.accept(ids.get(i), payload);
                    }
                }
            }
            DefaultFullHttpResponse answer =
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1,
                            HttpResponseStatus.NO_CONTENT,
                            Unpooled.EMPTY_BUFFER);
            context.writeAndFlush(answer, context.voidPromise());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
