/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** PROTOCOL.md, 5.2: numbers above a cumulative one. On the wire: {@link AckTest}. */
class RangesTest {

    private static final String APART = "ranges must ascend and stand apart but were ";
    private static final String FAR = "ranges must end below 2^62 above CUM but were ";

    /**
     * Bounds that cannot be.
     *
     * @param bounds first, last, first, last, …
     */
    record Wrong(String words, long cumulative, long... bounds) {

        @Override
        public String toString() {
            return cumulative + " and " + Arrays.toString(bounds);
        }
    }

    static List<Wrong> wrong() {
        long max = Varint.MAX;
        return List.of(
                // right behind CUM: it would be cumulative
                new Wrong(APART + "[6, 7]", 5, 6, 7),
                new Wrong(APART + "[5, 7]", 5, 5, 7),
                new Wrong(APART + "[0, 1]", 5, 0, 1),
                // right behind the one before: it would be one
                new Wrong(APART + "[7, 8, 9, 9]", 5, 7, 8, 9, 9),
                new Wrong(APART + "[7, 8, 8, 9]", 5, 7, 8, 8, 9),
                new Wrong(APART + "[9, 9, 7, 7]", 5, 9, 9, 7, 7),
                // backwards
                new Wrong(APART + "[8, 7]", 5, 8, 7),
                new Wrong(APART + "[9, 8]", 5, 9, 8),
                // half a pair, and too many
                new Wrong("ranges must be 0 to 32 pairs but had numbers: 1", 5, 7),
                new Wrong("ranges must be 0 to 32 pairs but had numbers: 3", 5, 7, 8, 10),
                new Wrong("ranges must be 0 to 32 pairs but had numbers: 66", 0, new long[66]),
                // 2^62 and more above CUM
                new Wrong(FAR + Arrays.toString(new long[] {2, max + 1}), 0, 2, max + 1),
                new Wrong(
                        FAR + Arrays.toString(new long[] {max + 6, max + 6}), 5, max + 6, max + 6));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void cannotBeMadeOf(Wrong wrong) {
        assertThatThrownBy(() -> Ranges.of(wrong.cumulative(), wrong.bounds()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(wrong.words());
    }

    @Test
    void saysWhichNumbersTheyAre() {
        Ranges ranges = Ranges.of(0x1234, 0x1236, 0x1239, 0x123c, 0x123c);
        assertThat(ranges.count()).isEqualTo(2);
        assertThat(ranges.above(0x1234)).containsExactly(0x1236, 0x1239, 0x123c, 0x123c);
        // relative: above another number they are others
        assertThat(ranges.above(0)).containsExactly(2, 5, 8, 8);
    }

    @ParameterizedTest
    @CsvSource({
        // CUM, first, last, and what stands on the wire
        "0, 2, 2, 0, 0",
        "0, 2, 3, 0, 1",
        "0, 3, 3, 1, 0",
        "100, 20000, 2000000, 19898, 1980000",
        "0, 4611686018427387903, 4611686018427387903, 4611686018427387901, 0",
        "0, 2, 4611686018427387903, 0, 4611686018427387901"
    })
    void countFromTheEndOfTheOneBefore(long cum, long first, long last, long gap, long length) {
        Ranges ranges = Ranges.of(cum, first, last);
        assertThat(ranges).hasToString("[%d, %d]".formatted(gap, length));
        assertThat(ranges.above(cum)).containsExactly(first, last);
        assertThat(ranges.size()).isEqualTo(1 + Varint.size(gap) + Varint.size(length));
    }

    @Test
    void noneIsNone() {
        assertThat(Ranges.of(5)).isSameAs(Ranges.NONE);
        assertThat(Ranges.NONE.count()).isZero();
        assertThat(Ranges.NONE.above(7)).isEmpty();
        assertThat(Ranges.NONE).hasToString("[]");
    }

    @Test
    void areEqualByWhatStandsOnTheWire() {
        Ranges ranges = Ranges.of(0, 100, 20_000);
        assertThat(ranges)
                .isEqualTo(Ranges.of(7, 107, 20_007))
                .hasSameHashCodeAs(Ranges.of(7, 107, 20_007))
                .isNotEqualTo(Ranges.of(0, 100, 20_001))
                .isNotEqualTo(Ranges.NONE)
                .isNotEqualTo("ranges");
    }

    /** Whatever they are, no number of them is below CUM or runs over: a loop over them ends. */
    @Test
    void neverRunOverWhateverComes() {
        SplittableRandom random = new SplittableRandom(62);
        int taken = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder list = new StringBuilder();
            int count = random.nextInt(1, 5);
            for (int n = 0; n < 2 * count; n++) {
                // near the end of what fits, where sums run over
                long value = Varint.MAX - random.nextLong(4) >>> (random.nextInt(3) * 30);
                list.append(hex(value));
            }
            byte[] bytes = Wire.framed(Wire.hex("21 1234 0" + count, list.toString()));
            try {
                Ack ack = (Ack) Wire.read(bytes);
                long end = ack.cumulative();
                for (long bound : ack.ranges().above(ack.cumulative())) {
                    assertThat(bound).isGreaterThanOrEqualTo(end);
                    end = bound;
                }
                taken++;
            } catch (AirwireException e) {
                assertThat(e.code()).isEqualTo(Code.MALFORMED);
            }
        }
        assertThat(taken).as("some of them are good").isBetween(1_000, 19_000);
    }

    private static String hex(long value) {
        return Wire.hex(Wire.varint(value));
    }

    @Test
    void comeBackWhateverTheyAre() {
        SplittableRandom random = new SplittableRandom(32);
        for (int i = 0; i < 2000; i++) {
            long cumulative = random.nextInt(65536);
            long[] bounds = new long[2 * random.nextInt(Ranges.MAX + 1)];
            long end = cumulative;
            for (int at = 0; at < bounds.length; at += 2) {
                bounds[at] = end + 2 + random.nextInt(100);
                bounds[at + 1] = bounds[at] + random.nextInt(100);
                end = bounds[at + 1];
            }
            Ack ack =
                    (Ack) Wire.read(Wire.write(new Ack(cumulative, Ranges.of(cumulative, bounds))));
            assertThat(ack.ranges().above(cumulative)).isEqualTo(bounds);
        }
    }
}
