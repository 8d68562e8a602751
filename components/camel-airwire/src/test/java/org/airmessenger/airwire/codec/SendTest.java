/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** PROTOCOL.md, 5.1. Its attributes: {@link SendAttributesTest}. */
class SendTest extends FrameContract {

    private static final Attributes NONE = Attributes.NONE;
    private static final byte[] NOTHING = {};
    private static final String LATER =
            "a later fragment must have alias 0 and nothing else, flags but was ";

    SendTest() {
        super(FrameType.SEND, 15);
    }

    private static Attributes priority(long priority) {
        return Attributes.builder().with(SendAttributes.PRIORITY, priority).build();
    }

    private static Send fragment(int fragment, byte[] payload) {
        return new Send(7, 0, null, NONE, fragment, payload);
    }

    private static Send atMostOnce(String topic, byte[] payload) {
        return Send.of(Send.UNNUMBERED, topic, NONE, payload);
    }

    @Override
    List<Good> good() {
        List<Good> all = new ArrayList<>();
        all.addAll(byAlias());
        all.addAll(byTopic());
        all.addAll(inFragments());
        return all;
    }

    private static List<Good> byAlias() {
        return List.of(
                Good.of(
                        "nothing, by alias 0",
                        Send.of(Send.UNNUMBERED, 0, NONE, NOTHING),
                        "02 10 00"),
                Good.of(
                        "alias 63, the last of one byte",
                        Send.of(Send.UNNUMBERED, 63, NONE, Wire.hex("cafe")),
                        "04 10 3f cafe"),
                Good.of(
                        "alias 64",
                        Send.of(Send.UNNUMBERED, 64, NONE, Wire.hex("cafe")),
                        "05 10 4040 cafe"),
                Good.of(
                        "the highest alias",
                        Send.of(Send.UNNUMBERED, 16383, NONE, NOTHING),
                        "03 10 7fff"),
                Good.of("number 0", Send.of(0, 5, NONE, NOTHING), "04 11 0000 05"),
                Good.of(
                        "the highest narrow number",
                        Send.of(0xffff, 0, NONE, NOTHING),
                        "04 11 ffff 00"),
                Good.wide(
                        "the highest wide number",
                        Send.of(0xffff_ffffL, 0, NONE, NOTHING),
                        "06 11 ffffffff 00"),
                Good.of(
                        "worth something for 30 s",
                        Send.of(
                                0x1234,
                                5,
                                Attributes.builder().with(SendAttributes.EXPIRES_IN, 30L).build(),
                                Wire.hex("ff")),
                        "08 15 1234 05 02 001e ff"),
                Good.of(
                        "a payload that looks like a frame",
                        Send.of(Send.UNNUMBERED, 0, NONE, Wire.hex("03c00000")),
                        "06 10 00 03c00000"));
    }

    private static List<Good> byTopic() {
        return List.of(
                Good.of("topic a", atMostOnce("a", NOTHING), "03 12 01 61"),
                Good.of("topic a, numbered", Send.of(1, "a", NONE, NOTHING), "05 13 0001 01 61"),
                Good.of(
                        "a topic beyond the basic plane",
                        atMostOnce("a/\uD83C\uDF21", NOTHING),
                        "08 12 06 612ff09f8ca1"),
                Good.of(
                        "the first and the last letter of each length",
                        atMostOnce("\u0001\u007f\u0080\u07ff\u0800\uffff", NOTHING),
                        "0e 12 0c 01 7f c280 dfbf e0a080 efbfbf"),
                Good.of(
                        "the last code point there is",
                        atMostOnce("\uDBFF\uDFFF", NOTHING),
                        "06 12 04 f48fbfbf"),
                Good.of(
                        "the longest topic",
                        atMostOnce("t".repeat(512), Wire.hex("01")),
                        "4204 12 4200",
                        "74".repeat(512),
                        "01"),
                Good.of(
                        "a topic and attributes",
                        Send.of(Send.UNNUMBERED, "a", priority(9), Wire.hex("ff")),
                        "07 16 01 61 02 0409 ff"));
    }

