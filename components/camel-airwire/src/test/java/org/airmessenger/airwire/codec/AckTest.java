/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import java.util.List;

/** PROTOCOL.md, 5.2. The ranges themselves: {@link RangesTest}. */
class AckTest extends FrameContract {

    AckTest() {
        super(FrameType.ACK, 1);
    }

    @Override
    List<Good> good() {
        return List.of(
                Good.of("nothing yet", new Ack(0, Ranges.NONE), "03 20 0000"),
                Good.of("up to 1234", new Ack(0x1234, Ranges.NONE), "03 20 1234"),
                Good.of("the highest narrow number", new Ack(0xffff, Ranges.NONE), "03 20 ffff"),
                Good.wide("a wide number", new Ack(0x12345678, Ranges.NONE), "05 20 12345678"),
                Good.wide(
                        "the highest wide number",
                        new Ack(0xffff_ffffL, Ranges.NONE),
                        "05 20 ffffffff"),
                Good.of(
                        "1236 to 1239 and 123c",
                        new Ack(0x1234, Ranges.of(0x1234, 0x1236, 0x1239, 0x123c, 0x123c)),
                        "08 21 1234",
                        // COUNT 2: GAP 0 LENGTH 3, GAP 1 LENGTH 0
                        "02 0003 0100"),
                Good.wide(
                        "a range behind a wide number",
                        new Ack(0x10000, Ranges.of(0x10000, 0x10002, 0x10002)),
                        "08 21 00010000 01 0000"),
                Good.of("32 ranges", new Ack(0, thirtyTwo()), "4044 21 0000 20", "0000".repeat(32)),
                Good.of(
                        "a range of the highest number there is",
                        new Ack(0, Ranges.of(0, Varint.MAX, Varint.MAX)),
                        // GAP 2^62-3, LENGTH 0
                        "0d 21 0000 01 fffffffffffffffd 00"),
                Good.of(
                        "a range up to the highest number there is",
                        new Ack(0, Ranges.of(0, 2, Varint.MAX)),
                        // GAP 0, LENGTH 2^62-3
                        "0d 21 0000 01 00 fffffffffffffffd"));
    }

    private static Ranges thirtyTwo() {
        long[] bounds = new long[64];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = 2 * (i / 2 + 1);
        }
        return Ranges.of(0, bounds);
    }

    @Override
    List<Bad> bad() {
        return List.of(
                Bad.missing("no number", "CUM", 2, "20"),
                Bad.missing("half a number", "CUM", 1, "20 12"),
                Bad.behind("something behind the number", "ACK", 1, "20 1234 00"),
                Bad.missing("R and no COUNT", "COUNT", 1, "21 1234"),
                count("no range", 0, "21 1234 00"),
                count("33 ranges", 33, "21 1234 21", "0000".repeat(33)),
                count("2^62-1 ranges", Varint.MAX, "21 1234 ffffffffffffffff 0000"),
                Bad.longer("COUNT in two bytes", 1, "21 1234 4001 0000"),
                Bad.missing("a range and no GAP", "GAP", 1, "21 1234 01"),
                Bad.missing("a range and half a GAP", "GAP", 1, "21 1234 01 40"),
                Bad.missing("a range and no LENGTH", "LENGTH", 1, "21 1234 01 00"),
                Bad.missing("a range less than COUNT says", "GAP", 1, "21 1234 02 0003"),
                Bad.missing("31 ranges less than COUNT says", "GAP", 1, "21 1234 20 0003"),
                Bad.behind("a range more than COUNT says", "ACK", 2, "21 1234 01 0003 0100"),
                Bad.longer("GAP in two bytes", 0, "21 1234 01 4000 00"),
                far("GAP up to 2^62", Varint.MAX - 2, Varint.MAX - 1, "01 fffffffffffffffe 00"),
                far("LENGTH up to 2^62", Varint.MAX - 2, Varint.MAX - 1, "01 00 fffffffffffffffe"),
                far("one number above the highest", 0, 1, "01 fffffffffffffffd 01"),
                far("a GAP above the highest", 0, 0, "02 fffffffffffffffd00 0000"),
                // 2^62-1 and 2^62-1 and 2 are 2^63, which is less than nothing
                far("a sum that runs over", 0, Varint.MAX, "01 fffffffffffffffd ffffffffffffffff"),
                far(
                        "sums that run over and come back",
                        0,
                        Varint.MAX,
                        "02 fffffffffffffffd ffffffffffffffff ffffffffffffffff ffffffffffffffff"));
    }

    private static Bad count(String name, long count, String... hex) {
        return Bad.malformed(name, "COUNT must be 1 to 32 but was " + count, hex);
    }

    private static Bad far(String name, long left, long came, String ranges) {
        return Bad.malformed(
                name,
                "ranges must end below 2^62 above CUM, which leaves " + left + " but was " + came,
                "21 1234",
                ranges);
    }

    @Override
    List<Unsendable> unsendable() {
        return List.of(
                Unsendable.outside(
                        "CUM must be 0 to 4611686018427387903",
                        -1L,
                        () -> new Ack(-1, Ranges.NONE)),
                Unsendable.outside(
                        "CUM must be 0 to 4611686018427387903",
                        4611686018427387904L,
                        () -> new Ack(Varint.MAX + 1, Ranges.NONE)));
    }
}
