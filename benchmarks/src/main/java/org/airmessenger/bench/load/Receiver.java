/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.ssl.SslContext;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A durable subscriber (MQTT 3.1.1, clean session off): the other end of a bare broker. */
public final class Receiver implements AutoCloseable {

    private static final int PUBACK = 0x4002_0000;

    private final Loops loops = new Loops(1);
    private final Tally tally;

    /** A receiver that counts into a tally. */
    public Receiver(Tally tally) {
        this.tally = tally;
    }

    /**
     * Connects to a port of this machine and subscribes.
     *
     * @param qos 0 or 1
     * @param tls or null: plain
     * @throws IOException if the broker does not accept that within 20 s
     */
    public void subscribe(int port, String clientId, String filter, int qos, SslContext tls)
            throws IOException, InterruptedException {
        Link link = new Link(clientId, filter, qos);
        link.connect(
                loops.group.next(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                tls);
        Duration limit = Duration.ofSeconds(20);
        try {
            link.connected.get(limit.toSeconds(), TimeUnit.SECONDS);
            link.subscribed.get(limit.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().toString(), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException(clientId + " could not subscribe within " + limit, e);
        }
    }

    @Override
    public void close() {
        loops.close();
    }

    private final class Link extends Session {
        private final CompletableFuture<Void> subscribed = new CompletableFuture<>();
        private final String filter;
        private final int qos;
        private ByteBuf answers;

        Link(String clientId, String filter, int qos) {
            super(clientId, false, false);
            this.filter = filter;
            this.qos = qos;
        }

        @Override
        void accepted(ChannelHandlerContext context) {
            connected.complete(null);
            context.writeAndFlush(
                    MqttMessageBuilders.subscribe()
                            .messageId(1)
                            .addSubscription(MqttQoS.valueOf(qos), filter)
                            .build());
        }

        @Override
        void received(ChannelHandlerContext context, MqttMessage message) {
            if (message instanceof MqttPublishMessage publish) {
                tally.receive(Payload.read(publish.payload().nioBuffer()));
                if (publish.fixedHeader().qosLevel() == MqttQoS.AT_LEAST_ONCE) {
                    if (answers == null) {
                        answers = context.alloc().buffer(1 << 10);
                    }
                    answers.writeInt(PUBACK | publish.variableHeader().packetId());
                }
            } else if (message.fixedHeader().messageType() == MqttMessageType.SUBACK) {
                int granted = ((MqttSubAckMessage) message).payload().grantedQoSLevels().get(0);
                if (granted == qos) {
                    subscribed.complete(null);
                } else {
                    subscribed.completeExceptionally(
                            new IOException("SUBACK said " + granted + " instead of " + qos));
                }
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            if (answers != null) {
                context.writeAndFlush(answers, context.voidPromise());
                answers = null;
            }
            context.fireChannelReadComplete();
        }

        @Override
        void lost(ChannelHandlerContext context) {
            subscribed.completeExceptionally(new IOException("the subscriber was disconnected"));
            if (answers != null) {
                answers.release();
                answers = null;
            }
        }
    }
}
