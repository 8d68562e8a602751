/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** PROTOCOL.md, 6: those of a message's attributes that are more than a number or a text. */
class SendValuesTest extends AttributeContract {

    static final Set<Attribute<?>> VALUES =
            Set.of(
                    SendAttributes.UUID,
                    SendAttributes.ORIGIN,
                    SendAttributes.HOPS,
                    SendAttributes.USER,
                    SendAttributes.TRACE);

    private static final SessionId SESSION =
            new SessionId(0x0001020304050607L, 0x08090a0b0c0d0e0fL);
    private static final String SESSION_HEX = "000102030405060708090a0b0c0d0e0f";
    private static final String UUID = "0190a5b2-1c3d-7e4f-8a5b-6c7d8e9fa0b1";
    private static final String UUID_HEX = "0190a5b21c3d7e4f8a5b6c7d8e9fa0b1";

    SendValuesTest() {
        super(SendAttributes.class);
    }

    @Override
    boolean isMine(Attribute<?> attribute) {
        return VALUES.contains(attribute);
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

    private static String text(int bytes) {
        return varint(bytes) + "78".repeat(bytes);
    }

    private static String x(int count) {
        return "x".repeat(count);
    }

    @Override
    List<Kept<?>> kept() {
        List<Kept<?>> all = new ArrayList<>(ids());
        all.addAll(lists());
        return all;
    }

    private static List<Kept<?>> ids() {
        return List.of(
                Kept.of("a UUID", SendAttributes.UUID, UUID, "12 10", UUID_HEX),
                Kept.of(
                        "zeros",
                        SendAttributes.UUID,
                        "00000000-0000-0000-0000-000000000000",
                        "12 10",
                        "00".repeat(16)),
                Kept.of(
                        "the first",
                        SendAttributes.ORIGIN,
                        new Origin(SESSION, 1, 1),
                        "16 12",
                        SESSION_HEX,
                        "01 01"),
                Kept.of(
                        "the last",
                        SendAttributes.ORIGIN,
                        new Origin(SESSION, Varint.MAX, Varint.MAX),
                        "16 20",
                        SESSION_HEX,
                        "ffffffffffffffff ffffffffffffffff"));
    }

    private static List<Kept<?>> lists() {
        return List.of(
                Kept.of(
                        "one gateway",
                        SendAttributes.HOPS,
                        new Hops(List.of("n")),
                        "4042 02 01 6e"),
                Kept.of(
                        "two",
                        SendAttributes.HOPS,
                        new Hops(List.of("edge", "hub-ä")),
                        "4042 0c 04 65646765 06 6875622dc3a4"),
                Kept.of(
                        "sixteen with the longest names",
                        SendAttributes.HOPS,
                        new Hops(Collections.nCopies(16, "n".repeat(63))),
                        "4042 4400",
                        ("3f" + "6e".repeat(63)).repeat(16)),
                Kept.of(
                        "without a value",
                        SendAttributes.USER,
                        new UserProperty("unit", ""),
                        "40fe 05 04 756e6974"),
                Kept.of("a=1", SendAttributes.USER, new UserProperty("a", "1"), "40fe 03 01 61 31"),
                Kept.of(
                        "the longest name",
                        SendAttributes.USER,
                        new UserProperty(x(8192), ""),
                        "40fe 6002",
                        text(8192)),
                Kept.of(
                        "the longest value",
                        SendAttributes.USER,
                        new UserProperty("a", x(8191)),
                        "40fe 6001 01 61",
                        "78".repeat(8191)),
                Kept.of(
                        "version 00",
                        SendAttributes.TRACE,
                        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                        "1e 19 4bf92f3577b34da6a3ce929d0e0e4736 00f067aa0ba902b7 01"));
    }

    private static Wrong noText(Attribute<?> attribute, String hex) {
        return Wrong.of(
                attribute, "no text", attribute + " must be UTF-8 text without U+0000", hex);
    }

    private static Wrong missing(Attribute<?> attribute, String name, int bytes, String... hex) {
        return Wrong.of(
                attribute,
                name,
                attribute + " must lie within its frame, missing bytes but was " + bytes,
                hex);
    }

    private static Wrong over(Attribute<?> attribute, String name, int bytes, String... hex) {
        return Wrong.of(
                attribute,
                name,
                attribute + " must end where its length says, bytes left over but was " + bytes,
                hex);
    }

    @Override
    List<Wrong> wrong() {
        String sixtyTwoBits = "1 to 4611686018427387903";
        List<Wrong> all = new ArrayList<>();
        all.add(missing(SendAttributes.UUID, "15 bytes", 1, "12 0f", "00".repeat(15)));
        all.add(over(SendAttributes.UUID, "17 bytes", 1, "12 11", "00".repeat(17)));
        all.add(missing(SendAttributes.UUID, "nothing", 8, "12 00"));
        all.add(missing(SendAttributes.ORIGIN, "half a session", 8, "16 08", "00".repeat(8)));
        all.add(missing(SendAttributes.ORIGIN, "no epoch", 1, "16 10", SESSION_HEX));
        all.add(missing(SendAttributes.ORIGIN, "no number", 1, "16 11", SESSION_HEX, "01"));
        all.add(
                Wrong.number(
                        SendAttributes.ORIGIN, sixtyTwoBits, 0, "16 12" + SESSION_HEX + "0001"));
        all.add(
                Wrong.of(
                        SendAttributes.ORIGIN,
                        "number 0",
                        "ORIGIN must be 1 to 4611686018427387903 but was 0",
                        "16 12",
                        SESSION_HEX,
                        "01 00"));
        all.add(over(SendAttributes.ORIGIN, "more", 1, "16 13", SESSION_HEX, "01 01 00"));
        all.add(missing(SendAttributes.HOPS, "no gateway", 1, "4042 00"));
        all.add(Wrong.number(SendAttributes.HOPS, "1 to 63", 0, "4042 01 00"));
        all.add(
                Wrong.number(
                        SendAttributes.HOPS, "1 to 63", 64, "4042 4042 4040" + "6e".repeat(64)));
        all.add(missing(SendAttributes.HOPS, "half a name", 1, "4042 02 02 61"));
        all.add(over(SendAttributes.HOPS, "seventeen", 2, "4042 22", "0161".repeat(17)));
        all.add(noText(SendAttributes.HOPS, "4042 02 01 ff"));
        all.addAll(wrongProperties());
        all.addAll(wrongTraces());
        return all;
    }

    private static List<Wrong> wrongProperties() {
        Attribute<?> user = SendAttributes.USER;
        String rule = "USER must have at most 8192 bytes of text but was 8193";
        return List.of(
                missing(user, "nothing", 1, "40fe 00"),
                Wrong.number(user, "1 to 8192", 0, "40fe 01 00"),
                missing(user, "half a name", 2, "40fe 02 03 61"),
                missing(user, "a name of 8192 bytes that is not there", 8191, "40fe 03 6000 61"),
                Wrong.number(user, "1 to 8192", 8193, "40fe 6003" + text(8193)),
                Wrong.of(user, "a byte too many", rule, "40fe 6002 01 61", "78".repeat(8192)),
                Wrong.of(user, "a longest name and 1", rule, "40fe 6003", text(8192), "31"),
                noText(user, "40fe 03 02 c0af"),
                Wrong.of(
                        user,
                        "a value that is no text",
                        "USER must be UTF-8 text without U+0000",
                        "40fe 03 01 61 ff"));
    }

    private static List<Wrong> wrongTraces() {
        Attribute<?> trace = SendAttributes.TRACE;
        String rule = "TRACE must be visible ASCII, version 00 in its 25 bytes";
        String size = "25 or 55 to 256";
        return List.of(
                Wrong.size(trace, size, 0, "1e 00"),
                Wrong.size(trace, size, 24, "1e 18", "00".repeat(24)),
                Wrong.size(trace, size, 26, "1e 1a", "00".repeat(26)),
                Wrong.size(trace, size, 54, "1e", text(54)),
                Wrong.size(trace, size, 257, "1e", text(257)),
                Wrong.of(trace, "a space", rule, "1e 3c", "61".repeat(30), "20", "61".repeat(29)),
                Wrong.of(
                        trace,
                        "version 00 as text",
                        rule,
                        "1e 37",
                        "30302d", // 00-
                        "61".repeat(32),
                        "2d",
                        "61".repeat(16),
                        "2d3031"));
    }

    @Override
    List<Unset> unset() {
        String uuid = "UUID must be a UUID in canonical lower-case text";
        String trace = "TRACE must be 55 to 256 visible ASCII characters";
        String count = "ORIGIN must be 1 to 4611686018427387903 but was ";
        String form = "USER must be well-formed Unicode without U+0000";
        return List.of(
                Unset.of(SendAttributes.UUID, "order-4711", uuid),
                Unset.of(SendAttributes.UUID, UUID.toUpperCase(Locale.ROOT), uuid),
                Unset.of(SendAttributes.TRACE, x(54), trace),
                Unset.of(SendAttributes.TRACE, x(257), trace),
                Unset.of(SendAttributes.TRACE, " ".repeat(60), trace),
                Unset.of(
                        SendAttributes.ORIGIN,
                        new Origin(SESSION, 0, 1),
                        "the epoch in " + count + 0),
                Unset.of(
                        SendAttributes.ORIGIN,
                        new Origin(SESSION, 1, 0),
                        "the sequence in " + count + 0),
                Unset.of(
                        SendAttributes.ORIGIN,
                        new Origin(SESSION, 1L << 62, 1),
                        "the epoch in " + count + (1L << 62)),
                Unset.of(
                        SendAttributes.HOPS,
                        new Hops(List.of()),
                        "HOPS must be 1 to 16 but were 0"),
                Unset.of(
                        SendAttributes.HOPS,
                        new Hops(Collections.nCopies(17, "n")),
                        "HOPS must be 1 to 16 but were 17"),
                Unset.of(
                        SendAttributes.HOPS,
                        new Hops(List.of("")),
                        "a name in HOPS must have 1 to 63 bytes but had 0"),
                Unset.of(
                        SendAttributes.HOPS,
                        new Hops(List.of("n", x(64))),
                        "a name in HOPS must have 1 to 63 bytes but had 64"),
                Unset.of(
                        SendAttributes.USER,
                        new UserProperty("", "x"),
                        "a name in USER must have 1 to 8192 bytes but had 0"),
                Unset.of(
                        SendAttributes.USER,
                        new UserProperty(x(8193), ""),
                        "a name in USER must have 1 to 8192 bytes but had 8193"),
                Unset.of(
                        SendAttributes.USER,
                        new UserProperty("a", x(8192)),
                        "USER must have 1 to 8192 bytes but had 8193"),
                Unset.of(SendAttributes.USER, new UserProperty("a", "\0"), form),
                Unset.of(SendAttributes.USER, new UserProperty("\0", ""), "a name in " + form));
    }
}
