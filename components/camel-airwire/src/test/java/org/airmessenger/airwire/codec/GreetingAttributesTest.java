/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** PROTOCOL.md, 3: what HELLO and WELCOME announce. */
class GreetingAttributesTest extends AttributeContract {

    private static final long MAX = Varint.MAX;
    private static final String LARGEST = "ffffffffffffffff";

    GreetingAttributesTest() {
        super(GreetingAttributes.class);
    }

    @Override
    Frame carrying(Attributes attributes) {
        return new Hello(1, 1, attributes);
    }

    @Override
    Attributes attributes(Frame frame) {
        return ((Hello) frame).attributes();
    }

    @Override
    byte[] carrying(byte[] list) {
        return Wire.hex("a0 01 01", Wire.hex(list));
    }

    @Override
    boolean isMine(Attribute<?> attribute) {
        return !SessionAttributesTest.VALUES.contains(attribute);
    }

    @Override
    boolean isRead(int tag) {
        // what is critical and not known is refused (11)
        return (tag & Attribute.CRITICAL) == 0;
    }

    @Override
    List<Kept<?>> kept() {
        List<Kept<?>> all = new ArrayList<>();
        all.addAll(numbers());
        all.addAll(values());
        return all;
    }

    private static List<Kept<?>> numbers() {
        return List.of(
                Kept.of("least", GreetingAttributes.MAX_FRAME, 1024L, "00 4400"),
                Kept.of("most", GreetingAttributes.MAX_FRAME, 1L << 24, "00 81000000"),
                Kept.of("least", GreetingAttributes.WINDOW, 1L, "04 01"),
                Kept.of("most", GreetingAttributes.WINDOW, 8192L, "04 6000"),
                Kept.of("none", GreetingAttributes.MAX_ALIAS, 0L, "08 00"),
                Kept.of("most", GreetingAttributes.MAX_ALIAS, 16384L, "08 80004000"),
                Kept.of("none", GreetingAttributes.CREDIT_MESSAGES, 0L, "0c 00"),
                Kept.of("most", GreetingAttributes.CREDIT_MESSAGES, MAX, "0c", LARGEST),
                Kept.of("none", GreetingAttributes.CREDIT_BYTES, 0L, "10 00"),
                Kept.of("most", GreetingAttributes.CREDIT_BYTES, MAX, "10", LARGEST),
                Kept.of("least", GreetingAttributes.IDLE, 1L, "14 01"),
                Kept.of("most", GreetingAttributes.IDLE, 3600L, "14 4e10"),
                Kept.of("no", GreetingAttributes.SEQ32, 0L, "20 00"),
                Kept.of("yes", GreetingAttributes.SEQ32, 1L, "20 01"),
                Kept.of("least", GreetingAttributes.MAX_BATCH, 1024L, "24 4400"),
                Kept.of("most", GreetingAttributes.MAX_BATCH, 1L << 24, "24 81000000"),
                Kept.of("least", GreetingAttributes.MAX_MESSAGE, 1024L, "38 4400"),
                Kept.of("most", GreetingAttributes.MAX_MESSAGE, 1L << 24, "38 81000000"),
                Kept.of("the lowest code", GreetingAttributes.REASON, 0L, "4040 00"),
                Kept.of("the highest code", GreetingAttributes.REASON, 16383L, "4040 7fff"),
                Kept.of("none", GreetingAttributes.TOKEN_LIFE, 0L, "4044 00"),
                Kept.of("most", GreetingAttributes.TOKEN_LIFE, MAX, "4044", LARGEST),
                Kept.of("least", GreetingAttributes.AWAKE, 1L, "4048 01"),
                Kept.of("a day", GreetingAttributes.AWAKE, 86400L, "4048 80015180"),
                Kept.of("none", GreetingAttributes.ACK_DELAY, 0L, "404c 00"),
                Kept.of("a second", GreetingAttributes.ACK_DELAY, 1000L, "404c 43e8"));
    }

