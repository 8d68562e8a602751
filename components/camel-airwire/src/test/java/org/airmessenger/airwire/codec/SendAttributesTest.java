/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** PROTOCOL.md, 6: what a message has beside topic and payload. */
class SendAttributesTest extends AttributeContract {

    private static final SessionId SESSION =
            new SessionId(0x0001020304050607L, 0x08090a0b0c0d0e0fL);
    private static final String SESSION_HEX = "000102030405060708090a0b0c0d0e0f";
    private static final String UUID = "0190a5b2-1c3d-7e4f-8a5b-6c7d8e9fa0b1";
    private static final String UUID_HEX = "0190a5b21c3d7e4f8a5b6c7d8e9fa0b1";

    SendAttributesTest() {
        super(SendAttributes.class);
    }

    @Override
    Frame carrying(Attributes attributes) {
        return Send.of(Send.UNNUMBERED, 0, attributes, new byte[0]);
    }

    @Override
    Attributes attributes(Frame frame) {
        return ((Send) frame).attributes();
    }

    @Override
    byte[] carrying(byte[] list) {
        return Wire.hex("14 00", varint(list.length), Wire.hex(list));
    }

    @Override
    String row(Attribute<?> attribute, String kind) {
        return "\\| %d \\| %s \\| `%s` \\| %s \\|"
                .formatted(attribute.tag() >>> 2, attribute, varint(attribute.tag()), kind);
    }

    @Override
    boolean isMine(Attribute<?> attribute) {
        return !SendValuesTest.VALUES.contains(attribute);
    }

    private static String text(int bytes) {
        return varint(bytes) + "78".repeat(bytes);
    }

    private static String x(int count) {
        return "x".repeat(count);
    }

    @Override
    List<Kept<?>> kept() {
        List<Kept<?>> all = new ArrayList<>();
        all.addAll(numbers());
        all.addAll(texts());
        return all;
    }

    private static List<Kept<?>> numbers() {
        return List.of(
                Kept.of("the shortest", SendAttributes.EXPIRES_IN, 1L, "00 01"),
                Kept.of("five minutes", SendAttributes.EXPIRES_IN, 300L, "00 412c"),
                Kept.of(
                        "136 years",
                        SendAttributes.EXPIRES_IN,
                        4_294_967_295L,
                        "00 c0000000ffffffff"),
                Kept.of("the lowest", SendAttributes.PRIORITY, 0L, "04 00"),
                Kept.of("the highest", SendAttributes.PRIORITY, 9L, "04 09"),
                Kept.of("the only one", SendAttributes.AGAIN, 1L, "18 01"),
                Kept.of("1970", SendAttributes.TIME, 0L, "30 00"),
                Kept.of("a day in 2026", SendAttributes.TIME, 1L << 40, "30 c000010000000000"),
                Kept.of("the last", SendAttributes.TIME, Varint.MAX, "30 ffffffffffffffff"));
    }

    private static List<Kept<?>> texts() {
        return List.of(
                Kept.of("one byte", SendAttributes.CONTENT_TYPE, "x", "0a 01 78"),
                Kept.of("most", SendAttributes.CONTENT_TYPE, x(8192), "0a", text(8192)),
                Kept.of("one character", SendAttributes.ID, "!", "0e 01 21"),
                Kept.of("the last visible", SendAttributes.ID, "~", "0e 01 7e"),
                Kept.of("most", SendAttributes.ID, x(128), "0e", text(128)),
                Kept.of("one byte", SendAttributes.REPLY_TO, "x", "22 01 78"),
                Kept.of("most", SendAttributes.REPLY_TO, x(512), "22", text(512)),
                Kept.of("none", SendAttributes.CORRELATION, new byte[0], "26 00"),
                Kept.of("any", SendAttributes.CORRELATION, Wire.hex("00ff"), "26 02 00ff"),
                Kept.of(
                        "most",
                        SendAttributes.CORRELATION,
                        new byte[8192],
                        "26 6000",
                        "00".repeat(8192)),
                Kept.of("gzip", SendAttributes.CONTENT_ENCODING, "gzip", "2a 04 677a6970"),
                Kept.of("most", SendAttributes.CONTENT_ENCODING, x(128), "2a", text(128)),
                Kept.of("one character", SendAttributes.KEY_ID, "x", "2e 01 78"),
                Kept.of("most", SendAttributes.KEY_ID, x(128), "2e", text(128)),
                Kept.of("one byte", SendAttributes.DEVICE, "x", "36 01 78"),
                Kept.of("most", SendAttributes.DEVICE, x(128), "36", text(128)),
                Kept.of("beyond ASCII", SendAttributes.TENANT, "ä", "3a 02 c3a4"),
                Kept.of("most", SendAttributes.TENANT, x(128), "3a", text(128)),
                Kept.of("one byte", SendAttributes.DOOR, "x", "3e 01 78"),
                Kept.of("most", SendAttributes.DOOR, x(32), "3e", text(32)));
    }

