/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.micro;

import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.FrameReader;
import org.airmessenger.airwire.codec.FrameType;
import org.airmessenger.airwire.codec.FrameWriter;
import org.airmessenger.airwire.codec.Send;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.MessageToByteEncoder;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.util.ReferenceCountUtil;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The same message, QoS 1 with a topic by its alias, written and read by the wire protocol's codec
 * and by Netty's MQTT codec. Both sit in the same embedded channel, whose time is in every figure;
 * {@code bare} is the wire protocol's codec without it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SendBenchmark {

    private static final int ALIAS = 5;
    private static final int NUMBER = 0x1234;
    private static final int LARGEST = 1 << 20;

    /** Bytes of the payload. */
    @Param({"20", "1000"})
    public int payloadBytes;

    private byte[] payload;
    private Send send;
    private MqttPublishMessage publish;
    private byte[] sendBytes;
    private byte[] publishBytes;
    private EmbeddedChannel wireOut;
    private EmbeddedChannel wireIn;
    private EmbeddedChannel mqttOut;
    private EmbeddedChannel mqttIn;
    private ByteBuf bareBuffer;
    private FrameReader bareReader;

    private static FrameReader reader() {
        FrameReader reader = new FrameReader(FrameType.set(FrameType.SEND));
        reader.agree(LARGEST, FrameReader.NARROW);
        return reader;
    }

    private static final class WireEncoder extends MessageToByteEncoder<Send> {

        /** As large as it needs to be, as MQTT's does. */
        @Override
        protected ByteBuf allocateBuffer(ChannelHandlerContext ctx, Send message, boolean direct) {
            return ctx.alloc().buffer(FrameWriter.length(message, FrameReader.NARROW) + 4);
        }

        @Override
        protected void encode(ChannelHandlerContext ctx, Send message, ByteBuf out) {
            FrameWriter.write(message, out, FrameReader.NARROW);
        }
    }

    private static final class WireDecoder extends ByteToMessageDecoder {

        private final FrameReader reader = reader();

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
            Object frame = reader.read(in);
            if (frame != null) {
                out.add(frame);
            }
        }
    }

    /** Makes both messages, and teaches MQTT's codec that it speaks version 5. */
    @Setup
    public void setUp() {
        payload = new byte[payloadBytes];
        send = Send.of(NUMBER, ALIAS, Attributes.NONE, payload);
        MqttProperties properties = new MqttProperties();
        properties.add(
                new MqttProperties.IntegerProperty(
                        MqttProperties.MqttPropertyType.TOPIC_ALIAS.value(), ALIAS));
        publish =
                new MqttPublishMessage(
                        new MqttFixedHeader(
                                MqttMessageType.PUBLISH, false, MqttQoS.AT_LEAST_ONCE, false, 0),
                        new MqttPublishVariableHeader("", NUMBER, properties),
                        Unpooled.wrappedBuffer(payload));
        MqttConnectMessage connect =
                MqttMessageBuilders.connect()
                        .protocolVersion(MqttVersion.MQTT_5)
                        .clientId("a")
                        .build();
        wireOut = new EmbeddedChannel(new WireEncoder());
        wireIn = new EmbeddedChannel(new WireDecoder());
        mqttOut = new EmbeddedChannel(MqttEncoder.INSTANCE);
        mqttIn = new EmbeddedChannel(new MqttDecoder(LARGEST));
        mqttOut.writeOutbound(connect);
        ByteBuf hello = mqttOut.readOutbound();
        mqttIn.writeInbound(hello);
        ReferenceCountUtil.release(mqttIn.readInbound());
        sendBytes = bytes(wireWrite());
        publishBytes = bytes(mqttWrite());
        bareBuffer = Unpooled.directBuffer(LARGEST);
        bareReader = reader();
    }

    private static byte[] bytes(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        buffer.release();
        return bytes;
    }

    private ByteBuf wireWrite() {
        wireOut.writeOutbound(send);
        return wireOut.readOutbound();
    }

    private ByteBuf mqttWrite() {
        publish.retain();
        mqttOut.writeOutbound(publish);
        return mqttOut.readOutbound();
    }

    /** Writes by the wire protocol. */
    @Benchmark
    public int encodeWire() {
        ByteBuf out = wireWrite();
        int size = out.readableBytes();
        out.release();
        return size;
    }

    /** Writes by MQTT. */
    @Benchmark
    public int encodeMqtt() {
        ByteBuf out = mqttWrite();
        int size = out.readableBytes();
        out.release();
        return size;
    }

    /** Reads by the wire protocol. */
    @Benchmark
    public Object decodeWire() {
        wireIn.writeInbound(Unpooled.wrappedBuffer(sendBytes));
        return wireIn.readInbound();
    }

    /** Reads by MQTT; the payload is copied, as the wire protocol's codec and the door do. */
    @Benchmark
    public Object decodeMqtt() {
        mqttIn.writeInbound(Unpooled.wrappedBuffer(publishBytes));
        MqttPublishMessage read = mqttIn.readInbound();
        byte[] copy = new byte[read.payload().readableBytes()];
        read.payload().readBytes(copy);
        read.release();
        return copy;
    }

    /** Writes without a channel. */
    @Benchmark
    public int encodeWireBare() {
        bareBuffer.clear();
        FrameWriter.write(send, bareBuffer, FrameReader.NARROW);
        return bareBuffer.writerIndex();
    }

    /** Reads without a channel. */
    @Benchmark
    public Object decodeWireBare() {
        bareBuffer.clear();
        bareBuffer.writeBytes(sendBytes);
        return bareReader.read(bareBuffer);
    }
}
