/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

/** PROTOCOL.md, 5.4. Whether the numbers ascend within the window is the session's to judge. */
class SkipTest extends FrameContract {

    private static final String NUMBER = "SEQ must be 0 to 4611686018427387903";
    private static final String LAST = "LAST must be -1 to 4611686018427387903";

    SkipTest() {
        super(FrameType.SKIP, 1);
    }

    @Override
    List<Good> good() {
        return List.of(
                Good.of("the lowest number", new Skip(0, Skip.ONE), "03 40 0000"),
                Good.of("1235", new Skip(0x1235, Skip.ONE), "03 40 1235"),
                Good.of("the highest narrow number", new Skip(0xffff, Skip.ONE), "03 40 ffff"),
                Good.of("a row", new Skip(0x1235, 0x1240), "05 41 1235 1240"),
                Good.of("a row of one", new Skip(7, 7), "05 41 0007 0007"),
                Good.of("a row whose low bits begin anew", new Skip(0xffff, 0), "05 41 ffff 0000"),
                Good.wide(
                        "the highest wide number",
                        new Skip(0xffff_ffffL, Skip.ONE),
                        "05 40 ffffffff"),
                Good.wide(
                        "a wide row",
                        new Skip(0xffff_fff0L, 0xffff_ffffL),
                        "09 41 fffffff0 ffffffff"));
    }

    @Override
    List<Bad> bad() {
        return List.of(
                Bad.missing("no number", "SEQ", 2, "40"),
                Bad.missing("half a number", "SEQ", 1, "40 12"),
                Bad.behind("half a number behind", "SKIP", 1, "40 1235 12"),
                Bad.behind("a row without R", "SKIP", 2, "40 1235 1240"),
                Bad.missing("R and no LAST", "LAST", 2, "41 1235"),
                Bad.missing("R and half of LAST", "LAST", 1, "41 1235 12"),
                Bad.missing("R and half a number", "SEQ", 1, "41 12"),
                Bad.behind("something behind LAST", "SKIP", 1, "41 1235 1240 00"),
                Bad.behind("two rows", "SKIP", 4, "41 1235 1240 1245 1250"));
    }

    @Override
    List<Unsendable> unsendable() {
        return List.of(
                Unsendable.outside(NUMBER, -1, () -> new Skip(-1, Skip.ONE)),
                Unsendable.outside(
                        NUMBER, Varint.MAX + 1, () -> new Skip(Varint.MAX + 1, Skip.ONE)),
                Unsendable.outside(LAST, -2, () -> new Skip(1, -2)),
                Unsendable.outside(LAST, Varint.MAX + 1, () -> new Skip(1, Varint.MAX + 1)));
    }

    @Test
    void travelsWithTheLowBitsOfItsNumbers() {
        Skip far = new Skip(0x1_2345_6789L, 0x1_2345_678aL);
        assertThat(Wire.hex(Wire.write(far))).isEqualTo("05416789678a");
        assertThat(Wire.hex(Wire.write(far, FrameReader.WIDE))).isEqualTo("0941234567892345678a");
    }
}
