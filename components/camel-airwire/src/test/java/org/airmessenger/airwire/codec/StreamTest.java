/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * PROTOCOL.md, 2: frames follow each other, and need not be aligned with anything. Whatever the
 * network cuts a stream into, the frames are the same, and a violation is met behind the same one.
 */
@ExtendWith(WatchedBuffers.class)
class StreamTest {

    private static final int FRAMES = 40;

    private final PooledByteBufAllocator pool = PooledByteBufAllocator.DEFAULT;

    /** What a stream said: its frames, and the code that ended it, or null. */
    private record Said(List<Map<String, Object>> frames, String end) {}

    private static byte[] stream(long seed) {
        RandomFrames random = new RandomFrames(new SplittableRandom(seed));
        ByteBuf out = Unpooled.buffer();
        for (int i = 0; i < FRAMES; i++) {
            FrameWriter.write(random.next(), out, FrameReader.NARROW);
        }
        return Arrays.copyOf(out.array(), out.writerIndex());
    }

    /** Reads as the transport does: what is not whole stays, and what comes is put behind it. */
    private Said read(byte[] bytes, SplittableRandom random, int mostAtOnce) {
        FrameReader reader = Wire.anything(FrameReader.NARROW);
        List<Map<String, Object>> frames = new ArrayList<>();
        ByteBuf in = null;
        try {
            for (int at = 0; at < bytes.length; ) {
                int size = Math.min(bytes.length - at, random.nextInt(1, mostAtOnce + 1));
                ByteBuf piece = pool.buffer(size).writeBytes(bytes, at, size);
                in =
                        in == null
                                ? piece
                                : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(pool, in, piece);
                at += size;
                for (Frame frame = reader.read(in); frame != null; frame = reader.read(in)) {
                    frames.add(Meaning.of(frame));
                }
            }
            return new Said(frames, in.isReadable() ? "unfinished" : null);
        } catch (AirwireException e) {
            return new Said(frames, Code.name(e.code()) + e.getMessage());
        } finally {
            if (in != null) {
                assertThat(in.refCnt()).isEqualTo(1);
                in.release();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 1460, 16384, 1 << 20})
    void saysTheSameHoweverItIsCut(int mostAtOnce) {
        for (long seed = 0; seed < 2; seed++) {
            byte[] bytes = stream(seed);
            SplittableRandom random = new SplittableRandom(seed);
            Said whole = read(bytes, random, bytes.length);
            assertThat(whole.frames()).hasSize(FRAMES);
            assertThat(whole.end()).isNull();
            assertThat(read(bytes, random, mostAtOnce)).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 100, 1460})
    void meetsAViolationBehindTheSameFrame(int mostAtOnce) {
        Mutations mutations = new Mutations(new SplittableRandom(mostAtOnce));
        int violations = 0;
        for (long seed = 0; seed < 60; seed++) {
            byte[] bytes = mutations.damage(stream(seed), stream(seed + 1));
            Said atOnce = read(bytes, new SplittableRandom(seed), Math.max(1, bytes.length));
            Said inPieces = read(bytes, new SplittableRandom(seed + 1), mostAtOnce);
            assertThat(inPieces).isEqualTo(atOnce);
            violations += atOnce.end() != null && !atOnce.end().equals("unfinished") ? 1 : 0;
        }
        assertThat(violations).as("the damage was felt").isGreaterThan(20);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 1460})
    void isUnfinishedWhenItEndsInTheMiddle(int mostAtOnce) {
        byte[] bytes = stream(99);
        Said whole = read(bytes, new SplittableRandom(0), bytes.length);
        for (int cut = 1; cut < 200; cut += 5) {
            Said said =
                    read(
                            Arrays.copyOf(bytes, bytes.length - cut),
                            new SplittableRandom(cut),
                            mostAtOnce);
            assertThat(said.frames()).isEqualTo(whole.frames().subList(0, said.frames().size()));
            assertThat(said.end()).isIn("unfinished", null);
        }
    }
}
