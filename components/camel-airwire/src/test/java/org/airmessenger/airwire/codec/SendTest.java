/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;

/** PROTOCOL.md, 5.1. */
class SendTest {

    private static Send read(byte[] bytes) {
        return (Send) Wire.read(bytes);
    }

    @Test
    void readsAMessageAtMostOnceByItsAlias() {
        Send send =
                read(
                        Wire.bytes(
                                // LEN 4
                                0x04,
                                // SEND, no flags
                                0x10,
                                // ALIAS 63, the last of one byte
                                0x3f,
                                // payload
                                0xca,
                                0xfe));
        assertThat(send.isNumbered()).isFalse();
        assertThat(send.sequence()).isEqualTo(Send.UNNUMBERED);
        assertThat(send.alias()).isEqualTo(63);
        assertThat(send.topic()).isNull();
        assertThat(send.attributes()).isEqualTo(Attributes.NONE);
        assertThat(send.fragment()).isEqualTo(Send.WHOLE);
        assertThat(send.payload()).isEqualTo(Wire.bytes(0xca, 0xfe));
    }

    @Test
    void readsANumberWithoutItsSign() {
        Send send =
                read(
                        Wire.bytes(
                                // LEN 4
                                0x04,
                                // SEND with Q
                                0x11,
                                // SEQ ffff
                                0xff,
                                0xff,
                                // ALIAS 0, no payload
                                0x00));
        assertThat(send.sequence()).isEqualTo(0xffff);
        assertThat(send.payload()).isEmpty();
    }

    @Test
    void readsAWideNumberWithoutItsSign() {
        byte[] bytes =
                Wire.bytes(
                        // LEN 6
                        0x06,
                        // SEND with Q
                        0x11,
                        // SEQ ffffffff
                        0xff,
                        0xff,
                        0xff,
                        0xff,
                        // ALIAS 0
                        0x00);
        Send send = (Send) Wire.read(bytes, Wire.reader(FrameReader.WIDE));
        assertThat(send.sequence()).isEqualTo(0xffff_ffffL);
        assertThat(Wire.write(send, FrameReader.WIDE)).isEqualTo(bytes);
    }

    @Test
    void writesTheLowBitsOfItsNumber() {
        Send send = Send.of(0x1_2345_6789L, 0, Attributes.NONE, new byte[0]);
        assertThat(Wire.hex(Wire.write(send))).isEqualTo("0411678900");
        assertThat(Wire.hex(Wire.write(send, FrameReader.WIDE))).isEqualTo("06112345678900");
    }

    @Test
    void readsATopicOfTheLargestSize() {
        String topic = "t".repeat(Send.MAX_TOPIC);
        Send send = Send.of(Send.UNNUMBERED, topic, Attributes.NONE, new byte[] {1});
        assertThat(read(Wire.write(send)).topic()).isEqualTo(topic);
    }

    @Test
    void readsATopicBeyondTheBasicPlane() {
        Send send = Send.of(Send.UNNUMBERED, "a/\uD83C\uDF21", Attributes.NONE, new byte[0]);
        byte[] bytes = Wire.write(send);
        assertThat(bytes)
                .isEqualTo(
                        Wire.bytes(
                                // LEN 8
                                0x08,
                                // SEND with T
                                0x12,
                                // 6 bytes
                                0x06,
                                // a/
                                0x61,
                                0x2f,
                                // U+1F321
                                0xf0,
                                0x9f,
                                0x8c,
                                0xa1));
        assertThat(read(bytes).topic()).isEqualTo("a/\uD83C\uDF21");
    }

    @Test
    void readsEveryFlagTogether() {
        Attributes attributes = Attributes.builder().with(SendAttributes.PRIORITY, 9L).build();
        Send send = new Send(7, 0, "t", attributes, 0, new byte[] {1, 2});
        byte[] bytes = Wire.write(send);
        assertThat(bytes)
                .isEqualTo(
                        Wire.bytes(
                                // LEN 11
                                0x0b,
                                // SEND with Q T A F
                                0x1f,
                                // SEQ 7
                                0x00,
                                0x07,
                                // TOPIC t
                                0x01,
                                0x74,
                                // ATTRS, 2 bytes: PRIORITY 9
                                0x02,
                                0x04,
                                0x09,
                                // FRAG: index 0, more to come
                                0x00,
                                // payload
                                0x01,
                                0x02));
        Send again = read(bytes);
        assertThat(again).usingRecursiveComparison().isEqualTo(send);
        assertThat(again.flags()).isEqualTo(15);
    }

