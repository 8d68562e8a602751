/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * PROTOCOL.md, 10, rule 3: exactly one zstd frame (RFC 8878, 3.1.1), judged by its bytes before
 * anything native sees them.
 */
class ZstdFrameTest {

    private static void check(String hex, int raw) {
        ZstdFrame.check(Wire.hex(hex), raw);
    }

    private static AirwireException refusal(byte[] data, int raw) {
        try {
            ZstdFrame.check(data, raw);
        } catch (AirwireException e) {
            assertThat(e.getStackTrace()).isEmpty();
            assertThat(Code.name(e.code())).isEqualTo("BAD_BATCH");
            return e;
        }
        throw new AssertionError("taken");
    }

    @ParameterizedTest
    @CsvSource({
        // each way to say a size, a window and a dictionary; raw block of four bytes behind
        "size in one byte, 28b52ffd 20 04, 4",
        "size in two bytes, 28b52ffd 60 0000, 256",
        "the most in two bytes, 28b52ffd 60 ffff, 65791",
        "size in four bytes, 28b52ffd a0 04000000, 4",
        "size in eight bytes, 28b52ffd e0 0400000000000000, 4",
        "a window and no size, 28b52ffd 00 00, 4",
        "a window and a size in two bytes, 28b52ffd 40 00 0000, 256",
        "a window and a size in four bytes, 28b52ffd 80 00 04000000, 4",
        "the smallest window, 28b52ffd 00 00, 1",
        "a window with a fraction, 28b52ffd 00 07, 4",
        "the largest window, 28b52ffd 00 40, 4",
        "a larger window that RAW is as large as, 28b52ffd 00 41, 294912",
        "a dictionary of one byte, 28b52ffd 21 07 04, 4",
        "a dictionary of two bytes, 28b52ffd 22 0708 04, 4",
        "a dictionary of four bytes, 28b52ffd 23 0708090a 04, 4",
        "the unused bit, 28b52ffd 30 04, 4"
    })
    void takesEveryHeaderThatSaysWhatItMay(String what, String header, int raw) {
        check(header + "210000 03100501", raw);
    }

    @ParameterizedTest
    @CsvSource({
        // a header, RAW, and why not
        "28b52ffe 20 04, 4, a batch must begin with a zstd frame",
        "fd2fb528 20 04, 4, a batch must begin with a zstd frame",
        "502a4d18 00000000, 4, a batch must begin with a zstd frame",
        "5f2a4d18 00000000, 4, a batch must begin with a zstd frame",
        "28b52ffd 28 04, 4, a zstd frame must have no reserved bit",
        "28b52ffd 08 00, 4, a zstd frame must have no reserved bit",
        "28b52ffd 20 05, 4, the content size must be RAW",
        "28b52ffd 20 00, 4, the content size must be RAW",
        "28b52ffd 60 0000, 4, the content size must be RAW",
        "28b52ffd a0 04000001, 4, the content size must be RAW",
        "28b52ffd e0 0400000001000000, 4, the content size must be RAW",
        "28b52ffd e0 ffffffffffffffff, 4, the content size must be RAW",
        "28b52ffd 00 41, 262144, 'the window must be at most 256 KiB, or RAW'",
        "28b52ffd 00 41, 294911, 'the window must be at most 256 KiB, or RAW'",
        "28b52ffd 00 58, 262144, 'the window must be at most 256 KiB, or RAW'",
        "28b52ffd 00 ff, 16777216, 'the window must be at most 256 KiB, or RAW'"
    })
    void refusesAHeaderThatSaysAnythingElse(String header, int raw, String why) {
        assertThat(refusal(Wire.hex(header, "210000 03100501"), raw)).hasMessage(why);
    }

