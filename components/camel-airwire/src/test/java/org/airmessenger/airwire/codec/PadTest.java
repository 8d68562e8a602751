/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

/** PROTOCOL.md, 5.11: fills a datagram; a stream takes none (4). */
class PadTest extends FrameContract {

    PadTest() {
        super(FrameType.PAD, 0);
    }

    @Override
    List<Good> good() {
        return List.of(
                Good.of("nothing", new Pad(0), "01 00"),
                Good.of("one byte", new Pad(1), "02 00 00"),
                Good.of("as many as one byte of LEN says", new Pad(62), "3f 00", "00".repeat(62)),
                Good.of("more", new Pad(63), "4040 00", "00".repeat(63)));
    }

    @Override
    List<Bad> bad() {
        return List.of();
    }

    @Override
    List<Unsendable> unsendable() {
        return List.of(Unsendable.outside("PAD must be 0 to 2147483647", -1, () -> new Pad(-1)));
    }

    @Test
    void mayHoldAnything() {
        assertThat(Wire.read(Wire.hex("04 00 ffc0a0"), new FrameReader(-1))).isEqualTo(new Pad(3));
    }

    @Test
    void isWrittenAsZeros() {
        assertThat(Wire.hex(Wire.write(new Pad(3)))).isEqualTo("0400000000");
    }

    @Test
    void keepsNothingOfWhatItHolds() {
        byte[] bytes = Wire.framed(new byte[60_000]);
        assertThat(Allocated.by(() -> Allocated.read(bytes, FrameReader.NARROW)))
                .as("bytes that nobody will look at")
                .isLessThan(8 << 10);
    }

    @Test
    void mustNotComeOnAStream() {
        assertThat(Wire.refusal(Wire.hex("01 00"))).isEqualTo(Code.BAD_STATE);
    }
}
