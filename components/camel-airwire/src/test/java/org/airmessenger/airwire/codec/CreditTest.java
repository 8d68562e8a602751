/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import java.util.List;

/** PROTOCOL.md, 5.5. */
class CreditTest extends FrameContract {

    private static final String MESSAGES = "MESSAGES must be 0 to 4611686018427387903";
    private static final String BYTES = "BYTES must be 0 to 4611686018427387903";

    CreditTest() {
        super(FrameType.CREDIT, 0);
    }

    @Override
    List<Good> good() {
        return List.of(
                Good.of("nothing", new Credit(0, 0), "03 50 00 00"),
                Good.of(
                        "1000 messages, 262144 bytes",
                        new Credit(1000, 262_144),
                        "07 50 43e8 80040000"),
                Good.of("the largest of one byte", new Credit(63, 63), "03 50 3f 3f"),
                Good.of("the smallest of two", new Credit(64, 64), "05 50 4040 4040"),
                Good.of("the largest of two", new Credit(16383, 16383), "05 50 7fff 7fff"),
                Good.of(
                        "the smallest of four",
                        new Credit(16384, 16384),
                        "09 50 80004000 80004000"),
                Good.of(
                        "the largest of four",
                        new Credit(1_073_741_823, 1_073_741_823),
                        "09 50 bfffffff bfffffff"),
                Good.of(
                        "the smallest of eight",
                        new Credit(1_073_741_824, 1_073_741_824),
                        "11 50 c000000040000000 c000000040000000"),
                Good.of(
                        "all there is",
                        new Credit(Varint.MAX, Varint.MAX),
                        "11 50 ffffffffffffffff ffffffffffffffff"));
    }

    @Override
    List<Bad> bad() {
        return List.of(
                Bad.missing("nothing at all", "MESSAGES", 1, "50"),
                Bad.missing("half of MESSAGES", "MESSAGES", 1, "50 43"),
                Bad.missing("an eighth of MESSAGES", "MESSAGES", 7, "50 ff"),
                Bad.missing("no BYTES", "BYTES", 1, "50 01"),
                Bad.missing("a quarter of BYTES", "BYTES", 3, "50 01 80"),
                Bad.missing("seven eighths of BYTES", "BYTES", 1, "50 01 ffffffffffffff"),
                Bad.longer("MESSAGES in two bytes", 63, "50 403f 00"),
                Bad.longer("MESSAGES in four bytes", 16383, "50 80003fff 00"),
                Bad.longer("MESSAGES in eight bytes", 1_073_741_823, "50 c00000003fffffff 00"),
                Bad.longer("BYTES in two bytes", 0, "50 01 4000"),
                Bad.longer("BYTES in four bytes", 64, "50 01 80000040"),
                Bad.longer("BYTES in eight bytes", 16384, "50 01 c000000000004000"),
                Bad.behind("something behind", "CREDIT", 1, "50 01 02 03"),
                Bad.behind("another grant behind", "CREDIT", 2, "50 01 02 03 04"));
    }

    @Override
    List<Unsendable> unsendable() {
        return List.of(
                Unsendable.outside(MESSAGES, -1, () -> new Credit(-1, 0)),
                Unsendable.outside(MESSAGES, Varint.MAX + 1, () -> new Credit(Varint.MAX + 1, 0)),
                Unsendable.outside(BYTES, -1, () -> new Credit(0, -1)),
                Unsendable.outside(BYTES, Varint.MAX + 1, () -> new Credit(0, Varint.MAX + 1)));
    }
}
