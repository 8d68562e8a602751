/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** PROTOCOL.md, 5.6 to 5.8, 5.10, 5.11: BIND, SUBSCRIBE, PING, BYE, RESULT, TOKEN, EXTENDED. */
class RequestTest {

    @Test
    void aBindHasATopicAndDefaults() {
        byte[] bytes =
                Wire.bytes(
                        // LEN 8
                        0x08,
                        // BIND
                        0x60,
                        // ALIAS 5
                        0x05,
                        // TOPIC a/b
                        0x03,
                        0x61,
                        0x2f,
                        0x62,
                        // PRIORITY 8
                        0x04,
                        0x08);
        Bind bind = (Bind) Wire.read(bytes);
        assertThat(bind.alias()).isEqualTo(5);
        assertThat(bind.topic()).isEqualTo("a/b");
        assertThat(bind.defaults().get(SendAttributes.PRIORITY)).isEqualTo(8);
        assertThat(Wire.write(bind)).isEqualTo(bytes);
    }

    @Test
    void aBindSaysNothingOfOneMessageOnly() {
        String[] ofOne = {
            // ID a
            "0e0161",
            // UUID
            "1210" + "00".repeat(16),
            // ORIGIN
            "1612" + "00".repeat(16) + "0101",
            // AGAIN
            "1801",
            // HOPS a
            "4042020161"
        };
        for (String attribute : ofOne) {
            int length = 4 + attribute.length() / 2;
            assertThat(Wire.refusal(Wire.hex("%02x600501".formatted(length), "61", attribute)))
                    .as(attribute)
                    .isEqualTo(Code.MALFORMED);
        }
    }

    @Test
    void aBindsDefaultsAreBounded() {
        Attributes most =
                Attributes.builder()
                        .with(SendAttributes.CONTENT_TYPE, "x".repeat(Bind.MAX_DEFAULTS - 3))
                        .build();
        Bind bind = new Bind(1, "t", most);
        assertThat(Wire.read(Wire.write(bind))).isEqualTo(bind);
        Attributes more =
                Attributes.builder()
                        .with(SendAttributes.CONTENT_TYPE, "x".repeat(Bind.MAX_DEFAULTS))
                        .build();
        assertThat(Wire.refusal(Wire.write(new Bind(1, "t", more)))).isEqualTo(Code.MALFORMED);
    }

    @Test
    void aSubscriptionHasItsRequestFilterAndQos() {
        byte[] bytes =
                Wire.bytes(
                        // LEN 8
                        0x08,
                        // SUBSCRIBE
                        0x70,
                        // REQUEST 1
                        0x01,
                        // FILTER a/+#
                        0x04,
                        0x61,
                        0x2f,
                        0x2b,
                        0x23,
                        // QOS 1
                        0x01);
        Subscribe subscribe = (Subscribe) Wire.read(bytes);
        assertThat(subscribe).isEqualTo(new Subscribe(1, "a/+#", 1));
        assertThat(subscribe.isEnd()).isFalse();
        assertThat(Wire.write(subscribe)).isEqualTo(bytes);
    }

    @Test
    void anEndOfASubscriptionHasNoQos() {
        Subscribe end = new Subscribe(2, "a", Subscribe.END);
        assertThat(Wire.hex(Wire.write(end))).isEqualTo("0471020161");
        assertThat(((Subscribe) Wire.read(Wire.write(end))).isEnd()).isTrue();
    }

    @Test
    void aSubscriptionMayHaveAttributesOfALaterDay() {
        // unknown 1000, a varint
        byte[] bytes = Wire.hex("08 70 01 0161 00 4fa0 07");
        Subscribe subscribe = (Subscribe) Wire.read(bytes);
        assertThat(subscribe.attributes().isEmpty()).isFalse();
        assertThat(Wire.write(subscribe)).isEqualTo(bytes);
    }

    @Test
    void aFilterIsBounded() {
        Subscribe most = new Subscribe(1, "f".repeat(Subscribe.MAX_FILTER), 0);
        assertThat(Wire.read(Wire.write(most))).isEqualTo(most);
        Subscribe more = new Subscribe(1, "f".repeat(Subscribe.MAX_FILTER + 1), 0);
        assertThat(Wire.refusal(Wire.write(more))).isEqualTo(Code.MALFORMED);
        assertThat(Wire.refusal(Wire.hex("04 70 01 00 00"))).isEqualTo(Code.MALFORMED);
    }