    private static List<Kept<?>> values() {
        return List.of(
                Kept.of("one", GreetingAttributes.CODECS, new byte[] {1}, "1a 01 01"),
                Kept.of(
                        "sixteen",
                        GreetingAttributes.CODECS,
                        new byte[16],
                        "1a 10",
                        "00".repeat(16)),
                Kept.of(
                        "one",
                        GreetingAttributes.DICTIONARIES,
                        Wire.hex("0123456789abcdef"),
                        "1e 08 0123456789abcdef"),
                Kept.of(
                        "sixteen",
                        GreetingAttributes.DICTIONARIES,
                        new byte[128],
                        "1e 4080",
                        "00".repeat(128)),
                Kept.of("one byte", GreetingAttributes.DEVICE, "d", "2e 01 64"),
                Kept.of(
                        "most",
                        GreetingAttributes.DEVICE,
                        "d".repeat(128),
                        "2e 4080",
                        "64".repeat(128)),
                Kept.of("one byte", GreetingAttributes.TOKEN, new byte[1], "33 01 00"),
                Kept.of(
                        "most",
                        GreetingAttributes.TOKEN,
                        new byte[3072],
                        "33 4c00",
                        "00".repeat(3072)),
                Kept.of("one byte", GreetingAttributes.AGENT, "a", "36 01 61"),
                Kept.of(
                        "most",
                        GreetingAttributes.AGENT,
                        "a".repeat(64),
                        "36 4040",
                        "61".repeat(64)));
    }

    @Override
    List<Wrong> wrong() {
        List<Wrong> all = new ArrayList<>();
        all.addAll(wrongNumbers());
        all.addAll(wrongBytes());
        return all;
    }

    private static List<Wrong> wrongNumbers() {
        String frame = "1024 to 16777216";
        return List.of(
                Wrong.number(GreetingAttributes.MAX_FRAME, frame, 1023, "00 43ff"),
                Wrong.number(GreetingAttributes.MAX_FRAME, frame, 16777217, "00 81000001"),
                Wrong.number(GreetingAttributes.MAX_FRAME, frame, MAX, "00" + LARGEST),
                Wrong.number(GreetingAttributes.WINDOW, "1 to 8192", 0, "04 00"),
                Wrong.number(GreetingAttributes.WINDOW, "1 to 8192", 8193, "04 6001"),
                Wrong.number(GreetingAttributes.MAX_ALIAS, "0 to 16384", 16385, "08 80004001"),
                longer(GreetingAttributes.CREDIT_MESSAGES, 1, "0c 4001"),
                longer(GreetingAttributes.CREDIT_BYTES, 64, "10 80000040"),
                Wrong.number(GreetingAttributes.IDLE, "1 to 3600", 0, "14 00"),
                Wrong.number(GreetingAttributes.IDLE, "1 to 3600", 3601, "14 4e11"),
                Wrong.number(GreetingAttributes.SEQ32, "0 to 1", 2, "20 02"),
                Wrong.number(GreetingAttributes.MAX_BATCH, frame, 1023, "24 43ff"),
                Wrong.number(GreetingAttributes.MAX_BATCH, frame, 16777217, "24 81000001"),
                Wrong.number(GreetingAttributes.MAX_MESSAGE, frame, 1023, "38 43ff"),
                Wrong.number(GreetingAttributes.MAX_MESSAGE, frame, 16777217, "38 81000001"),
                Wrong.number(GreetingAttributes.REASON, "0 to 16383", 16384, "4040 80004000"),
                longer(GreetingAttributes.TOKEN_LIFE, 16384, "4044 c000000000004000"),
                Wrong.number(GreetingAttributes.AWAKE, "1 to 86400", 0, "4048 00"),
                Wrong.number(GreetingAttributes.AWAKE, "1 to 86400", 86401, "4048 80015181"),
                Wrong.number(GreetingAttributes.ACK_DELAY, "0 to 1000", 1001, "404c 43e9"));
    }

    private static Wrong longer(Attribute<?> attribute, long value, String hex) {
        return Wrong.of(
                attribute,
                "in more bytes than it needs",
                "an integer must have its shortest form, " + value,
                hex);
    }

    private static List<Wrong> wrongBytes() {
        Attribute<?> dictionaries = GreetingAttributes.DICTIONARIES;
        return List.of(
                Wrong.size(GreetingAttributes.CODECS, "1 to 16", 0, "1a 00"),
                Wrong.size(GreetingAttributes.CODECS, "1 to 16", 17, "1a 11", "00".repeat(17)),
                Wrong.size(dictionaries, "8 to 128", 0, "1e 00"),
                Wrong.size(dictionaries, "8 to 128", 7, "1e 07", "00".repeat(7)),
                Wrong.size(dictionaries, "8 to 128", 136, "1e 4088", "00".repeat(136)),
                Wrong.of(
                        dictionaries,
                        "one and a half",
                        "DICTIONARIES must be a multiple of 8 but was 12",
                        "1e 0c",
                        "00".repeat(12)),
                Wrong.size(GreetingAttributes.DEVICE, "1 to 128", 0, "2e 00"),
                Wrong.size(GreetingAttributes.DEVICE, "1 to 128", 129, "2e 4081", "64".repeat(129)),
                Wrong.of(
                        GreetingAttributes.DEVICE,
                        "no text",
                        "DEVICE must be UTF-8 text without U+0000",
                        "2e 02 6400"),
                Wrong.size(GreetingAttributes.TOKEN, "1 to 3072", 0, "33 00"),
                Wrong.size(
                        GreetingAttributes.TOKEN, "1 to 3072", 3073, "33 4c01", "00".repeat(3073)),
                Wrong.size(GreetingAttributes.AGENT, "1 to 64", 0, "36 00"),
                Wrong.size(GreetingAttributes.AGENT, "1 to 64", 65, "36 4041", "61".repeat(65)));
    }

