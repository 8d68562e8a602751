/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Collections;
import java.util.List;

/** PROTOCOL.md, 6 and 7.4: the values that are more than a number or a text. */
class ValuesTest {

    private static final SessionId SESSION =
            new SessionId(0x0001020304050607L, 0x08090a0b0c0d0e0fL);

    /** Writes a message with this value, and reads it again. */
    private static <T> T again(Attribute<T> attribute, T value) {
        Attributes attributes = Attributes.builder().with(attribute, value).build();
        Send send = Send.of(Send.UNNUMBERED, 0, attributes, new byte[0]);
        return ((Send) Wire.read(Wire.write(send))).attributes().get(attribute);
    }

    private static <T> String hex(Attribute<T> attribute, T value) {
        Attributes attributes = Attributes.builder().with(attribute, value).build();
        // without LEN, HEAD, ALIAS and ATTRS
        String all = Wire.hex(Wire.write(Send.of(Send.UNNUMBERED, 0, attributes, new byte[0])));
        return all.substring(8);
    }

    @Test
    void aTraceparentOfVersionZeroTakes25Bytes() {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        assertThat(hex(SendAttributes.TRACE, trace))
                .isEqualTo(
                        // tag, 25 bytes
                        "1e19"
                                // trace id
                                + "4bf92f3577b34da6a3ce929d0e0e4736"
                                // parent id
                                + "00f067aa0ba902b7"
                                // flags
                                + "01");
        assertThat(again(SendAttributes.TRACE, trace)).isEqualTo(trace);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // a later version
                "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                // a later version with more
                "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future-holds",
                // upper case would not come back from 25 bytes
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                // a dash too far
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b70-1",
                // flags that are none
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-zz"
            })
    void anyOtherTraceparentComesBackAsItsText(String trace) {
        assertThat(again(SendAttributes.TRACE, trace)).isEqualTo(trace);
    }

    @Test
    void aTraceparentThatIsNoneIsNotSent() {
        assertThatThrownBy(() -> hex(SendAttributes.TRACE, "00-short"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("55 to 256");
        assertThatThrownBy(() -> hex(SendAttributes.TRACE, " ".repeat(60)))
                .hasMessageContaining("visible");
        assertThatThrownBy(() -> hex(SendAttributes.TRACE, "x".repeat(257)))
                .hasMessageContaining("256");
    }

    @Test
    void aTraceparentThatIsNoTextIsRefused() {
        // 60 bytes with a space among them
        String value = "61".repeat(30) + "20" + "61".repeat(29);
        byte[] frame = Wire.hex("4042", "14", "00", "3e", "1e3c", value);
        frame[1] = (byte) (frame.length - 2);
        assertThat(Wire.refusal(frame)).isEqualTo(Code.MALFORMED);
    }

    @Test
    void aUuidTakes16Bytes() {
        String uuid = "0190a5b2-1c3d-7e4f-8a5b-6c7d8e9fa0b1";
        assertThat(hex(SendAttributes.UUID, uuid)).isEqualTo("1210" + uuid.replace("-", ""));
        assertThat(again(SendAttributes.UUID, uuid)).isEqualTo(uuid);
        assertThatThrownBy(() -> hex(SendAttributes.UUID, "order-4711"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("canonical");
    }

    @Test
    void anOriginIsSessionEpochAndNumber() {
        Origin origin = new Origin(SESSION, 1, 4660);
        assertThat(hex(SendAttributes.ORIGIN, origin))
                .isEqualTo(
                        // tag, 19 bytes
                        "1613"
                                // session
                                + "000102030405060708090a0b0c0d0e0f"
                                // epoch 1, number 4660
                                + "01"
                                + "5234");
        assertThat(again(SendAttributes.ORIGIN, origin)).isEqualTo(origin);
        assertThat(origin).hasToString("000102030405060708090a0b0c0d0e0f-1-4660");
        assertThatThrownBy(() -> hex(SendAttributes.ORIGIN, new Origin(SESSION, 0, 1)))
                .hasMessageContaining("count from 1");
        assertThatThrownBy(() -> hex(SendAttributes.ORIGIN, new Origin(SESSION, 1, 0)))
                .hasMessageContaining("count from 1");
    }

    @Test
    void hopsAreNamesInTheirOrder() {
        Hops hops = new Hops(List.of("edge", "hub-ä"));
        assertThat(hex(SendAttributes.HOPS, hops))
                .isEqualTo(
                        // tag, 12 bytes
                        "40420c"
                                // edge
                                + "0465646765"
                                // hub-ä
                                + "066875622dc3a4");
        assertThat(again(SendAttributes.HOPS, hops)).isEqualTo(hops);
    }

    @Test
    void hopsAreAtMostSixteen() {
        Hops most = new Hops(Collections.nCopies(16, "n".repeat(63)));
        assertThat(again(SendAttributes.HOPS, most)).isEqualTo(most);
        assertThatThrownBy(() -> hex(SendAttributes.HOPS, new Hops(List.of())))
                .hasMessageContaining("1 to 16 but were 0");
        List<String> many = Collections.nCopies(17, "n");
        assertThatThrownBy(() -> hex(SendAttributes.HOPS, new Hops(many)))
                .hasMessageContaining("but were 17");
        assertThatThrownBy(() -> hex(SendAttributes.HOPS, new Hops(List.of("n".repeat(64)))))
                .hasMessageContaining("1 to 63");
        assertThatThrownBy(() -> hex(SendAttributes.HOPS, new Hops(List.of(""))))
                .hasMessageContaining("1 to 63");
        // 17 names of one letter
        byte[] frame = Wire.hex("28", "14", "00", "25", "4042", "22", "0161".repeat(17));
        assertThat(Wire.refusal(frame)).isEqualTo(Code.MALFORMED);
    }

    @Test
    void aUserPropertyHasANameAndMayBeEmpty() {
        UserProperty empty = new UserProperty("unit", "");
        assertThat(hex(SendAttributes.USER, empty)).isEqualTo("40fe05" + "04756e6974");
        assertThat(again(SendAttributes.USER, empty)).isEqualTo(empty);
        assertThatThrownBy(() -> hex(SendAttributes.USER, new UserProperty("", "x")))
                .hasMessageContaining("must have a name");
        assertThatThrownBy(() -> hex(SendAttributes.USER, new UserProperty("a", "x".repeat(8192))))
                .hasMessageContaining("8192");
        assertThatThrownBy(() -> hex(SendAttributes.USER, new UserProperty("a", "\0")))
                .hasMessageContaining("U+0000");
    }

    @Test
    void aUserPropertyBeyondItsLimitIsRefused() {
        String value = "0161" + "78".repeat(8191);
        byte[] frame = Wire.hex("6009", "14", "00", "6005", "40fe", "6001", value);
        assertThat(Wire.refusal(frame)).isEqualTo(Code.MALFORMED);
    }

    @Test
    void aSessionIsSeenByEachEnd() {
        SessionView view = new SessionView(SESSION, 2, 1, 8, 5, 1, 100, Ranges.of(100, 102, 103));
        Attributes attributes = Attributes.builder().with(GreetingAttributes.SESSION, view).build();
        byte[] bytes = Wire.write(new Hello(1, 1, attributes));
        assertThat(Wire.hex(bytes))
                .isEqualTo(
                        // LEN 31, HELLO, versions 1 to 1
                        "1fa00101"
                                // SESSION, 26 bytes
                                + "2a1a"
                                // ID
                                + "000102030405060708090a0b0c0d0e0f"
                                // ATTACH 2, OUT_EPOCH 1, NEXT 8, FIRST 5
                                + "02010805"
                                // IN_EPOCH 1, CUM 100
                                + "014064"
                                // COUNT 1, GAP 0, LENGTH 1
                                + "010001");
        FrameReader reader = new FrameReader(FrameType.set(FrameType.HELLO));
        Hello hello = (Hello) Wire.read(bytes, reader);
        assertThat(hello.attributes().get(GreetingAttributes.SESSION)).isEqualTo(view);
    }

    @Test
    void aSessionThatCannotBeIsNotSent() {
        long[][] wrong = {
            // attach, epoch, next, first
            {0, 1, 1, 1}, {1, 0, 1, 1}, {1, 1, 1, 0}, {1, 1, 1, 2}
        };
        for (long[] w : wrong) {
            SessionView view = new SessionView(SESSION, w[0], w[1], w[2], w[3], 1, 0, Ranges.NONE);
            assertThatThrownBy(() -> Attributes.builder().with(GreetingAttributes.SESSION, view))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("FIRST up to NEXT");
        }
    }

    @Test
    void bindsAreCountedBothWays() {
        Attributes attributes =
                Attributes.builder().with(GreetingAttributes.ALIASES, new BindCounts(3, 2)).build();
        byte[] bytes = Wire.write(new Hello(1, 1, attributes));
        assertThat(Wire.hex(bytes)).isEqualTo("07a00101" + "3e02" + "0302");
        assertThatThrownBy(
                        () ->
                                Attributes.builder()
                                        .with(GreetingAttributes.ALIASES, new BindCounts(-1, 0)))
                .hasMessageContaining("0 or more");
    }

    @Test
    void aDetailFitsIntoItsBytes() {
        assertThat(NoteAttributes.detail(null)).isSameAs(Attributes.NONE);
        assertThat(NoteAttributes.detail("")).isSameAs(Attributes.NONE);
        assertThat(detail("x".repeat(300))).hasSize(256);
        assertThat(detail("ä".repeat(300))).hasSize(128);
        assertThat(detail("\uD83C\uDF21".repeat(100))).hasSize(128);
        assertThat(detail("tab\tand\0null\uD800")).isEqualTo("tab?and?null?");
        assertThat(detail("€".repeat(100))).hasSize(85);
    }

    private static String detail(String text) {
        return NoteAttributes.detail(text).get(NoteAttributes.DETAIL);
    }
}
