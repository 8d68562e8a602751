/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.retained;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** What is retained must be the same bytes after it lay in less room. */
class PackedTest {

    private static void assertSameAfterwards(byte[] plain) {
        assertThat(Packed.unpack(Packed.pack(plain), plain.length)).isEqualTo(plain);
    }

    @Test
    void keepsEveryByteOfEveryLength() {
        Random random = new Random(7);
        for (int length = 0; length < 300; length++) {
            byte[] plain = new byte[length];
            random.nextBytes(plain);
            assertSameAfterwards(plain);
            for (int i = 0; i < length; i++) {
                if (random.nextBoolean()) {
                    plain[i] = 0;
                }
            }
            assertSameAfterwards(plain);
            assertSameAfterwards(new byte[length]);
        }
    }

    @Test
    void drawsItsForm() {
        byte[] plain = {0, 'a', 0, 'b', 0, 0, 0, -1, 0, 0, 'c'};
        byte[] first = {(byte) 0b1000_1010, 'a', 'b', -1};
        byte[] rest = {0b0000_0100, 'c'};
        assertThat(Packed.pack(plain)).startsWith(first).endsWith(rest).hasSize(6);
    }

    @Test
    void makesTextOfTwoBytesShorterAndNothingMuchLonger() {
        byte[] text = "mqtt.content.type".repeat(20).getBytes(StandardCharsets.UTF_16BE);
        assertThat(Packed.pack(text)).hasSizeLessThan(text.length * 2 / 3);
        byte[] dense = new byte[1_001];
        Arrays.fill(dense, (byte) 1);
        assertThat(Packed.pack(dense)).hasSize(1_001 + 126);
    }
}
