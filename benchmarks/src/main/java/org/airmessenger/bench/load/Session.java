/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One MQTT connection, from CONNECT to its end; a new one for each attempt. */
abstract class Session extends SimpleChannelInboundHandler<MqttMessage> {

    private static final int MAX_PACKET = 2_000_000;

    /** Completed with success when the broker said yes; exceptionally if it never did. */
    final CompletableFuture<Void> connected = new CompletableFuture<>();

    private final String clientId;
    private final boolean version5;
    private final boolean clean;

    Session(String clientId, boolean version5, boolean clean) {
        this.clientId = clientId;
        this.version5 = version5;
        this.clean = clean;
    }

    void connect(EventLoop home, SocketAddress address, SslContext tls) {
        connect(home, address, tls, false);
    }

    /** Perhaps with the TLS session that the last connection with these keys had. */
    void connect(EventLoop home, SocketAddress address, SslContext tls, boolean resume) {
        Session session = this;
        ChannelFuture future =
                new Bootstrap()
                        .group(home)
                        .channel(Loops.channel())
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 10_000)
                        .option(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(64 << 10, 256 << 10))
                        .handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        if (tls != null) {
                                            channel.pipeline()
                                                    .addLast(
                                                            handler(tls, channel, address, resume));
                                        }
                                        channel.pipeline()
                                                .addLast(
                                                        new MqttDecoder(MAX_PACKET),
                                                        MqttEncoder.INSTANCE,
                                                        session);
                                    }
                                })
                        .connect(address);
        future.addListener(
                done -> {
                    if (!done.isSuccess()) {
                        connected.completeExceptionally(done.cause());
                    }
                });
    }

    /** The client remembers sessions by the other side's name. */
    private static SslHandler handler(
            SslContext tls, Channel channel, SocketAddress address, boolean resume) {
        return resume && address instanceof InetSocketAddress inet
                ? tls.newHandler(channel.alloc(), inet.getHostString(), inet.getPort())
                : tls.newHandler(channel.alloc());
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.writeAndFlush(
                MqttMessageBuilders.connect()
                        .clientId(clientId)
                        .cleanSession(clean)
                        .keepAlive(0)
                        .protocolVersion(version5 ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1)
                        .build());
        context.executor()
                .schedule(
                        () -> {
                            if (!connected.isDone()) {
                                context.close();
                            }
                        },
                        10,
                        TimeUnit.SECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, MqttMessage message) {
        if (message.decoderResult().isFailure()) {
            exceptionCaught(context, message.decoderResult().cause());
            return;
        }
        if (message instanceof MqttConnAckMessage answer) {
            MqttConnectReturnCode code = answer.variableHeader().connectReturnCode();
            if (code == MqttConnectReturnCode.CONNECTION_ACCEPTED) {
                accepted(context);
            } else {
                connected.completeExceptionally(
                        new IOException(clientId + " was not accepted: " + code));
                context.close();
            }
            return;
        }
        received(context, message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connected.completeExceptionally(new IOException(clientId + " lost its connection"));
        lost(context);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        connected.completeExceptionally(cause);
        context.close();
    }

    /** The broker said yes. On the connection's thread. */
    abstract void accepted(ChannelHandlerContext context);

    /** A packet other than CONNACK. On the connection's thread. */
    abstract void received(ChannelHandlerContext context, MqttMessage message);

    /** The connection is gone. On the connection's thread. */
    abstract void lost(ChannelHandlerContext context);
}
