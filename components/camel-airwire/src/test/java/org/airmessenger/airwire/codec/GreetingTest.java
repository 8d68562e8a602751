/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PROTOCOL.md, 3: HELLO and WELCOME. */
class GreetingTest {

    private static FrameReader opening() {
        return new FrameReader(FrameType.set(FrameType.HELLO, FrameType.WELCOME));
    }

    private static byte[] hello(String attributes) {
        byte[] list = Wire.hex(attributes);
        return Wire.hex("%02xa00101".formatted(3 + list.length), attributes);
    }

    @Test
    void theSmallestHelloIsFourBytes() {
        assertThat(Wire.write(new Hello(1, 1, Attributes.NONE)))
                .isEqualTo(
                        Wire.bytes(
                                // LEN 3
                                0x03,
                                // HELLO
                                0xa0,
                                // MIN 1
                                0x01,
                                // MAX 1
                                0x01));
    }

    @Test
    void aHelloOffersARowOfVersions() {
        Hello hello = (Hello) Wire.read(Wire.hex("03 a0 01 ff"), opening());
        assertThat(hello.min()).isEqualTo(1);
        assertThat(hello.max()).isEqualTo(255);
        assertThat(Wire.refusal(Wire.hex("03 a0 00 01"), opening())).isEqualTo(Code.MALFORMED);
        assertThat(Wire.refusal(Wire.hex("03 a0 02 01"), opening())).isEqualTo(Code.MALFORMED);
        assertThat(Wire.refusal(Wire.hex("02 a0 01"), opening())).isEqualTo(Code.MALFORMED);
        assertThat(Wire.refusal(Wire.hex("03 a1 01 01"), opening())).isEqualTo(Code.MALFORMED);
    }

    @Test
    void aHelloSaysWhatItsSenderTakes() {
        Attributes limits =
                Attributes.builder()
                        .with(GreetingAttributes.MAX_FRAME, 65536L)
                        .with(GreetingAttributes.WINDOW, 64L)
                        .with(GreetingAttributes.CODECS, new byte[] {0, 1, 2})
                        .with(GreetingAttributes.DICTIONARIES, new byte[8])
                        .with(GreetingAttributes.SEQ32, 1L)
                        .build();
        byte[] bytes = Wire.write(new Hello(1, 1, limits));
        assertThat(Wire.hex(bytes))
                .isEqualTo(
                        // LEN 28, HELLO, versions
                        "1ca00101"
                                // MAX_FRAME 65536
                                + "0080010000"
                                // WINDOW 64
                                + "044040"
                                // CODECS 0, 1, 2
                                + "1a03000102"
                                // DICTIONARIES: one
                                + "1e080000000000000000"
                                // SEQ32
                                + "2001");
        Hello again = (Hello) Wire.read(bytes, opening());
        assertThat(again.attributes()).isEqualTo(limits);
    }

    @ParameterizedTest
    @CsvSource({
        // attribute, hexadecimal
        "MAX_FRAME 1023, 00 43ff",
        "MAX_FRAME 2^24 + 1, 00 81000001",
        "WINDOW 0, 0400",
        "WINDOW 8193, 04 6001",
        "MAX_ALIAS 16385, 08 80004001",
        "IDLE 0, 1400",
        "IDLE 3601, 14 4e11",
        "CODECS empty, 1a00",
        "DICTIONARIES of 7 bytes, 1e 07 00000000000000",
        "DICTIONARIES of 12 bytes, 1e 0c 000000000000000000000000",
        "SEQ32 2, 2002",
        "MAX_BATCH 1023, 24 43ff",
        "SESSION of 3 bytes, 2a 03 000000",
        "DEVICE empty, 2e00",
        "TOKEN empty, 3300",
        "AGENT empty, 3600",
        "MAX_MESSAGE 1023, 38 43ff",
        "ALIASES with one number, 3e 01 00",
        "AWAKE 0, 4048 00",
        "ACK_DELAY 1001, 404c 43e9"
    })
    void refusesWhatIsOutOfItsRange(String what, String hex) {
        byte[] bytes = hello(hex.replace(" ", ""));
        assertThat(Wire.refusal(bytes, opening())).as(what).isEqualTo(Code.MALFORMED);
    }