    private static List<Good> inFragments() {
        return List.of(
                Good.of("the first of several", fragment(0, NOTHING), "05 19 0007 00 00"),
                Good.of("the only one", fragment(1, Wire.hex("ff")), "06 19 0007 00 01 ff"),
                Good.of("the second", fragment(2, Wire.hex("ff")), "06 19 0007 00 02 ff"),
                Good.of("the second and last", fragment(3, NOTHING), "05 19 0007 00 03"),
                Good.of(
                        "the highest there is",
                        fragment(1 << 24, NOTHING),
                        "08 19 0007 00 81000000"),
                Good.of(
                        "the first, with everything",
                        new Send(7, 0, "t", priority(9), 0, Wire.hex("0102")),
                        "0b 1f 0007 01 74 02 0409 00 0102"),
                Good.of(
                        "the first by an alias",
                        new Send(7, 16383, null, NONE, 0, NOTHING),
                        "06 19 0007 7fff 00"));
    }

    @Override
    List<Bad> bad() {
        List<Bad> all = new ArrayList<>();
        all.addAll(badHeads());
        all.addAll(badAttributes());
        all.addAll(badFragments());
        all.addAll(BadTexts.ofOtherLength("12", "TOPIC", 512));
        all.addAll(BadTexts.between("12", "TOPIC", "cafe"));
        all.addAll(BadTexts.between("13 0001", "TOPIC", ""));
        return all;
    }

    private static List<Bad> badHeads() {
        String alias = "ALIAS must be 0 to 16383";
        return List.of(
                Bad.missing("no alias", "ALIAS", 1, "10"),
                Bad.missing("half an alias", "ALIAS", 1, "10 41"),
                Bad.longer("an alias in two bytes", 5, "10 4005"),
                Bad.longer("an alias in four bytes", 300, "10 8000012c"),
                Bad.outside("an alias beyond the highest", alias, 16384, "10 80004000"),
                Bad.outside("an alias of 2^32", alias, 1L << 32, "10 c000000100000000"),
                Bad.outside("an alias of 2^62-1", alias, Varint.MAX, "10 ffffffffffffffff"),
                Bad.missing("no number", "SEQ", 2, "11"),
                Bad.missing("half a number", "SEQ", 1, "11 12"),
                Bad.missing("a number and no alias", "ALIAS", 1, "11 1234"),
                Bad.missing("a number and no topic", "TOPIC", 1, "13 1234"));
    }

    private static List<Bad> badAttributes() {
        String rule = "ATTRS must be 1 to 16384";
        return List.of(
                Bad.missing("A and no length", "ATTRS", 1, "14 00"),
                Bad.missing("half a length", "ATTRS", 1, "14 00 40"),
                Bad.outside("an empty list", rule, 0, "14 00 00"),
                Bad.longer("a length in two bytes", 2, "14 00 4002 0409"),
                Bad.missing("a byte less than the length says", "ATTRS", 1, "14 00 03 0409"),
                Bad.outside("a byte too many", rule, 16385, "14 00 80004001", "00".repeat(20000)),
                Bad.outside("a length of 2^30-1", rule, 1073741823, "14 00 bfffffff 0409"),
                Bad.outside("a length of 2^62-1", rule, Varint.MAX, "14 00 ffffffffffffffff"),
                Bad.missing("a list that ends in a tag", "PRIORITY", 1, "14 00 01 04 09"),
                Bad.missing("a list that ends in a value", "TAG", 1, "14 00 03 0409 40 00"),
                Bad.missing(
                        "a value that reaches behind its list",
                        "CONTENT_TYPE",
                        3,
                        "14 00 03 0a 04 61 626364"));
    }

    private static List<Bad> badFragments() {
        String rule = "FRAG must be 0 to 16777216";
        return List.of(
                Bad.malformed(
                        "a fragment without a number",
                        "a fragment must be numbered, flags but was 8",
                        "18 00 00"),
                Bad.malformed(
                        "one with everything but a number",
                        "a fragment must be numbered, flags but was 14",
                        "1e 01 74 02 0409 00"),
                Bad.missing("F and no index", "FRAG", 1, "19 0007 00"),
                Bad.missing("half an index", "FRAG", 1, "19 0007 00 40"),
                Bad.longer("an index in two bytes", 2, "19 0007 00 4002"),
                Bad.outside("an index too high", rule, 16777217, "19 0007 00 81000001"),
                Bad.outside("2^62-1", rule, Varint.MAX, "19 0007 00 ffffffffffffffff"),
                Bad.malformed("a later one with an alias", LATER + 9, "19 0007 01 02"),
                Bad.malformed("a later one with a topic", LATER + 11, "1b 0007 01 74 02"),
                Bad.malformed("a later one with attributes", LATER + 13, "1d 0007 00 02 0401 02"),
                Bad.malformed("the last with all", LATER + 15, "1f 0007 01 74 02 0401 03"));
    }