    @Override
    List<Wrong> wrong() {
        List<Wrong> all = new ArrayList<>();
        all.addAll(wrongNumbers());
        all.addAll(wrongTexts());
        return all;
    }

    private static List<Wrong> wrongNumbers() {
        return List.of(
                Wrong.number(SendAttributes.EXPIRES_IN, "1 to 4294967295", 0, "00 00"),
                Wrong.number(
                        SendAttributes.EXPIRES_IN,
                        "1 to 4294967295",
                        1L << 32,
                        "00 c000000100000000"),
                Wrong.number(SendAttributes.PRIORITY, "0 to 9", 10, "04 0a"),
                Wrong.number(SendAttributes.PRIORITY, "0 to 9", Varint.MAX, "04 ffffffffffffffff"),
                Wrong.number(SendAttributes.AGAIN, "1 to 1", 0, "18 00"),
                Wrong.number(SendAttributes.AGAIN, "1 to 1", 2, "18 02"),
                Wrong.of(
                        SendAttributes.TIME,
                        "in eight bytes",
                        "an integer must have its shortest form, 1",
                        "30 c000000000000001"));
    }

    private static List<Wrong> wrongTexts() {
        List<Wrong> all = new ArrayList<>();
        all.addAll(sizes(SendAttributes.CONTENT_TYPE, "0a", 1, 8192));
        all.addAll(sizes(SendAttributes.ID, "0e", 1, 128));
        all.addAll(sizes(SendAttributes.REPLY_TO, "22", 1, 512));
        all.addAll(sizes(SendAttributes.CORRELATION, "26", 0, 8192));
        all.addAll(sizes(SendAttributes.CONTENT_ENCODING, "2a", 1, 128));
        all.addAll(sizes(SendAttributes.KEY_ID, "2e", 1, 128));
        all.addAll(sizes(SendAttributes.DEVICE, "36", 1, 128));
        all.addAll(sizes(SendAttributes.TENANT, "3a", 1, 128));
        all.addAll(sizes(SendAttributes.DOOR, "3e", 1, 32));
        all.addAll(visible(SendAttributes.ID, "0e"));
        all.addAll(visible(SendAttributes.CONTENT_ENCODING, "2a"));
        all.addAll(visible(SendAttributes.KEY_ID, "2e"));
        all.add(noText(SendAttributes.CONTENT_TYPE, "0a 02 c0af"));
        all.add(noText(SendAttributes.REPLY_TO, "22 03 610062"));
        all.add(noText(SendAttributes.DEVICE, "36 03 eda080"));
        all.add(noText(SendAttributes.TENANT, "3a 01 ff"));
        all.add(noText(SendAttributes.DOOR, "3e 01 00"));
        return all;
    }

    private static List<Wrong> sizes(Attribute<?> attribute, String tag, int min, int max) {
        List<Wrong> all = new ArrayList<>();
        String range = min + " to " + max;
        all.add(Wrong.size(attribute, range, max + 1, tag, text(max + 1)));
        if (min > 0) {
            all.add(Wrong.size(attribute, range, min - 1, tag, text(min - 1)));
        }
        return all;
    }

