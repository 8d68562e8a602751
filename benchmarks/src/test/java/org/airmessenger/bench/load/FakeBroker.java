/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.load;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.util.concurrent.GlobalEventExecutor;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A broker that acknowledges, counts and misbehaves as told. */
final class FakeBroker implements AutoCloseable {

    final Tally tally = new Tally(100);
    final AtomicInteger unanswered = new AtomicInteger();
    volatile boolean answers = true;
    volatile boolean accepts = true;
    volatile int reason;
    volatile double dies;

    private final NioEventLoopGroup group = new NioEventLoopGroup(1);
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Channel server;

    FakeBroker() {
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
                                                        new MqttDecoder(1 << 20),
                                                        MqttEncoder.INSTANCE,
                                                        new Peer());
                                    }
                                })
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .syncUninterruptibly()
                        .channel();
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    void cutAll() {
        open.close().awaitUninterruptibly();
    }

    @Override
    public void close() {
        server.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private final class Peer extends SimpleChannelInboundHandler<MqttMessage> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, MqttMessage message) {
            if (message instanceof MqttConnectMessage) {
                context.writeAndFlush(
                        MqttMessageBuilders.connAck()
                                .returnCode(
                                        accepts
                                                ? MqttConnectReturnCode.CONNECTION_ACCEPTED
                                                : MqttConnectReturnCode
                                                        .CONNECTION_REFUSED_NOT_AUTHORIZED)
                                .build());
            } else if (message instanceof MqttPublishMessage publish) {
                if (ThreadLocalRandom.current().nextDouble() < dies) {
                    context.close();
                    return;
                }
                tally.receive(Payload.read(publish.payload().nioBuffer()));
                int id = publish.variableHeader().packetId();
                if (!answers) {
                    unanswered.incrementAndGet();
                } else if (publish.fixedHeader().qosLevel().value() > 0) {
                    context.writeAndFlush(
                            MqttMessageBuilders.pubAck()
                                    .packetId(id)
                                    .reasonCode((byte) reason)
                                    .build());
                }
            }
        }
    }
}
