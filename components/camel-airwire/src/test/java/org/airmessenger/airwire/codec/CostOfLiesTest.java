/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/**
 * PROTOCOL.md, 2 and 14: numbers are compared before memory is taken. What a few bytes make this
 * end allocate is counted, byte by byte, by the virtual machine.
 */
class CostOfLiesTest {

    /** A message of an exception, and what the reader needs: never what the lie asks for. */
    private static final long LITTLE = 8 << 10;

    private static final int LARGE_FRAME = 1 << 24;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a frame of 16 MiB of which nothing comes,          81000000 10",
        "a frame of 2^62-1 bytes,                            ffffffffffffffff 10",
        "SEND with a topic of 16 MiB,                        06 12 81000000 61",
        "SEND with a topic of 2^62-1 bytes,                  0a 12 ffffffffffffffff 61",
        "SEND with attributes of 16 MiB,                     07 14 05 81000000 04",
        "SEND with attributes of 2^62-1 bytes,               0b 14 05 ffffffffffffffff 04",
        "an attribute of 16 MiB,                             08 14 05 05 26 81000000",
        "a user property of 2^62-1 bytes,                    0d 14 05 0a 40fe ffffffffffffffff",
        "ACK with 2^62-1 ranges,                             0b 21 1234 ffffffffffffffff",
        "ACK with 32 ranges of which none comes,             04 21 1234 20",
        "BIND with a topic of 2^30 bytes,                    06 60 05 bfffffff",
        "SUBSCRIBE with a filter of 2^30 bytes,              06 70 01 bfffffff",
        "HELLO with a token of 16 MiB,                       08 a0 01 01 33 81000000",
        "BYE with a detail of 16 MiB,                        08 c0 00 00 02 81000000",
        "SESSION with 2^62-1 ranges,                         0d a0 01 01 2a 08 ffffffffffffffff"
    })
    void whatIsClaimedIsNotTaken(String lie, String hex) {
        byte[] bytes = Wire.hex(hex);
        assertThat(Allocated.by(() -> Allocated.read(bytes, FrameReader.NARROW)))
                .as(lie)
                .isLessThan(LITTLE);
    }

    @Test
    void aBatchThatClaimsMuchTakesNoMoreThanItMay() {
        // RAW 16 MiB in 20 bytes: more than 64 times as much as came, so it is a bomb
        byte[] data = new byte[20];
        Batch bomb = new Batch(Batch.ZSTD, 0, LARGE_FRAME, data);
        BatchUnpacker unpacker = new BatchUnpacker(LARGE_FRAME, LARGE_FRAME, true, List.of());
        assertThat(Allocated.by(() -> refused(unpacker, bomb))).isLessThan(LITTLE);
    }

    @Test
    void aStoredBatchOfAnotherSizeTakesNothing() {
        Batch lie = new Batch(Batch.STORED, 0, LARGE_FRAME, new byte[20]);
        BatchUnpacker unpacker = new BatchUnpacker(LARGE_FRAME, LARGE_FRAME, true, List.of());
        assertThat(Allocated.by(() -> refused(unpacker, lie))).isLessThan(LITTLE);
    }

    private static void refused(BatchUnpacker unpacker, Batch batch) {
        try {
            unpacker.unpack(batch, FrameReader.NARROW);
            Allocated.isTrue(false);
        } catch (AirwireException e) {
            Allocated.isTrue(e.code() == Code.BAD_BATCH);
        }
    }

    @Test
    void refusingCostsNoStackTraceHoweverOften() {
        byte[] bytes = Wire.hex("00");
        assertThat(Allocated.by(() -> Allocated.read(bytes, FrameReader.NARROW)))
                .isLessThan(2 << 10);
    }

    @Test
    void waitingForTheRestOfAFrameTakesNothingHoweverOftenItIsAsked() {
        ByteBuf in = Unpooled.buffer(LARGE_FRAME);
        in.writeBytes(Wire.hex("80ffffff 10 05"));
        FrameReader reader = new FrameReader(-1);
        reader.agree(LARGE_FRAME, FrameReader.NARROW);
        assertThat(
                        Allocated.by(
                                () -> {
                                    for (int i = 0; i < 10_000; i++) {
                                        Allocated.isTrue(reader.read(in) == null);
                                    }
                                }))
                .isLessThan(LITTLE);
    }
}