    private static List<Wrong> visible(Attribute<?> attribute, String tag) {
        String rule = attribute + " must be visible ASCII characters";
        return List.of(
                Wrong.of(attribute, "a space", rule, tag, "03 612062"),
                Wrong.of(attribute, "a control character", rule, tag, "01 1f"),
                Wrong.of(attribute, "delete", rule, tag, "01 7f"),
                Wrong.of(attribute, "beyond ASCII", rule, tag, "02 c3a4"),
                Wrong.of(
                        attribute,
                        "no text at all",
                        attribute + " must be UTF-8 text without U+0000",
                        tag,
                        "01 80"));
    }

    private static Wrong noText(Attribute<?> attribute, String hex) {
        return Wrong.of(
                attribute, "no text", attribute + " must be UTF-8 text without U+0000", hex);
    }

    @Override
    List<Unset> unset() {
        List<Unset> all = new ArrayList<>();
        String seconds = "EXPIRES_IN must be 1 to 4294967295 but was ";
        all.add(Unset.of(SendAttributes.EXPIRES_IN, 0L, seconds + 0));
        all.add(Unset.of(SendAttributes.EXPIRES_IN, 1L << 32, seconds + 4294967296L));
        all.add(Unset.of(SendAttributes.PRIORITY, -1L, "PRIORITY must be 0 to 9 but was -1"));
        all.add(Unset.of(SendAttributes.PRIORITY, 10L, "PRIORITY must be 0 to 9 but was 10"));
        all.add(Unset.of(SendAttributes.AGAIN, 0L, "AGAIN must be 1 to 1 but was 0"));
        all.add(Unset.of(SendAttributes.AGAIN, 2L, "AGAIN must be 1 to 1 but was 2"));
        String time = "TIME must be 0 to 4611686018427387903 but was ";
        all.add(Unset.of(SendAttributes.TIME, -1L, time + -1));
        all.add(Unset.of(SendAttributes.TIME, 1L << 62, time + (1L << 62)));
        all.addAll(unsetTexts(SendAttributes.CONTENT_TYPE, 8192));
        all.addAll(unsetTexts(SendAttributes.REPLY_TO, 512));
        all.addAll(unsetTexts(SendAttributes.DEVICE, 128));
        all.addAll(unsetTexts(SendAttributes.TENANT, 128));
        all.addAll(unsetTexts(SendAttributes.DOOR, 32));
        for (Attribute<String> visible :
                List.of(
                        SendAttributes.ID,
                        SendAttributes.CONTENT_ENCODING,
                        SendAttributes.KEY_ID)) {
            for (String value : new String[] {"", x(129), "a b", "\u001f", "\u007f", "ä"}) {
                all.add(
                        Unset.of(
                                visible,
                                value,
                                visible + " must be 1 to 128 visible ASCII characters"));
            }
        }
        all.add(
                Unset.of(
                        SendAttributes.CORRELATION,
                        new byte[8193],
                        "CORRELATION must have 0 to 8192 bytes, a multiple of 1, but had 8193"));
        return all;
    }

    private static List<Unset> unsetTexts(Attribute<String> attribute, int max) {
        String rule = attribute + " must have 1 to " + max + " bytes but had ";
        String form = attribute + " must be well-formed Unicode without U+0000";
        return List.of(
                Unset.of(attribute, "", rule + 0),
                Unset.of(attribute, x(max + 1), rule + (max + 1)),
                Unset.of(attribute, "ä".repeat(max / 2 + 1), rule + (max + 2)),
                Unset.of(attribute, "a\0", form),
                Unset.of(attribute, "\uDF21", form));
    }

    @Test
    void haveAtMostOneId() {
        String id = "0e 01 61";
        String uuid = "12 10" + UUID_HEX;
        String origin = "16 12" + SESSION_HEX + "01 01";
        for (String both : new String[] {id + uuid, id + origin, uuid + origin}) {
            AirwireException refusal =
                    Wire.refused(
                            Wire.framed(carrying(Wire.hex(both))), Wire.reader(FrameReader.NARROW));
            assertThat(Code.name(refusal.code())).isEqualTo("MALFORMED");
            assertThat(refusal).hasMessage("a message must have one of ID, UUID and ORIGIN");
        }
    }

