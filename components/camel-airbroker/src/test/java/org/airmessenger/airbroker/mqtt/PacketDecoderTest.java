/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.util.ReferenceCountUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The decoder against Netty's, and in pieces. */
class PacketDecoderTest {

    /** A whole conversation of MQTT 5, one packet each. */
    private static final List<String> FIVE =
            List.of(
                    // user, password, will QoS 2 retained, properties of both
                    "10 ~ 0004 4d515454 05 f6 000a 15 11 ffffffff 21 0010 22 0005 17 01 19 01 26 0001 61 0000"
                            + " 0002 6431 0c 18 00000005 01 01 26 0000 0000 0001 77 0003 616263"
                            + " 0002 c3a9 0002 0001",
                    "30 ~ 0001 74 00",
                    "33 ~ 0003 612f62 ffff 1e 01 01 02 0000003c 03 0001 74 08 0001 72 09 0002 00ff 23 0007 26 0001 6b 0001 76",
                    "3c ~ 0001 74 0001 00 787878",
                    "40 ~ 0001",
                    "40 ~ 0001 10",
                    "50 ~ 0001 80 00",
                    "62 ~ 0001 92 05 1f 0002 6f68",
                    "70 ~ ffff",
                    "82 ~ 0002 05 0b ff ff ff 7f 0001 61 2e 0001 23 01",
                    "a2 ~ 0003 00 0001 61 0002 c3a9",
                    "c0 ~",
                    "e0 ~ 04 05 11 0000000a");

    private static final List<String> THREE =
            List.of(
                    "10 ~ 0004 4d515454 04 c6 0000 0002 6431 0001 77 0000 0001 75 0003 000102",
                    "31 ~ 0001 74 0000",
                    "32 ~ 0001 74 0009",
                    "40 ~ 0009",
                    "82 ~ 0001 0001 61 00 0001 62 02",
                    "a2 ~ 0005 0001 61",
                    "c0 ~",
                    "e0 ~");

    private static String describe(MqttMessage packet) {
        StringBuilder text = new StringBuilder();
        text.append(packet.decoderResult()).append(packet.fixedHeader());
        if (packet instanceof MqttConnectMessage connect) {
            text.append(connect.variableHeader())
                    .append(connect.variableHeader().properties().listAll())
                    .append(connect.payload())
                    .append(connect.payload().willProperties().listAll());
        } else if (packet instanceof MqttPublishMessage publish) {
            text.append(publish.variableHeader())
                    .append(publish.variableHeader().properties().listAll())
                    .append(publish.payload().toString(StandardCharsets.ISO_8859_1));
        } else if (packet instanceof MqttSubscribeMessage subscribe) {
            text.append(subscribe.idAndPropertiesVariableHeader().messageId())
                    .append(subscribe.idAndPropertiesVariableHeader().properties().listAll());
            for (MqttTopicSubscription each : subscribe.payload().topicSubscriptions()) {
                text.append(each.topicFilter()).append(each.option());
            }
        } else if (packet instanceof MqttUnsubscribeMessage unsubscribe) {
            text.append(unsubscribe.idAndPropertiesVariableHeader().messageId())
                    .append(unsubscribe.payload().topics());
        } else if (packet.variableHeader()
                instanceof MqttReasonCodeAndPropertiesVariableHeader goodbye) {
            text.append(goodbye.reasonCode()).append(goodbye.properties().listAll());
        } else {
            text.append(packet.variableHeader());
        }
        ReferenceCountUtil.release(packet);
        return text.toString().replaceAll("MqttProperties@[0-9a-f]+", "properties");
    }

    private static List<String> read(EmbeddedChannel channel, byte[] bytes, int piece) {
        List<String> packets = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += piece) {
            int length = Math.min(piece, bytes.length - at);
            ByteBuf part = channel.alloc().buffer(length).writeBytes(bytes, at, length);
            channel.writeInbound(part);
            for (MqttMessage each = channel.readInbound();
                    each != null;
                    each = channel.readInbound()) {
                packets.add(describe(each));
            }
        }
        assertThat(channel.finish()).isFalse();
        return packets;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 4096})
    void readsWhatNettyReadsInWhateverPieces(int piece) {
        for (List<String> conversation : List.of(FIVE, THREE)) {
            byte[] bytes =
                    Wire.bytes(String.join("", conversation.stream().map(Wire::packet).toList()));
            List<String> ours = read(new Wire().channel, bytes, piece);
            assertThat(ours)
                    .hasSameSizeAs(conversation)
                    .isEqualTo(read(new EmbeddedChannel(new MqttDecoder(4096)), bytes, 4096));
        }
    }

    @Test
    void endsAPacketInTheMiddleOfWhichTheClientIsSilent() {
        AtomicLong now = new AtomicLong();
        EmbeddedChannel channel = new EmbeddedChannel(new PacketDecoder(4096, 1000, now::get));
        channel.freezeTime();
        channel.writeInbound(Unpooled.wrappedBuffer(Wire.bytes(Wire.CONNECT_5)));
        ReferenceCountUtil.release(channel.readInbound());
        channel.writeInbound(Unpooled.wrappedBuffer(Wire.bytes("30 7f 0001 74 00")));
        pass(channel, now, 900);
        channel.writeInbound(Unpooled.wrappedBuffer(Wire.bytes("78")));
        // looks after a second, and finds that it was silent for a tenth of it only
        pass(channel, now, 100);
        assertThat(channel.<MqttMessage>readInbound()).isNull();
        // what is not read is not silent
        channel.config().setAutoRead(false);
        pass(channel, now, 900);
        assertThat(channel.<MqttMessage>readInbound()).isNull();
        channel.config().setAutoRead(true);
        pass(channel, now, 1000);
        MqttMessage refused = channel.readInbound();
        assertThat(refused.decoderResult().cause())
                .hasMessage(
                        "AIR-1045 a packet must go on within 1 s but 7 bytes of it came and no more; send whole packets");
        channel.finishAndReleaseAll();
    }

    private static void pass(EmbeddedChannel channel, AtomicLong now, long millis) {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void ownsNothingOfAPacketThatItRefused() {
        ByteBuf bytes = Unpooled.buffer().writeBytes(Wire.bytes(Wire.CONNECT_5 + "c1 00"));
        Wire wire = new Wire();
        wire.channel.writeInbound(bytes);
        wire.channel.finishAndReleaseAll();
        assertThat(bytes.refCnt()).isZero();
    }
}
