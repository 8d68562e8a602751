/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/** PROTOCOL.md, 5.9: the frame. What is in it: {@link BatchTest}. */
class BatchFrameTest extends FrameContract {

    private static final byte[] NOTHING = {};

    BatchFrameTest() {
        // the flags are the codec: one that was not announced is no matter of form
        super(FrameType.BATCH, 15);
    }

    private static Batch stored(int raw, byte[] data) {
        return new Batch(Batch.STORED, 0, raw, data);
    }

    @Override
    List<Good> good() {
        return List.of(
                Good.of(
                        "one message, stored",
                        stored(4, Wire.hex("03100501")),
                        "06 90 04 03100501"),
                Good.of("zstd", new Batch(Batch.ZSTD, 0, 64, Wire.hex("ff")), "04 91 4040 ff"),
                Good.of(
                        "zstd with a dictionary",
                        new Batch(
                                Batch.ZSTD_DICTIONARY,
                                0x0123_4567_89ab_cdefL,
                                300,
                                Wire.hex("0102")),
                        "0d 92 0123456789abcdef 412c 0102"),
                Good.of(
                        "a dictionary of ones",
                        new Batch(Batch.ZSTD_DICTIONARY, -1, 1, NOTHING),
                        "0a 92 ffffffffffffffff 01"),
                Good.of("the smallest RAW and no data", stored(1, NOTHING), "02 90 01"),
                Good.of("the largest RAW", stored(1 << 24, NOTHING), "05 90 81000000"));
    }

    @Override
    List<Bad> bad() {
        return List.of(
                Bad.missing("no RAW", "RAW", 1, "90"),
                Bad.missing("half of RAW", "RAW", 1, "90 40"),
                Bad.missing("no RAW, zstd", "RAW", 1, "91"),
                Bad.missing("no dictionary", "DICTIONARY", 8, "92"),
                Bad.missing("half a dictionary", "DICTIONARY", 4, "92 01234567"),
                Bad.missing("a dictionary and no RAW", "RAW", 1, "92 0123456789abcdef"),
                Bad.longer("RAW in two bytes", 4, "90 4004 03100501"),
                Bad.longer("RAW in eight bytes", 4, "90 c000000000000004 03100501"),
                Bad.outside("RAW 0", "RAW must be 1 to 4611686018427387903", 0, "90 00"),
                large("RAW 2^24+1", 16777217, "90 81000001"),
                large("RAW 2^30", 1073741824, "91 c000000040000000"),
                large("RAW 2^32+1", 4294967297L, "91 c000000100000001"),
                large("RAW 2^62-1", Varint.MAX, "92 0123456789abcdef ffffffffffffffff"));
    }

    private static Bad large(String name, long raw, String hex) {
        return Bad.of(name, Code.BAD_BATCH, "RAW must be at most 16777216 but was " + raw, hex);
    }

    @Override
    List<Unsendable> unsendable() {
        String raw = "RAW must be 1 to 16777216";
        String codec = "CODEC must be 0 to 2";
        return List.of(
                Unsendable.outside(codec, -1, () -> new Batch(-1, 0, 1, NOTHING)),
                Unsendable.outside(codec, 3, () -> new Batch(3, 0, 1, NOTHING)),
                Unsendable.outside(raw, 0, () -> stored(0, NOTHING)),
                Unsendable.outside(raw, (1 << 24) + 1, () -> stored((1 << 24) + 1, NOTHING)));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 7, 8, 15})
    void hasACodecThatIsKnown(int codec) {
        AirwireException refusal =
                Wire.refused(
                        Wire.framed(Wire.hex("9%x".formatted(codec), "01 00")),
                        Wire.reader(FrameReader.NARROW));
        assertThat(Code.name(refusal.code())).isEqualTo("BAD_BATCH");
        assertThat(refusal).hasMessage("CODEC must be one that was announced but was " + codec);
    }
}
