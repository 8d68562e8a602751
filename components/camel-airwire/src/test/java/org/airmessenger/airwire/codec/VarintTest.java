/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.SplittableRandom;

/** PROTOCOL.md, 2: integers. */
class VarintTest {

    @ParameterizedTest
    @CsvSource({
        // each border of the four sizes, and the examples of RFC 9000, A.1
        "0, 00",
        "1, 01",
        "37, 25",
        "63, 3f",
        "64, 4040",
        "15293, 7bbd",
        "16383, 7fff",
        "16384, 80004000",
        "494878333, 9d7f3e7d",
        "1073741823, bfffffff",
        "1073741824, c000000040000000",
        "151288809941952652, c2197c5eff14e88c",
        "4611686018427387903, ffffffffffffffff"
    })
    void hasTheShortestForm(long value, String hex) {
        assertThat(Wire.hex(Wire.varint(value))).isEqualTo(hex);
        assertThat(Varint.size(value)).isEqualTo(hex.length() / 2);
        assertThat(Varint.get(Unpooled.wrappedBuffer(Wire.hex(hex)), 0)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // 0 in two, four and eight bytes
                "4000",
                "80000000",
                "c000000000000000",
                // 63 in two bytes
                "403f",
                // 16383 in four
                "80003fff",
                // 2^30 - 1 in eight
                "c00000003fffffff"
            })
    void refusesALongerForm(String hex) {
        assertThatThrownBy(() -> Varint.get(Unpooled.wrappedBuffer(Wire.hex(hex)), 0))
                .isInstanceOfSatisfying(
                        AirwireException.class,
                        e -> assertThat(e.code()).isEqualTo(Code.NON_MINIMAL));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Varint.MAX + 1, Long.MAX_VALUE})
    void refusesToWriteWhatDoesNotFit(long value) {
        assertThatThrownBy(() -> Wire.varint(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2^62-1")
                .hasMessageContaining(Long.toString(value));
    }

    @Test
    void comesBackAsItWent() {
        SplittableRandom random = new SplittableRandom(62);
        for (int i = 0; i < 100_000; i++) {
            long value = random.nextLong(Varint.MAX) >>> random.nextInt(62);
            byte[] bytes = Wire.varint(value);
            assertThat(bytes.length).isEqualTo(Varint.size(value));
            assertThat(Varint.get(Unpooled.wrappedBuffer(bytes), 0)).isEqualTo(value);
        }
    }

    @Test
    void tellsItsSizeByItsFirstByte() {
        for (int first = 0; first < 256; first++) {
            int size = Varint.sizeByFirst((byte) first);
            assertThat(size).isEqualTo(first < 0x40 ? 1 : first < 0x80 ? 2 : first < 0xc0 ? 4 : 8);
        }
    }
}