    @Test
    void haveOneIdWhicheverSaysIt() {
        assertThat(id(SendAttributes.ID, "a")).isEqualTo("a");
        assertThat(id(SendAttributes.UUID, UUID)).isEqualTo(UUID);
        assertThat(id(SendAttributes.ORIGIN, new Origin(SESSION, 1, 4660)))
                .isEqualTo(SESSION_HEX + "-1-4660");
        assertThat(SendAttributes.id(Attributes.NONE)).isNull();
    }

    private static <T> String id(Attribute<T> attribute, T value) {
        return SendAttributes.id(Attributes.builder().with(attribute, value).build());
    }

    @Test
    void letOnlyUserRepeatAndNotForEver() {
        byte[] most = carrying(Wire.hex("40fe020161".repeat(32)));
        assertThat(attributes(Wire.read(Wire.framed(most))).all(SendAttributes.USER)).hasSize(32);
        byte[] more = Wire.framed(carrying(Wire.hex("40fe020161".repeat(33))));
        assertThat(Wire.refused(more, Wire.reader(FrameReader.NARROW)))
                .hasMessage("USER must come at most 32 times");
    }

    @Test
    void carryAnIdInTheFewestBytes() {
        assertThat(SendAttributes.idAttribute("order-4711")).isSameAs(SendAttributes.ID);
        assertThat(SendAttributes.idAttribute(UUID)).isSameAs(SendAttributes.UUID);
        // upper case would not come back, nor would a dash at another place
        for (String like :
                new String[] {
                    "0190A5B2-1c3d-7e4f-8a5b-6c7d8e9fa0b1",
                    "0190a5b2x1c3d-7e4f-8a5b-6c7d8e9fa0b1",
                    "0190a5b-21c3d-7e4f-8a5b-6c7d8e9fa0b1",
                    "0190a5b2-1c3d-7e4f-8a5b-6c7d8e9fa0bg",
                    "0190a5b2-1c3d-7e4f-8a5b-6c7d8e9fa0b"
                }) {
            assertThat(SendAttributes.idAttribute(like)).as(like).isSameAs(SendAttributes.ID);
        }
    }

    @Test
    void leaveToTheSessionWhatOnlyASessionMaySay() {
        Attributes[] only = {
            Attributes.builder().with(SendAttributes.AGAIN, 1L).build(),
            Attributes.builder().with(SendAttributes.EXPIRES_IN, 1L).build(),
            Attributes.builder().with(SendAttributes.ORIGIN, new Origin(SESSION, 1, 1)).build()
        };
        for (Attributes attributes : only) {
            assertThatThrownBy(() -> SendAttributes.check(attributes))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("ORIGIN, AGAIN and EXPIRES_IN must be left to the session");
        }
        SendAttributes.check(Attributes.NONE);
    }

    @Test
    void areCheckedTogetherForPeople() {
        Attributes both =
                Attributes.builder()
                        .with(SendAttributes.ID, "a")
                        .with(SendAttributes.UUID, UUID)
                        .build();
        assertThatThrownBy(() -> SendAttributes.check(both))
                .hasMessage("a message must have one of ID, UUID and ORIGIN");
        Attributes.Builder many = Attributes.builder();
        for (int i = 0; i < 33; i++) {
            many.with(SendAttributes.USER, new UserProperty("a", ""));
        }
        Attributes users = many.build();
        assertThatThrownBy(() -> SendAttributes.check(users))
                .hasMessage("USER must come at most 32 times");
        Attributes tight =
                Attributes.builder()
                        .with(SendAttributes.CONTENT_TYPE, x(8192))
                        .with(SendAttributes.CORRELATION, new byte[8123])
                        .build();
        assertThat(tight.size()).isEqualTo(16321);
        assertThatThrownBy(() -> SendAttributes.check(tight))
                .hasMessage("attributes must have at most 16320 bytes but had 16321");
    }
}