    @Override
    List<Unset> unset() {
        List<Unset> all = new ArrayList<>();
        all.addAll(unset(GreetingAttributes.MAX_FRAME, 1024, 1 << 24));
        all.addAll(unset(GreetingAttributes.WINDOW, 1, 8192));
        all.addAll(unset(GreetingAttributes.MAX_ALIAS, 0, 16384));
        all.addAll(unset(GreetingAttributes.CREDIT_MESSAGES, 0, MAX));
        all.addAll(unset(GreetingAttributes.CREDIT_BYTES, 0, MAX));
        all.addAll(unset(GreetingAttributes.IDLE, 1, 3600));
        all.addAll(unset(GreetingAttributes.SEQ32, 0, 1));
        all.addAll(unset(GreetingAttributes.MAX_BATCH, 1024, 1 << 24));
        all.addAll(unset(GreetingAttributes.MAX_MESSAGE, 1024, 1 << 24));
        all.addAll(unset(GreetingAttributes.REASON, 0, 16383));
        all.addAll(unset(GreetingAttributes.TOKEN_LIFE, 0, MAX));
        all.addAll(unset(GreetingAttributes.AWAKE, 1, 86400));
        all.addAll(unset(GreetingAttributes.ACK_DELAY, 0, 1000));
        all.addAll(unset(GreetingAttributes.CODECS, 1, 16, 1));
        all.addAll(unset(GreetingAttributes.DICTIONARIES, 8, 128, 8));
        all.addAll(unset(GreetingAttributes.TOKEN, 1, 3072, 1));
        String dictionaries = "DICTIONARIES must have 8 to 128 bytes, a multiple of 8, but had 12";
        all.add(Unset.of(GreetingAttributes.DICTIONARIES, new byte[12], dictionaries));
        String device = "DEVICE must have 1 to 128 bytes but had ";
        all.add(Unset.of(GreetingAttributes.DEVICE, "", device + 0));
        all.add(Unset.of(GreetingAttributes.DEVICE, "ä".repeat(65), device + 130));
        String agent = "AGENT must have 1 to 64 bytes but had ";
        all.add(Unset.of(GreetingAttributes.AGENT, "", agent + 0));
        all.add(Unset.of(GreetingAttributes.AGENT, "a".repeat(65), agent + 65));
        return all;
    }

    private static List<Unset> unset(Attribute<Long> attribute, long min, long max) {
        String rule = attribute + " must be " + min + " to " + max + " but was ";
        return List.of(
                Unset.of(attribute, min - 1, rule + (min - 1)),
                Unset.of(attribute, max + 1, rule + (max + 1)));
    }

    private static List<Unset> unset(Attribute<byte[]> attribute, int min, int max, int step) {
        String rule =
                attribute
                        + " must have %d to %d bytes, a multiple of %d, but had "
                                .formatted(min, max, step);
        return List.of(
                Unset.of(attribute, new byte[min - 1], rule + (min - 1)),
                Unset.of(attribute, new byte[max + step], rule + (max + step)));
    }

    /** The proof is critical: who does not know it must not let the initiator in (11). */
    @Test
    void haveATokenThatIsCritical() {
        Hello hello = (Hello) Wire.read(Wire.hex("08 a0 01 01 33 03 74306b"), opening());
        assertThat(hello.attributes().get(GreetingAttributes.TOKEN)).isEqualTo(Wire.hex("74306b"));
        // not critical: something else, which is ignored
        hello = (Hello) Wire.read(Wire.hex("08 a0 01 01 32 03 74306b"), opening());
        assertThat(hello.attributes().get(GreetingAttributes.TOKEN)).isNull();
    }

    private static FrameReader opening() {
        return new FrameReader(FrameType.set(FrameType.HELLO));
    }
}