    @ParameterizedTest
    @CsvSource({
        // what stands behind the header
        "one raw block, 210000 03100501",
        "an empty last block, 010000",
        "two blocks, 200000 03100501 010000",
        "a run of one byte, 230000 00",
        "a run of 128 KiB, 030010 00",
        "a compressed block, 250000 03100501",
        "three kinds, 100000 0310 1a0000 00 150000 0501"
    })
    void takesEveryBlockThatIsWhole(String what, String blocks) {
        check("28b52ffd 20 04" + blocks, 4);
    }

    @ParameterizedTest
    @CsvSource({
        // what stands behind the header, and why not
        "'', a zstd frame must be whole",
        "21, a zstd frame must be whole",
        "2100, a zstd frame must be whole",
        "210000, a zstd frame must be whole",
        "210000 031005, a zstd frame must be whole",
        "200000 03100501, a zstd frame must be whole",
        "230000, a zstd frame must be whole",
        "f9ffff 00, a zstd frame must be whole",
        "270000 03100501, 'a zstd block must be raw, run or compressed'",
        "070000, 'a zstd block must be raw, run or compressed'",
        "200000 03100501 060000, 'a zstd block must be raw, run or compressed'",
        "210000 03100501 00, a batch must be exactly one zstd frame",
        "210000 03100501 28b52ffd2004210000 03100501, a batch must be exactly one zstd frame",
        "010000 502a4d18 00000000, a batch must be exactly one zstd frame"
    })
    void refusesABlockThatIsAnythingElse(String blocks, String why) {
        assertThat(refusal(Wire.hex("28b52ffd 20 04", blocks), 4)).hasMessage(why);
    }

    @ParameterizedTest
    @CsvSource({
        "00000000, true",
        "ffffffff, true",
        "'', false",
        "000000, false",
        "0000000000, false"
    })
    void hasFourBytesOfAChecksumIfItSaysSo(String checksum, boolean holds) {
        byte[] data = Wire.hex("28b52ffd 24 04 210000 03100501", checksum);
        if (holds) {
            ZstdFrame.check(data, 4);
        } else {
            refusal(data, 4);
        }
    }

    @Test
    void mustBeWholeAtEveryByte() {
        byte[] raw = new byte[3000];
        new SplittableRandom(8878).nextBytes(raw);
        Arrays.fill(raw, 500, 1500, (byte) 7);
        byte[] data = Zstd.compress(raw);
        ZstdFrame.check(data, raw.length);
        for (int length = 0; length < data.length; length++) {
            refusal(Arrays.copyOf(data, length), raw.length);
        }
        refusal(Arrays.copyOf(data, data.length + 1), raw.length);
    }

    /** Whatever comes it ends, with a verdict and nothing else; and hardly anything is taken. */
    @Test
    void endsWhateverComes() {
        SplittableRandom random = new SplittableRandom(311);
        byte[] good = Wire.hex("28b52ffd 20 04 200000 03100501 230000 00");
        for (int i = 0; i < 200_000; i++) {
            byte[] data = Arrays.copyOf(good, random.nextInt(good.length + 8));
            for (int changes = random.nextInt(4); changes >= 0 && data.length > 4; changes--) {
                data[random.nextInt(4, data.length)] = (byte) random.nextInt();
            }
            try {
                ZstdFrame.check(data, 4);
            } catch (AirwireException e) {
                Allocated.isTrue(e.code() == Code.BAD_BATCH);
            }
        }
    }

    @Test
    void looksAtNothingButHeaders() {
        byte[] data = new byte[1 << 20];
        System.arraycopy(Wire.hex("28b52ffd 20 04 f9ff7f"), 0, data, 0, 9);
        assertThat(Allocated.by(() -> refusedQuietly(data))).isLessThan(4 << 10);
        assertThatThrownBy(() -> ZstdFrame.check(data, 4)).isInstanceOf(AirwireException.class);
    }

    private static void refusedQuietly(byte[] data) {
        try {
            ZstdFrame.check(data, 4);
            Allocated.isTrue(false);
        } catch (AirwireException e) {
            Allocated.isTrue(e.code() == Code.BAD_BATCH);
        }
    }
}
