/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;

/** PROTOCOL.md, 5.2 to 5.5: ACK, NACK, SKIP and CREDIT. */
class AcknowledgementTest {

    @Test
    void anAckIsFourBytes() {
        assertThat(Wire.write(new Ack(0x1234, Ranges.NONE)))
                .isEqualTo(
                        Wire.bytes(
                                // LEN 3
                                0x03,
                                // ACK
                                0x20,
                                // CUM
                                0x12,
                                0x34));
    }

    @Test
    void rangesCountFromTheEndOfTheOneBefore() {
        byte[] bytes =
                Wire.bytes(
                        // LEN 8
                        0x08,
                        // ACK with R
                        0x21,
                        // CUM 1234
                        0x12,
                        0x34,
                        // COUNT 2
                        0x02,
                        // GAP 0: 1235 is open; LENGTH 3: 1236 to 1239
                        0x00,
                        0x03,
                        // GAP 1: 123a and 123b are open; LENGTH 0: 123c
                        0x01,
                        0x00);
        Ack ack = (Ack) Wire.read(bytes);
        assertThat(ack.ranges().count()).isEqualTo(2);
        assertThat(ack.ranges().above(0x1234)).containsExactly(0x1236, 0x1239, 0x123c, 0x123c);
        assertThat(Wire.write(ack)).isEqualTo(bytes);
    }

    @Test
    void rangesMayBeFarAway() {
        Ranges ranges = Ranges.of(0, 100, 20_000, 2_000_000, 2_000_001);
        Ack ack = new Ack(0, ranges);
        assertThat(((Ack) Wire.read(Wire.write(ack))).ranges()).isEqualTo(ranges);
        assertThat(ranges.hashCode())
                .isEqualTo(Ranges.of(0, 100, 20_000, 2_000_000, 2_000_001).hashCode());
        assertThat(ranges).hasToString("[98, 19900, 1979998, 1]");
        assertThat(ranges).isNotEqualTo(Ranges.NONE).isNotEqualTo("ranges");
    }

    @Test
    void refusesRangesThatPeopleMade() {
        assertThatThrownBy(() -> Ranges.of(5, 6, 7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stand apart");
        assertThatThrownBy(() -> Ranges.of(5, 7, 8, 9)).hasMessageContaining("pairs");
        assertThatThrownBy(() -> Ranges.of(5, 8, 7)).hasMessageContaining("ascend");
        assertThatThrownBy(() -> Ranges.of(5, 9, 8)).hasMessageContaining("ascend");
        assertThatThrownBy(() -> Ranges.of(0, new long[2 * Ranges.MAX + 2]))
                .hasMessageContaining("32 pairs");
        assertThat(Ranges.of(5)).isSameAs(Ranges.NONE);
    }

    @Test
    void refusesRangesThatRunOver() {
        assertThat(
                        Wire.refusal(
                                Wire.bytes(
                                        // LEN 13
                                        0x0d,
                                        // ACK with R
                                        0x21,
                                        // CUM 0
                                        0x00,
                                        0x00,
                                        // COUNT 1
                                        0x01,
                                        // GAP 2^62 - 1
                                        0xff,
                                        0xff,
                                        0xff,
                                        0xff,
                                        0xff,
                                        0xff,
                                        0xff,
                                        0xff,
                                        // LENGTH 1
                                        0x01)))
                .isEqualTo(Code.MALFORMED);
    }

    @Test
    void everyReportOfRangesComesBack() {
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

    @Test
    void aNackHasItsCodeAndItsTime() {
        byte[] bytes =
                Wire.bytes(
                        // LEN 6
                        0x06,
                        // NACK
                        0x30,
                        // SEQ 1235
                        0x12,
                        0x35,
                        // STORE_FULL
                        0x22,
                        // RETRY 5000 ms
                        0x53,
                        0x88);
        Nack nack = (Nack) Wire.read(bytes);
        assertThat(nack).isEqualTo(new Nack(0x1235, Code.STORE_FULL, 5000, Attributes.NONE));
        assertThat(Wire.write(nack)).isEqualTo(bytes);
    }

    @Test
    void aNackMayWaitADayAndNoLonger() {
        Nack day = new Nack(1, Code.BUSY, Nack.MAX_RETRY, Attributes.NONE);
        assertThat(Wire.read(Wire.write(day))).isEqualTo(day);
        byte[] longer = Wire.write(new Nack(1, Code.BUSY, Nack.MAX_RETRY + 1, Attributes.NONE));
        assertThat(Wire.refusal(longer)).isEqualTo(Code.MALFORMED);
    }

    @Test
    void aNackSpeaksOfAMessage() {
        for (int code : new int[] {Code.OK, Code.RESUME_UNKNOWN, Code.SHUTDOWN, Code.MALFORMED}) {
            byte[] bytes = Wire.write(new Nack(1, code, 0, Attributes.NONE));
            assertThat(Wire.refusal(bytes)).isEqualTo(Code.MALFORMED);
        }
        for (int code = 1; code < Code.RESUME_UNKNOWN; code++) {
            Nack nack = new Nack(1, code, 0, Attributes.NONE);
            assertThat(Wire.read(Wire.write(nack))).isEqualTo(nack);
        }
    }

    @Test
    void aNackMayHaveWords() {
        Nack nack = new Nack(1, Code.NOT_ALLOWED, 0, NoteAttributes.detail("no publish filter"));
        Nack again = (Nack) Wire.read(Wire.write(nack));
        assertThat(again.notes().get(NoteAttributes.DETAIL)).isEqualTo("no publish filter");
    }

    @Test
    void aSkipIsOneNumberOrARow() {
        assertThat(Wire.hex(Wire.write(new Skip(0x1235, Skip.ONE)))).isEqualTo("03401235");
        byte[] row =
                Wire.bytes(
                        // LEN 5
                        0x05,
                        // SKIP with R
                        0x41,
                        // SEQ 1235
                        0x12,
                        0x35,
                        // LAST 1240
                        0x12,
                        0x40);
        assertThat(Wire.read(row)).isEqualTo(new Skip(0x1235, 0x1240));
        assertThat(Wire.write(new Skip(0x1235, 0x1240))).isEqualTo(row);
        Skip wide = new Skip(0xffff_fff0L, 0xffff_ffffL);
        assertThat(Wire.read(Wire.write(wide, FrameReader.WIDE), Wire.reader(FrameReader.WIDE)))
                .isEqualTo(wide);
    }

    @Test
    void aSkipHasNothingBehind() {
        assertThat(Wire.refusal(Wire.hex("05 40 1235 1240"))).isEqualTo(Code.MALFORMED);
        assertThat(Wire.refusal(Wire.hex("04 41 1235 12"))).isEqualTo(Code.MALFORMED);
    }

    @Test
    void creditIsAbsolute() {
        Credit credit = new Credit(1000, 262144);
        assertThat(Wire.write(credit))
                .isEqualTo(
                        Wire.bytes(
                                // LEN 7
                                0x07,
                                // CREDIT
                                0x50,
                                // MESSAGES 1000
                                0x43,
                                0xe8,
                                // BYTES 262144
                                0x80,
                                0x04,
                                0x00,
                                0x00));
        assertThat(Wire.read(Wire.write(credit))).isEqualTo(credit);
        Credit most = new Credit(Varint.MAX, Varint.MAX);
        assertThat(Wire.read(Wire.write(most))).isEqualTo(most);
        assertThat(Wire.refusal(Wire.hex("04 50 01 02 03"))).isEqualTo(Code.MALFORMED);
        assertThat(Wire.refusal(Wire.hex("02 50 01"))).isEqualTo(Code.MALFORMED);
    }
}
