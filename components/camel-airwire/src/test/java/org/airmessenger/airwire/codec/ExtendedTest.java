/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** PROTOCOL.md, 5.11 and 11: frames of a later day. */
class ExtendedTest extends FrameContract {

    private static final String NUMBER = "NUMBER must be 0 to 4611686018427387903";
    private static final byte[] NOTHING = {};

    ExtendedTest() {
        super(FrameType.EXTENDED, 0);
    }

    @Override
    List<Good> good() {
        return List.of(
                Good.of("the lowest number", new Extended(0, NOTHING), "02 f0 00"),
                Good.of("a number of two bytes", new Extended(64, NOTHING), "03 f0 4040"),
                Good.of(
                        "free for private use",
                        new Extended(8192, Wire.hex("ff")),
                        "04 f0 6000 ff"),
                Good.of("a number of four bytes", new Extended(16384, NOTHING), "05 f0 80004000"),
                Good.of(
                        "a number of eight bytes",
                        new Extended(1L << 30, NOTHING),
                        "09 f0 c000000040000000"),
                Good.of(
                        "the highest number",
                        new Extended(Varint.MAX, Wire.hex("0102")),
                        "0b f0 ffffffffffffffff 0102"));
    }

    @Override
    List<Bad> bad() {
        return List.of(
                Bad.missing("no number", "NUMBER", 1, "f0"),
                Bad.missing("half a number", "NUMBER", 1, "f0 60"),
                Bad.missing("three quarters of a number", "NUMBER", 1, "f0 800040"),
                Bad.missing("seven eighths of a number", "NUMBER", 1, "f0 ffffffffffffff"),
                Bad.longer("a number in two bytes", 7, "f0 4007 ff"),
                Bad.longer("a number in four bytes", 8192, "f0 80002000 ff"),
                Bad.longer("a number in eight bytes", 8192, "f0 c000000000002000 ff"));
    }

    @Override
    List<Unsendable> unsendable() {
        return List.of(
                Unsendable.outside(NUMBER, -1, () -> new Extended(-1, NOTHING)),
                Unsendable.outside(
                        NUMBER, Varint.MAX + 1, () -> new Extended(Varint.MAX + 1, NOTHING)));
    }

    @ParameterizedTest
    @CsvSource({
        // who does not know an odd one must not go on
        "0, false",
        "1, true",
        "8192, false",
        "8193, true",
        "4611686018427387902, false",
        "4611686018427387903, true"
    })
    void isCriticalByItsParity(long number, boolean isCritical) {
        assertThat(new Extended(number, NOTHING).isCritical()).isEqualTo(isCritical);
    }
}