    @Test
    void aTokenIsCritical() {
        // 12, bytes, critical: t0k
        Hello hello = (Hello) Wire.read(hello("33 03 74306b"), opening());
        assertThat(hello.attributes().get(GreetingAttributes.TOKEN)).isEqualTo("t0k".getBytes());
        // 12, bytes, not critical: something else, which is ignored
        hello = (Hello) Wire.read(hello("32 03 74306b"), opening());
        assertThat(hello.attributes().get(GreetingAttributes.TOKEN)).isNull();
    }

    @Test
    void whatIsUnknownIsIgnoredUnlessItIsCritical() {
        // 1016, bytes, empty: as our own client sends now and then
        assertThat(Wire.read(hello("4fe2 00"), opening())).isInstanceOf(Hello.class);
        assertThatThrownBy(() -> Wire.read(hello("4fe3 00"), opening()))
                .isInstanceOfSatisfying(
                        AirwireException.class,
                        e -> assertThat(e.code()).isEqualTo(Code.UNSUPPORTED_CRITICAL));
        Attributes unknown = Attributes.builder().withUnknown(1016).build();
        assertThat(Wire.hex(Wire.write(new Hello(1, 1, unknown)))).isEqualTo("06a001014fe000");
    }

    @Test
    void aWelcomeSaysByItsFlagsWhatGoesOn() {
        Welcome fresh = (Welcome) Wire.read(Wire.hex("02 b0 01"), opening());
        assertThat(fresh.version()).isEqualTo(1);
        assertThat(fresh.has(Welcome.RESUMED)).isFalse();
        Welcome resumed = (Welcome) Wire.read(Wire.hex("02 b7 01"), opening());
        assertThat(resumed.has(Welcome.RESUMED)).isTrue();
        assertThat(resumed.has(Welcome.KNOWS_YOURS)).isTrue();
        assertThat(resumed.has(Welcome.KNOWS_MINE)).isTrue();
        Welcome half = (Welcome) Wire.read(Wire.hex("02 b3 01"), opening());
        assertThat(half.has(Welcome.KNOWS_YOURS)).isTrue();
        assertThat(half.has(Welcome.KNOWS_MINE)).isFalse();
        assertThat(Wire.hex(Wire.write(half))).isEqualTo("02b301");
    }

    @Test
    void aWelcomeKeepsNoAliasesOfANewSession() {
        assertThat(Wire.refusal(Wire.hex("02 b2 01"), opening())).isEqualTo(Code.MALFORMED);
        assertThat(Wire.refusal(Wire.hex("02 b4 01"), opening())).isEqualTo(Code.MALFORMED);
        assertThat(Wire.refusal(Wire.hex("02 b8 01"), opening())).isEqualTo(Code.MALFORMED);
        assertThat(Wire.refusal(Wire.hex("01 b0"), opening())).isEqualTo(Code.MALFORMED);
    }

    @Test
    void aHelloOfFourThousandBytesFits() {
        Attributes large =
                Attributes.builder()
                        .with(GreetingAttributes.TOKEN, new byte[Token.MAX])
                        .with(GreetingAttributes.DEVICE, "d".repeat(128))
                        .with(GreetingAttributes.AGENT, "a".repeat(64))
                        .build();
        Hello hello = new Hello(1, 1, large);
        assertThat(FrameWriter.length(hello, FrameReader.NARROW))
                .isLessThan(FrameReader.FIRST_LIMIT);
        assertThat(Wire.read(Wire.write(hello), opening())).isEqualTo(hello);
    }
}
