/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.mqtt.PacketDecoder;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttPubAckMessage;
import io.netty.handler.codec.mqtt.MqttQoS;

/**
 * Messages that are larger than their subscriber takes: it does not get them, and the broker is
 * told what it would be told had it got them (MQTT 5.0, 3.1.2.11.4). The broker's own way to leave
 * them out uses up the subscriber's receive maximum, and its topic aliases.
 */
final class Discards extends ChannelOutboundHandlerAdapter {

    private final int most;

    /** Packet ids of exactly-once messages whose PUBREL is not for the device. */
    private final PacketIds halfway = new PacketIds();

    private Discards(int most) {
        this.most = most;
    }

    /** Looks at every packet to a device that takes only so much; the broker need not. */
    static void install(ChannelHandlerContext door, Terms terms, MqttConnectMessage connect) {
        MqttProperties properties = connect.variableHeader().properties();
        int limit = MqttPropertyType.MAXIMUM_PACKET_SIZE.value();
        if (properties.getProperty(limit) == null) {
            return;
        }
        // 0 is the broker's word for none; an alias must not be made by a packet that is not sent
        properties.add(new MqttProperties.IntegerProperty(limit, 0));
        properties.add(
                new MqttProperties.IntegerProperty(
                        MqttPropertyType.TOPIC_ALIAS_MAXIMUM.value(), 0));
        String encoder = door.pipeline().context(MqttEncoder.class).name();
        door.pipeline().addBefore(encoder, "air-room", new Discards(terms.maxPacketBytes()));
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object sent, ChannelPromise promise) {
        if (sent instanceof ByteBuf packet && isDiscarded(ctx, packet)) {
            packet.release();
            promise.trySuccess();
        } else {
            ctx.write(sent, promise);
        }
    }

    private boolean isDiscarded(ChannelHandlerContext ctx, ByteBuf packet) {
        int first = packet.getUnsignedByte(packet.readerIndex());
        if (first >> 4 == MqttMessageType.PUBLISH.value()) {
            if (packet.readableBytes() <= most) {
                return false;
            }
            discard(ctx, packet, first >> 1 & 3);
            return true;
        }
        if (first >> 4 == MqttMessageType.PUBREL.value() && halfway.size() > 0) {
            int id = packet.getUnsignedShort(packet.readerIndex() + 2);
            if (halfway.remove(id)) {
                answer(ctx, MqttMessageType.PUBCOMP, id);
                return true;
            }
        }
        return false;
    }

    private void discard(ChannelHandlerContext ctx, ByteBuf packet, int qos) {
        int at = packet.readerIndex() + 1;
        while ((packet.getByte(at) & 0x80) != 0) {
            at++;
        }
        int topic = packet.getUnsignedShort(++at);
        if (qos == 0) {
            return;
        }
        int id = packet.getUnsignedShort(at + 2 + topic);
        if (qos == 1) {
            answer(ctx, MqttMessageType.PUBACK, id);
        } else {
            halfway.add(id);
            answer(ctx, MqttMessageType.PUBREC, id);
        }
    }

    /** Comes in as if the device had sent it, but not in the middle of what is going out. */
    private static void answer(ChannelHandlerContext ctx, MqttMessageType type, int id) {
        MqttFixedHeader header = new MqttFixedHeader(type, false, MqttQoS.AT_MOST_ONCE, false, 2);
        MqttMessageIdVariableHeader variable = MqttMessageIdVariableHeader.from(id);
        MqttMessage answer =
                type == MqttMessageType.PUBACK
                        ? new MqttPubAckMessage(header, variable)
                        : new MqttMessage(header, variable);
        ChannelHandlerContext decoder = ctx.pipeline().context(PacketDecoder.class);
        ctx.executor().execute(() -> decoder.fireChannelRead(answer));
    }
}