    @Test
    void aLaterFragmentSaysNothingButItsIndex() {
        assertThat(
                        Wire.refusal(
                                Wire.bytes(
                                        // LEN 5
                                        0x05,
                                        // SEND with Q F
                                        0x19,
                                        // SEQ 7
                                        0x00,
                                        0x07,
                                        // ALIAS 1: must be 0
                                        0x01,
                                        // FRAG: index 1
                                        0x02)))
                .isEqualTo(Code.MALFORMED);
        assertThat(
                        Wire.refusal(
                                Wire.bytes(
                                        // LEN 8
                                        0x08,
                                        // SEND with Q A F
                                        0x1d,
                                        // SEQ 7
                                        0x00,
                                        0x07,
                                        // ALIAS 0
                                        0x00,
                                        // ATTRS: PRIORITY 1, which has no place here
                                        0x02,
                                        0x04,
                                        0x01,
                                        // FRAG: index 1
                                        0x02)))
                .isEqualTo(Code.MALFORMED);
    }

    @Test
    void theOnlyFragmentIsFirstAndLast() {
        Send send =
                read(
                        Wire.bytes(
                                // LEN 7
                                0x07,
                                // SEND with Q T F
                                0x1b,
                                // SEQ 7
                                0x00,
                                0x07,
                                // TOPIC t
                                0x01,
                                0x74,
                                // FRAG: index 0, last
                                0x01,
                                // payload
                                0xff));
        assertThat(send.fragment()).isEqualTo(1);
    }

    @Test
    void refusesAFragmentBeyondAllReason() {
        assertThat(
                        Wire.refusal(
                                Wire.bytes(
                                        // LEN 8
                                        0x08,
                                        // SEND with Q F
                                        0x19,
                                        // SEQ 7
                                        0x00,
                                        0x07,
                                        // ALIAS 0
                                        0x00,
                                        // FRAG 2^24 + 1
                                        0x81,
                                        0x00,
                                        0x00,
                                        0x01)))
                .isEqualTo(Code.MALFORMED);
    }

    @Test
    void refusesAttributesThatAreLongerThanTheirFrame() {
        assertThat(
                        Wire.refusal(
                                Wire.bytes(
                                        // LEN 4
                                        0x04,
                                        // SEND with A
                                        0x14,
                                        // ALIAS 0
                                        0x00,
                                        // ATTRS, 63 bytes
                                        0x3f,
                                        // one
                                        0x00)))
                .isEqualTo(Code.MALFORMED);
    }

    @Test
    void refusesAttributesBeyondTheirLimit() {
        byte[] frame = Wire.hex("8000600a", "14", "00", "80004001", "00".repeat(20000));
        frame = Arrays.copyOf(frame, 4 + 0x600a);
        assertThat(Wire.refusal(frame)).isEqualTo(Code.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // a continuation byte alone
                "80",
                // the first half of two bytes
                "c3",
                // overlong: / in two, three and four bytes
                "c0af",
                "e080af",
                "f08080af",
                // a surrogate
                "eda080",
                // above U+10FFFF
                "f4908080",
                // bytes that never occur
                "fe",
                "ff",
                // U+0000, alone and in the middle
                "00",
                "610062"
            })
    void refusesATopicThatIsNotText(String hex) {
        byte[] topic = Wire.hex(hex);
        byte[] frame = Wire.hex("%02x12%02x".formatted(2 + topic.length, topic.length), hex);
        assertThat(Wire.refusal(frame)).isEqualTo(Code.MALFORMED);
    }

    @Test
    void checksATopicForPeople() {
        Send.checkTopic("a/b");
        assertThatThrownBy(() -> Send.checkTopic(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("TOPIC must have 1 to 512 bytes but had 0");
        assertThatThrownBy(() -> Send.checkTopic("ä".repeat(257))).hasMessageContaining("had 514");
        assertThatThrownBy(() -> Send.checkTopic("a\0b")).hasMessageContaining("U+0000");
        assertThatThrownBy(() -> Send.checkTopic("\uD800")).hasMessageContaining("Unicode");
    }
}
