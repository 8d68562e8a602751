/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * The codec beside the specification read a second time: whatever the bytes are, both read the same
 * frame or refuse them by the same code. What only the codec's own writer and reader agree on would
 * be found here.
 */
class SpecTest {

    private static final int POOL = 2_000;
    private static final int DAMAGED = 150_000;
    private static final int BY_CHANCE = 100_000;
    private static final int MOST_BYTES = 48;

    private final Map<String, Integer> verdicts = new TreeMap<>();

    private static int width(SplittableRandom random) {
        return random.nextBoolean() ? FrameReader.NARROW : FrameReader.WIDE;
    }

    /** What the specification makes of a frame without LEN: its meaning, or the name of a code. */
    private static Object bySpecification(byte[] inside, int width) {
        try {
            return SpecFrames.read(inside, width);
        } catch (SpecBytes.Refusal e) {
            return e.getMessage();
        }
    }

    private static Object byCodec(byte[] inside, int width) {
        try {
            return Meaning.of(Wire.read(Wire.framed(inside), Wire.anything(width)));
        } catch (AirwireException e) {
            return Code.name(e.code());
        }
    }

    private void same(byte[] inside, int width) {
        Object wanted = bySpecification(inside, width);
        Object found = byCodec(inside, width);
        if (!wanted.equals(found)) {
            fail("%s, width %d: %s but was %s".formatted(Wire.hex(inside), width, wanted, found));
        }
        verdicts.merge(wanted instanceof String code ? code : "read", 1, Integer::sum);
    }

    @Test
    void readTheSameOfValidFrames() {
        SplittableRandom random = new SplittableRandom(2119);
        RandomFrames frames = new RandomFrames(random);
        for (int i = 0; i < 20 * POOL; i++) {
            int width = width(random);
            same(Wire.inside(Wire.write(frames.next(), width)), width);
        }
        assertThat(verdicts).containsOnlyKeys("read");
    }

    @Test
    void judgeDamagedFramesTheSame() {
        SplittableRandom random = new SplittableRandom(9000);
        RandomFrames frames = new RandomFrames(random);
        byte[][] pool = new byte[POOL][];
        for (int i = 0; i < POOL; i++) {
            pool[i] = Wire.inside(Wire.write(frames.next(), width(random)));
        }
        Mutations mutations = new Mutations(random);
        for (int i = 0; i < DAMAGED; i++) {
            byte[] damaged =
                    mutations.damage(pool[random.nextInt(POOL)], pool[random.nextInt(POOL)]);
            if (damaged.length > 0) {
                same(damaged, width(random));
            }
        }
        assertThat(verdicts)
                .containsOnlyKeys(
                        "read", "MALFORMED", "NON_MINIMAL", "BAD_BATCH", "UNSUPPORTED_CRITICAL");
    }

    @Test
    void judgeBytesByChanceTheSame() {
        SplittableRandom random = new SplittableRandom(3629);
        for (int i = 0; i < BY_CHANCE; i++) {
            byte[] bytes = new byte[random.nextInt(1, MOST_BYTES)];
            random.nextBytes(bytes);
            same(bytes, width(random));
        }
        assertThat(verdicts).containsKeys("read", "MALFORMED", "NON_MINIMAL");
    }

    /** Two bytes are few enough to try them all, and many a field is no longer. */
    @ParameterizedTest
    @ValueSource(ints = {FrameReader.NARROW, FrameReader.WIDE})
    void judgeAllShortFramesTheSame(int width) {
        for (int head = 0; head < 256; head++) {
            same(Wire.bytes(head), width);
            for (int first = 0; first < 256; first++) {
                same(Wire.bytes(head, first), width);
            }
        }
        assertThat(verdicts).containsKeys("read", "MALFORMED", "BAD_BATCH");
    }

