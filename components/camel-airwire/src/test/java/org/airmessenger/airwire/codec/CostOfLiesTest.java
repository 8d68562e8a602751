/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * PROTOCOL.md, 2 and 14: numbers are compared before memory is taken. What a few bytes make this
 * end allocate is counted, byte by byte, by the virtual machine.
 */
class CostOfLiesTest {

    /** A message of an exception, and what the reader needs: never what the lie asks for. */
    private static final long LITTLE = 8 << 10;

    private static final int LARGE_FRAME = 1 << 24;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private interface Task {
        void run();
    }

    /** The second time: what classes need when they are loaded is not the frame's. */
    private long allocated(Task task) {
        task.run();
        long before = threads.getCurrentThreadAllocatedBytes();
        task.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static void read(byte[] bytes) {
        FrameReader reader = new FrameReader(-1);
        reader.agree(LARGE_FRAME, FrameReader.NARROW);
        try {
            reader.read(Unpooled.wrappedBuffer(bytes));
        } catch (AirwireException e) {
            isTrue(e.code() >= Code.VIOLATION);
        }
    }

    /** Costs nothing, as assertions of words do. */
    private static void isTrue(boolean holds) {
        if (!holds) {
            throw new AssertionError();
        }
    }

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
        assertThat(allocated(() -> read(bytes))).as(lie).isLessThan(LITTLE);
    }

    @Test
    void aBatchThatClaimsMuchTakesNoMoreThanItMay() {
        // RAW 16 MiB in 20 bytes: more than 64 times as much as came, so it is a bomb
        byte[] data = new byte[20];
        Batch bomb = new Batch(Batch.ZSTD, 0, LARGE_FRAME, data);
        BatchUnpacker unpacker = new BatchUnpacker(LARGE_FRAME, LARGE_FRAME, true, List.of());
        assertThat(allocated(() -> refused(unpacker, bomb))).isLessThan(LITTLE);
    }

    @Test
    void aStoredBatchOfAnotherSizeTakesNothing() {
        Batch lie = new Batch(Batch.STORED, 0, LARGE_FRAME, new byte[20]);
        BatchUnpacker unpacker = new BatchUnpacker(LARGE_FRAME, LARGE_FRAME, true, List.of());
        assertThat(allocated(() -> refused(unpacker, lie))).isLessThan(LITTLE);
    }

    private static void refused(BatchUnpacker unpacker, Batch batch) {
        try {
            unpacker.unpack(batch, FrameReader.NARROW);
            isTrue(false);
        } catch (AirwireException e) {
            isTrue(e.code() == Code.BAD_BATCH);
        }
    }

    @Test
    void refusingCostsNoStackTraceHoweverOften() {
        byte[] bytes = Wire.hex("00");
        assertThat(allocated(() -> read(bytes))).isLessThan(2 << 10);
    }

    @Test
    void aMessageTakesItsPayloadOnce() {
        int size = 100_000;
        byte[] bytes = Wire.write(Send.of(7, 5, Attributes.NONE, new byte[size]));
        assertThat(allocated(() -> read(bytes))).isLessThan(size + LITTLE);
    }

    @Test
    void waitingForTheRestOfAFrameTakesNothingHoweverOftenItIsAsked() {
        ByteBuf in = Unpooled.buffer(LARGE_FRAME);
        in.writeBytes(Wire.hex("80ffffff 10 05"));
        FrameReader reader = new FrameReader(-1);
        reader.agree(LARGE_FRAME, FrameReader.NARROW);
        assertThat(
                        allocated(
                                () -> {
                                    for (int i = 0; i < 10_000; i++) {
                                        isTrue(reader.read(in) == null);
                                    }
                                }))
                .isLessThan(LITTLE);
    }
}
