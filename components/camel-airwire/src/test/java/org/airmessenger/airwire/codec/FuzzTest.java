/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Whatever comes: a frame, a wish for more, or a refusal by its code. Never another exception,
 * never a buffer kept, never a byte read behind the frame; and what is read is written back as it
 * was, since there is only one way to write a thing.
 */
@ExtendWith(WatchedBuffers.class)
class FuzzTest {

    private static final int POOL = 4096;
    private static final List<Dictionary> NO_DICTIONARY = List.of();

    private final BatchUnpacker unpacker =
            new BatchUnpacker(1 << 16, Wire.MAX_FRAME, true, NO_DICTIONARY);
    private long frames;
    private long refusals;
    private long unfinished;
    private long unpacked;

    @Test
    void survivesAHundredThousandDamagedFrames() {
        assertTimeoutPreemptively(Duration.ofMinutes(5), () -> fuzz(100_000, 20261122));
        assertThat(frames).as("damage leaves some frames valid").isGreaterThan(5_000);
        assertThat(refusals).isGreaterThan(5_000);
        assertThat(unfinished).isGreaterThan(500);
        assertThat(unpacked).isPositive();
    }

    @Test
    @Tag("long")
    void survivesTenMillionDamagedFrames() {
        assertTimeoutPreemptively(
                Duration.ofMinutes(60),
                () -> {
                    for (int part = 0; part < 10; part++) {
                        fuzz(1_000_000, part);
                    }
                });
        System.out.printf(
                "10000000 damaged inputs: %d frames read, %d refused, %d unfinished, %d batches unpacked%n",
                frames, refusals, unfinished, unpacked);
    }

    @Test
    void readsEveryValidFrameAndWritesItBack() {
        RandomFrames valid = new RandomFrames(new SplittableRandom(7));
        for (int i = 0; i < 20_000; i++) {
            Frame frame = valid.next();
            byte[] bytes = Wire.write(frame);
            FrameReader reader = Wire.reader(FrameReader.NARROW);
            reader.allow(-1);
            Frame again = Wire.read(bytes, reader);
            assertThat(Meaning.of(again)).isEqualTo(Meaning.of(frame));
            assertThat(Wire.write(again)).isEqualTo(bytes);
        }
    }

    private void fuzz(int inputs, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RandomFrames valid = new RandomFrames(random);
        byte[][] pool = new byte[POOL][];
        for (int i = 0; i < POOL; i++) {
            pool[i] = Wire.write(valid.next());
        }
        Mutations mutations = new Mutations(random);
        ByteBuf in = PooledByteBufAllocator.DEFAULT.buffer(8192, 8192);
        ByteBuf out = PooledByteBufAllocator.DEFAULT.buffer(8192);
        try {
            for (int i = 0; i < inputs; i++) {
                byte[] bytes =
                        mutations.damage(pool[random.nextInt(POOL)], pool[random.nextInt(POOL)]);
                feed(bytes, in, out, random);
            }
        } finally {
            assertThat(in.refCnt()).isEqualTo(1);
            assertThat(out.refCnt()).isEqualTo(1);
            in.release();
            out.release();
        }
    }

    /** In two pieces, as a network does. */
    private void feed(byte[] bytes, ByteBuf in, ByteBuf out, SplittableRandom random) {
        FrameReader reader = Wire.reader(FrameReader.NARROW);
        if (random.nextBoolean()) {
            reader.allow(-1);
        }
        in.clear();
        int cut = random.nextInt(bytes.length + 1);
        in.writeBytes(bytes, 0, cut);
        boolean refused = take(reader, in, out);
        if (!refused) {
            in.writeBytes(bytes, cut, bytes.length - cut);
            refused = take(reader, in, out);
        }
        if (!refused && in.isReadable()) {
            unfinished++;
        }
    }

    private boolean take(FrameReader reader, ByteBuf in, ByteBuf out) {
        while (true) {
            int from = in.readerIndex();
            Frame frame;
            try {
                frame = reader.read(in);
            } catch (AirwireException e) {
                refusals++;
                check(e.code() >= Code.VIOLATION, "a violation has its code");
                return true;
            }
            if (frame == null) {
                check(in.readerIndex() == from, "what is not whole is not touched");
                return false;
            }
            frames++;
            int size = in.readerIndex() - from;
            if (!(frame instanceof Pad)) {
                out.clear();
                FrameWriter.write(frame, out, FrameReader.NARROW);
                check(
                        out.readableBytes() == size && out.equals(in.slice(from, size)),
                        "there is one way to write a thing");
            }
            if (frame instanceof Batch batch) {
                unpack(batch);
            }
        }
    }

    private void unpack(Batch batch) {
        try {
            check(!unpacker.unpack(batch, FrameReader.NARROW).isEmpty(), "a batch has messages");
            unpacked++;
        } catch (AirwireException e) {
            refusals++;
            check(e.code() == Code.BAD_BATCH, "a bad batch has its code");
        }
    }

    private static void check(boolean holds, String rule) {
        if (!holds) {
            throw new AssertionError(rule);
        }
    }
}
