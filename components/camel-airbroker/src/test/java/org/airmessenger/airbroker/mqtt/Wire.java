/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.mqtt;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttMessage;

/** One connection's decoder, fed with hexadecimal. */
final class Wire {

    static final int LIMIT = 4096;

    // 10 len | 0004 "MQTT" | level | flags: clean | keep-alive 60 | (5: no properties) | "d1"
    static final String CONNECT_3 = "10 0e 0004 4d515454 04 02 003c 0002 6431";
    static final String CONNECT_5 = "10 0f 0004 4d515454 05 02 003c 00 0002 6431";

    final EmbeddedChannel channel;

    Wire() {
        this(LIMIT);
    }

    Wire(int limit) {
        channel = new EmbeddedChannel(new PacketDecoder(limit, 60_000));
    }

    static Wire three() {
        return new Wire().mustTake(CONNECT_3);
    }

    static Wire five() {
        return new Wire().mustTake(CONNECT_5);
    }

    Wire mustTake(String hex) {
        MqttMessage packet = take(hex);
        if (packet == null || packet.decoderResult().isFailure()) {
            throw new AssertionError(hex + " gave " + packet);
        }
        return this;
    }

    /** The packet that these bytes make; null if none. */
    MqttMessage take(String hex) {
        channel.writeInbound(Unpooled.wrappedBuffer(bytes(hex)));
        return channel.readInbound();
    }

    /** Why these bytes are refused. */
    PacketException refusalOf(String hex) {
        MqttMessage packet = take(hex);
        if (packet == null || packet.decoderResult().isSuccess()) {
            throw new AssertionError(hex + " gave " + packet);
        }
        return (PacketException) packet.decoderResult().cause();
    }

    /** The bytes of one packet; its length, below 128, stands for ~. */
    static String packet(String hex) {
        String all = hex.replace(" ", "");
        return all.replace("~", "%02x".formatted((all.length() - 3) / 2));
    }

    static byte[] bytes(String hex) {
        return ByteBufUtil.decodeHexDump(hex.replace(" ", ""));
    }
}
