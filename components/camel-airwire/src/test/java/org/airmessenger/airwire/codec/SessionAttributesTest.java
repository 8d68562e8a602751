/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** PROTOCOL.md, 7.4 and 8.1: what HELLO and WELCOME say of the session and its aliases. */
class SessionAttributesTest extends AttributeContract {

    static final Set<Attribute<?>> VALUES =
            Set.of(GreetingAttributes.SESSION, GreetingAttributes.ALIASES);

    private static final SessionId SESSION =
            new SessionId(0x0001020304050607L, 0x08090a0b0c0d0e0fL);
    private static final String ID = "000102030405060708090a0b0c0d0e0f";
    private static final long MAX = Varint.MAX;
    private static final String LARGEST = "ffffffffffffffff";

    SessionAttributesTest() {
        super(GreetingAttributes.class);
    }

    @Override
    boolean isMine(Attribute<?> attribute) {
        return VALUES.contains(attribute);
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
    boolean isRead(int tag) {
        // what is critical and not known is refused (11)
        return (tag & Attribute.CRITICAL) == 0;
    }

    private static SessionView view(long attach, long epoch, long next, long first) {
        return new SessionView(SESSION, attach, epoch, next, first, 0, 0, Ranges.NONE);
    }

    @Override
    List<Kept<?>> kept() {
        return List.of(
                Kept.of("none", GreetingAttributes.ALIASES, BindCounts.NONE, "3e 02 00 00"),
                Kept.of(
                        "three sent, two received",
                        GreetingAttributes.ALIASES,
                        new BindCounts(3, 2),
                        "3e 02 03 02"),
                Kept.of(
                        "most",
                        GreetingAttributes.ALIASES,
                        new BindCounts(MAX, MAX),
                        "3e 10",
                        LARGEST,
                        LARGEST),
                Kept.of(
                        "a new one",
                        GreetingAttributes.SESSION,
                        view(1, 1, 1, 1),
                        "2a 17",
                        ID,
                        "01 01 01 01 00 00 00"),
                Kept.of(
                        "one with a gap",
                        GreetingAttributes.SESSION,
                        new SessionView(SESSION, 2, 1, 8, 5, 1, 100, Ranges.of(100, 102, 103)),
                        "2a 1a",
                        ID,
                        // ATTACH 2, OUT_EPOCH 1, NEXT 8, FIRST 5, IN_EPOCH 1, CUM 100
                        "02 01 08 05 01 4064",
                        // COUNT 1, GAP 0, LENGTH 1
                        "01 00 01"),
                Kept.of(
                        "the highest numbers",
                        GreetingAttributes.SESSION,
                        new SessionView(SESSION, MAX, MAX, MAX, MAX, MAX, MAX, Ranges.NONE),
                        "2a 4041",
                        ID,
                        LARGEST.repeat(6),
                        "00"));
    }

    @Override
    List<Wrong> wrong() {
        List<Wrong> all = new ArrayList<>();
        all.addAll(wrongSessions());
        all.addAll(
                List.of(
                        missing(GreetingAttributes.ALIASES, "ALIASES", "3e 00"),
                        missing(GreetingAttributes.ALIASES, "ALIASES", "3e 01 00"),
                        over(GreetingAttributes.ALIASES, "3e 03 00 00 00")));
        return all;
    }

    private static Wrong missing(Attribute<?> attribute, String field, String... hex) {
        return Wrong.of(
                attribute,
                "no " + field,
                field + " must lie within its frame, missing bytes but was 1",
                hex);
    }

    private static Wrong over(Attribute<?> attribute, String... hex) {
        return Wrong.of(
                attribute,
                "something behind",
                attribute + " must end where its length says, bytes left over but was 1",
                hex);
    }

    private static List<Wrong> wrongSessions() {
        Attribute<?> session = GreetingAttributes.SESSION;
        return List.of(
                Wrong.of(
                        session,
                        "three bytes",
                        "SESSION must lie within its frame, missing bytes but was 5",
                        "2a 03 000000"),
                Wrong.of(
                        session,
                        "half an id",
                        "SESSION must lie within its frame, missing bytes but was 8",
                        "2a 08",
                        "00".repeat(8)),
                missing(session, "ATTACH", "2a 10", ID),
                missing(session, "OUT_EPOCH", "2a 11", ID, "01"),
                missing(session, "NEXT", "2a 12", ID, "01 01"),
                missing(session, "FIRST", "2a 13", ID, "01 01 01"),
                missing(session, "IN_EPOCH", "2a 14", ID, "01 01 01 01"),
                missing(session, "CUM", "2a 15", ID, "01 01 01 01 00"),
                missing(session, "COUNT", "2a 16", ID, "01 01 01 01 00 00"),
                missing(session, "GAP", "2a 17", ID, "01 01 01 01 00 00 01"),
                missing(session, "LENGTH", "2a 18", ID, "01 01 01 01 00 00 01 00"),
                zero("ATTACH", "2a 17", ID, "00 01 01 01 00 00 00"),
                zero("OUT_EPOCH", "2a 17", ID, "01 00 01 01 00 00 00"),
                zero("NEXT", "2a 17", ID, "01 01 00 00 00 00 00"),
                Wrong.of(
                        session,
                        "FIRST 0",
                        "FIRST must be 1 to 1 but was 0",
                        "2a 17",
                        ID,
                        "01 01 01 00 00 00 00"),
                Wrong.of(
                        session,
                        "FIRST above NEXT",
                        "FIRST must be 1 to 5 but was 6",
                        "2a 17",
                        ID,
                        "01 01 05 06 00 00 00"),
                Wrong.of(
                        session,
                        "33 ranges",
                        "COUNT must be 0 to 32 but was 33",
                        "2a 17",
                        ID,
                        "01 01 01 01 00 00 21"),
                Wrong.of(
                        session,
                        "ranges that run over",
                        "ranges must end below 2^62 above CUM, which leaves 0 but was " + MAX,
                        "2a 27",
                        ID,
                        "01 01 01 01 00 00 01 fffffffffffffffd",
                        LARGEST),
                over(session, "2a 18", ID, "01 01 01 01 00 00 00 00"));
    }

    private static Wrong zero(String field, String... hex) {
        return Wrong.of(
                GreetingAttributes.SESSION,
                field + " 0",
                field + " must be 1 to 4611686018427387903 but was 0",
                hex);
    }

    @Override
    List<Unset> unset() {
        List<Unset> all = new ArrayList<>(unsetSessions());
        String aliases = "ALIASES must be 0 to 4611686018427387903 but was ";
        all.add(Unset.of(GreetingAttributes.ALIASES, new BindCounts(-1, 0), aliases + -1));
        all.add(Unset.of(GreetingAttributes.ALIASES, new BindCounts(0, -1), aliases + -1));
        return all;
    }

    private static List<Unset> unsetSessions() {
        Attribute<SessionView> session = GreetingAttributes.SESSION;
        String one = " must be 1 to 4611686018427387903 but was ";
        String zero = " must be 0 to 4611686018427387903 but was ";
        long more = MAX + 1;
        return List.of(
                Unset.of(session, view(0, 1, 1, 1), "ATTACH" + one + 0),
                Unset.of(session, view(more, 1, 1, 1), "ATTACH" + one + more),
                Unset.of(session, view(1, 0, 1, 1), "OUT_EPOCH" + one + 0),
                Unset.of(session, view(1, 1, 0, 1), "NEXT" + one + 0),
                Unset.of(session, view(1, 1, more, 1), "NEXT" + one + more),
                Unset.of(session, view(1, 1, 1, 0), "FIRST must be 1 to 1 but was 0"),
                Unset.of(session, view(1, 1, 5, 6), "FIRST must be 1 to 5 but was 6"),
                Unset.of(
                        session,
                        new SessionView(SESSION, 1, 1, 1, 1, -1, 0, Ranges.NONE),
                        "IN_EPOCH" + zero + -1),
                Unset.of(
                        session,
                        new SessionView(SESSION, 1, 1, 1, 1, 0, more, Ranges.NONE),
                        "CUM" + zero + more));
    }
}