    @Override
    List<Unsendable> unsendable() {
        String number = "SEQ must be -1 to 4611686018427387903";
        String alias = "ALIAS must be 0 to 16383";
        String frag = "FRAG must be -1 to 16777216";
        String later = "a later fragment must have alias 0 and nothing else but had more";
        long more = Varint.MAX + 1;
        return List.of(
                Unsendable.outside(number, -2, () -> Send.of(-2, 0, NONE, NOTHING)),
                Unsendable.outside(number, more, () -> Send.of(more, 0, NONE, NOTHING)),
                Unsendable.outside(alias, -1, () -> Send.of(1, -1, NONE, NOTHING)),
                Unsendable.outside(alias, 16384, () -> Send.of(1, 16384, NONE, NOTHING)),
                Unsendable.outside(
                        "ALIAS must be 0 to 0", 1, () -> new Send(1, 1, "t", NONE, -1, NOTHING)),
                Unsendable.outside(frag, -2, () -> fragment(-2, NOTHING)),
                Unsendable.outside(frag, 16777217, () -> fragment(16777217, NOTHING)),
                new Unsendable(
                        "a fragment without a number",
                        "a fragment must be numbered but was not",
                        () -> new Send(Send.UNNUMBERED, 0, null, NONE, 0, NOTHING)),
                new Unsendable(
                        "a later fragment with a topic",
                        later,
                        () -> new Send(1, 0, "t", NONE, 2, NOTHING)),
                new Unsendable(
                        "a later fragment with an alias",
                        later,
                        () -> new Send(1, 1, null, NONE, 2, NOTHING)),
                new Unsendable(
                        "a later fragment with attributes",
                        later,
                        () -> new Send(1, 0, null, priority(1), 2, NOTHING)),
                new Unsendable(
                        "an empty topic",
                        "TOPIC must have 1 to 512 bytes but had 0",
                        () -> atMostOnce("", NOTHING)),
                new Unsendable(
                        "a topic of 513 bytes",
                        "TOPIC must have 1 to 512 bytes but had 513",
                        () -> atMostOnce("t".repeat(513), NOTHING)),
                new Unsendable(
                        "a topic of 129 letters of four bytes",
                        "TOPIC must have 1 to 512 bytes but had 516",
                        () -> atMostOnce("\uD83C\uDF21".repeat(129), NOTHING)),
                new Unsendable(
                        "a topic that is no text",
                        "TOPIC must be well-formed Unicode without U+0000",
                        () -> atMostOnce("\uD83Ca", NOTHING)));
    }

    @Test
    void travelsWithTheLowBitsOfItsNumber() {
        Send send = Send.of(0x1_2345_6789L, 0, NONE, NOTHING);
        assertThat(Wire.hex(Wire.write(send))).isEqualTo("0411678900");
        assertThat(Wire.hex(Wire.write(send, FrameReader.WIDE))).isEqualTo("06112345678900");
    }

    @Test
    void saysWhatItIs() {
        Send numbered = Send.of(7, 5, NONE, NOTHING);
        assertThat(numbered.isNumbered()).isTrue();
        assertThat(numbered.flags()).isEqualTo(1);
        Send all = new Send(7, 0, "t", priority(9), 1, NOTHING);
        assertThat(all.flags()).isEqualTo(15);
        Send none = Send.of(Send.UNNUMBERED, 0, NONE, NOTHING);
        assertThat(none.isNumbered()).isFalse();
        assertThat(none.flags()).isZero();
        assertThat(none.fragment()).isEqualTo(Send.WHOLE);
    }

    @Test
    void checksATopicForPeople() {
        Send.checkTopic("a/b");
        Send.checkTopic("t".repeat(512));
        assertThatThrownBy(() -> Send.checkTopic(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("TOPIC must have 1 to 512 bytes but had 0");
        assertThatThrownBy(() -> Send.checkTopic("ä".repeat(257))).hasMessageContaining("had 514");
        assertThatThrownBy(() -> Send.checkTopic("a\0b")).hasMessageContaining("U+0000");
        assertThatThrownBy(() -> Send.checkTopic("\uD800")).hasMessageContaining("Unicode");
    }

    /** The payload is copied once, out of the network's buffer, and nothing else is as large. */
    @Test
    void takesItsPayloadOnce() {
        byte[] bytes = Wire.write(Send.of(7, 5, NONE, new byte[100_000]));
        assertThat(Allocated.by(() -> Allocated.read(bytes, FrameReader.NARROW)))
                .isLessThan(100_000 + (8 << 10));
    }
}