    /** Each attribute, known or not, of each kind, with each short value and none. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "14 00",
                "60 00 01 74",
                "30 0001 01 00",
                "a0 01 01",
                "b0 01",
                "c0 00 00",
                "d0 00 00 00"
            })
    void judgeEveryAttributeTheSame(String before) {
        byte[] head = Wire.hex(before);
        boolean isSend = head[0] == 0x14;
        for (int tag = 0; tag < 1024; tag++) {
            for (int first = 0; first < 256; first += first < 8 ? 1 : 31) {
                for (byte[] value : values(tag, first)) {
                    byte[] attribute = join(Wire.varint(tag), value);
                    byte[] list =
                            isSend ? join(Wire.varint(attribute.length), attribute) : attribute;
                    same(join(head, list), FrameReader.NARROW);
                }
            }
        }
        assertThat(verdicts).containsKeys("read", "MALFORMED");
    }

    private static byte[][] values(int tag, int first) {
        if ((tag & Attribute.BYTES) == 0) {
            return new byte[][] {Wire.varint(first), Wire.varint(first << 10), {}};
        }
        byte[] sixteen = new byte[17];
        Arrays.fill(sixteen, (byte) first);
        sixteen[0] = 16;
        byte[] trace = Arrays.copyOf(sixteen, 26);
        trace[0] = 25;
        return new byte[][] {
            {0}, {1, (byte) first}, {2, 1, (byte) first}, {2, 'a'}, sixteen, trace
        };
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    /**
     * Every form of an integer around each border, wherever a frame or an attribute begins with
     * one.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // SEND: ALIAS, TOPIC, ATTRS, FRAG; ACK: COUNT, GAP, LENGTH
                "10",
                "12",
                "14 05",
                "19 0001 00",
                "21 0001",
                "21 0001 01",
                "21 0001 01 00",
                // NACK: CODE, RETRY; CREDIT; BIND; SUBSCRIBE; BATCH: RAW
                "30 0001",
                "30 0001 01",
                "50",
                "60",
                "60 00",
                "70",
                "70 00",
                "90",
                // BYE: CODE, RETRY; RESULT; EXTENDED
                "c0",
                "c0 00",
                "d0",
                "d0 00",
                "d0 00 00",
                "f0",
                // attributes of HELLO, BIND and BYE: a TAG, and each number
                "a0 01 01",
                "a0 01 01 00",
                "a0 01 01 04",
                "a0 01 01 08",
                "a0 01 01 0c",
                "a0 01 01 14",
                "a0 01 01 20",
                "a0 01 01 24",
                "a0 01 01 38",
                "a0 01 01 4040",
                "a0 01 01 4048",
                "a0 01 01 404c",
                "60 00 01 74 00",
                "60 00 01 74 04",
                "60 00 01 74 30",
                "c0 00 00 02",
                "c0 00 00 06"
            })
    void judgeEveryFormOfAnIntegerTheSame(String before) {
        byte[] head = Wire.hex(before);
        for (long border : borders()) {
            for (long value = border - 1; value <= border + 1; value++) {
                for (int bytes = 1; bytes <= 8; bytes *= 2) {
                    if (value >= 0 && value <= SpecBytes.MAX) {
                        byte[] form = join(head, form(value, bytes));
                        same(form, FrameReader.NARROW);
                        same(join(form, new byte[1]), FrameReader.NARROW);
                        same(join(form, new byte[] {1, 0}), FrameReader.NARROW);
                        same(Arrays.copyOf(form, form.length - 1), FrameReader.NARROW);
                    }
                }
            }
        }
        assertThat(verdicts).containsKeys("MALFORMED", "NON_MINIMAL");
    }

    /** Of the encoding, and of the fields. */
    private static long[] borders() {
        LongStream encoding = LongStream.rangeClosed(0, 62).map(bits -> 1L << bits);
        LongStream fields =
                LongStream.of(
                        9,
                        63,
                        255,
                        512,
                        600,
                        1000,
                        3072,
                        3600,
                        8192,
                        16_383,
                        86_400,
                        86_400_000,
                        4_294_967_295L,
                        SpecBytes.MAX);
        return LongStream.concat(encoding, fields).toArray();
    }

    /** The low bits of a number in so many bytes, shortest or not. */
    private static byte[] form(long value, int bytes) {
        byte[] form = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            form[i] = (byte) (value >>> 8 * (bytes - 1 - i));
        }
        int size = Integer.numberOfTrailingZeros(bytes);
        form[0] = (byte) (form[0] & 0x3f | size << 6);
        return form;
    }
}