    @Test
    void aPingIsEmptyOrAChallenge() {
        assertThat(Wire.hex(Wire.write(new Ping(false, null)))).isEqualTo("0180");
        assertThat(Wire.hex(Wire.write(new Ping(true, null)))).isEqualTo("0181");
        Ping challenge = new Ping(false, 0x0123_4567_89ab_cdefL);
        assertThat(Wire.hex(Wire.write(challenge))).isEqualTo("09800123456789abcdef");
        Ping answer = ((Ping) Wire.read(Wire.write(challenge))).answer();
        assertThat(Wire.hex(Wire.write(answer))).isEqualTo("09810123456789abcdef");
    }

    @Test
    void aPingOfAnotherSizeIsNone() {
        for (int size = 1; size < 20; size++) {
            if (size != 8) {
                byte[] bytes = Wire.hex("%02x80".formatted(1 + size), "00".repeat(size));
                assertThat(Wire.refusal(bytes)).as("%d bytes", size).isEqualTo(Code.MALFORMED);
            }
        }
        assertThat(Wire.refusal(Wire.hex("01 82"))).isEqualTo(Code.MALFORMED);
    }

    @Test
    void aByeSaysWhyUntilWhenAndWhereTo() {
        Attributes notes =
                Attributes.builder()
                        .with(NoteAttributes.DETAIL, "moved")
                        .with(NoteAttributes.REDIRECT, "b:7443")
                        .build();
        Bye bye = new Bye(Code.REDIRECT, 1000, notes);
        byte[] bytes = Wire.write(bye);
        assertThat(bytes)
                .isEqualTo(
                        Wire.bytes(
                                // LEN 20
                                0x14,
                                // BYE
                                0xc0,
                                // REDIRECT
                                0x40,
                                0x61,
                                // RETRY 1000 ms
                                0x43,
                                0xe8,
                                // detail: moved
                                0x02,
                                0x05,
                                'm',
                                'o',
                                'v',
                                'e',
                                'd',
                                // redirect: b:7443
                                0x06,
                                0x06,
                                'b',
                                ':',
                                '7',
                                '4',
                                '4',
                                '3'));
        assertThat(Wire.read(bytes)).isEqualTo(bye);
        assertThat(Bye.of(Code.OK)).isEqualTo(new Bye(0, 0, Attributes.NONE));
    }

    @Test
    void aByeMayHaveACodeOfALaterDay() {
        Bye bye = Bye.of(Code.MAX);
        assertThat(Wire.read(Wire.write(bye))).isEqualTo(bye);
        assertThat(Wire.refusal(Wire.hex("06 c0 80004000 00"))).isEqualTo(Code.MALFORMED);
    }

    @Test
    void aResultNamesItsRequest() {
        for (int kind = Result.SUBSCRIBE; kind <= Result.TOKEN; kind++) {
            Result result = new Result(kind, 300, Code.NOT_ALLOWED, 0, NoteAttributes.detail("no"));
            assertThat(Wire.read(Wire.write(result))).isEqualTo(result);
        }
        assertThat(Wire.refusal(Wire.hex("04 d4 01 00 00"))).isEqualTo(Code.MALFORMED);
        assertThat(Wire.refusal(Wire.hex("03 d0 01 00"))).isEqualTo(Code.MALFORMED);
    }

    @Test
    void aTokenIsBoundedAndNeverShown() {
        Token most = new Token(new byte[Token.MAX]);
        assertThat(((Token) Wire.read(Wire.write(most))).token()).hasSize(Token.MAX);
        assertThat(Wire.refusal(Wire.write(new Token(new byte[Token.MAX + 1]))))
                .isEqualTo(Code.MALFORMED);
        assertThat(new Token("s3cret".getBytes()).toString()).doesNotContain("s3cret");
    }

    @Test
    void anExtendedFrameIsCriticalByItsParity() {
        Extended even = (Extended) Wire.read(Wire.hex("04 f0 6000 ff"));
        assertThat(even.number()).isEqualTo(8192);
        assertThat(even.isCritical()).isFalse();
        assertThat(even.data()).isEqualTo(Wire.bytes(0xff));
        Extended odd = (Extended) Wire.read(Wire.hex("03 f0 6001"));
        assertThat(odd.isCritical()).isTrue();
        assertThat(Wire.refusal(Wire.hex("03 f1 6001"))).isEqualTo(Code.MALFORMED);
    }
}
