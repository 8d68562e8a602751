/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;

import java.util.Arrays;

/**
 * Sequence numbers above a cumulative one that are resolved too (PROTOCOL.md, 5.2).
 *
 * <pre>
 * +----------------+--------------+-----------------+
 * | COUNT (varint) | GAP (varint) | LENGTH (varint) |  … COUNT times
 * +----------------+--------------+-----------------+
 *   first = (end of the one before, at first CUM) + 2 + GAP;  last = first + LENGTH
 * </pre>
 */
public final class Ranges {

    /** Most ranges that a frame reports. */
    public static final int MAX = 32;

    /** No range. */
    public static final Ranges NONE = new Ranges(new long[0]);

    private static final int APART = 2;

    private final long[] gapsAndLengths;

    private Ranges(long[] gapsAndLengths) {
        this.gapsAndLengths = gapsAndLengths;
    }

    /**
     * Of first and last numbers, ascending, with at least one number between them.
     *
     * @param cumulative below the first
     * @param bounds first, last, first, last, …; at most {@link #MAX} pairs
     */
    public static Ranges of(long cumulative, long... bounds) {
        if (bounds.length % 2 != 0 || bounds.length > 2 * MAX) {
            throw new IllegalArgumentException(
                    "ranges must be 0 to " + MAX + " pairs but had numbers: " + bounds.length);
        }
        long[] packed = new long[bounds.length];
        long end = cumulative;
        for (int i = 0; i < bounds.length; i += 2) {
            packed[i] = bounds[i] - end - APART;
            packed[i + 1] = bounds[i + 1] - bounds[i];
            if (packed[i] < 0 || packed[i + 1] < 0) {
                throw new IllegalArgumentException(
                        "ranges must ascend and stand apart but were " + Arrays.toString(bounds));
            }
            end = bounds[i + 1];
        }
        if (end - cumulative > Varint.MAX) {
            throw new IllegalArgumentException(
                    "ranges must end below 2^62 above CUM but were " + Arrays.toString(bounds));
        }
        return packed.length == 0 ? NONE : new Ranges(packed);
    }

    /** How many. */
    public int count() {
        return gapsAndLengths.length / 2;
    }

    /** First and last number of each, above a cumulative number: first, last, first, last, … */
    public long[] above(long cumulative) {
        long[] bounds = new long[gapsAndLengths.length];
        long end = cumulative;
        for (int i = 0; i < bounds.length; i += 2) {
            bounds[i] = end + APART + gapsAndLengths[i];
            bounds[i + 1] = bounds[i] + gapsAndLengths[i + 1];
            end = bounds[i + 1];
        }
        return bounds;
    }

    static Ranges read(Body body, int min) {
        int count = (int) body.varint(min, MAX, "COUNT");
        if (count == 0) {
            return NONE;
        }
        long[] packed = new long[2 * count];
        long end = 0;
        for (int i = 0; i < packed.length; i += 2) {
            packed[i] = body.varint("GAP");
            end = further(end, APART, packed[i]);
            packed[i + 1] = body.varint("LENGTH");
            end = further(end, 0, packed[i + 1]);
        }
        return new Ranges(packed);
    }

    /** Compares before it adds: a sum that ran over would pass as a low one. */
    private static long further(long end, int apart, long more) {
        if (more > Varint.MAX - end - apart) {
            throw Body.malformed(
                    "ranges must end below 2^62 above CUM, which leaves "
                            + Math.max(0, Varint.MAX - end - apart),
                    more);
        }
        return end + apart + more;
    }

    int size() {
        int size = Varint.size(count());
        for (long value : gapsAndLengths) {
            size += Varint.size(value);
        }
        return size;
    }

    void write(ByteBuf out) {
        Varint.write(out, count());
        for (long value : gapsAndLengths) {
            Varint.write(out, value);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ranges that && Arrays.equals(gapsAndLengths, that.gapsAndLengths);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(gapsAndLengths);
    }

    @Override
    public String toString() {
        return Arrays.toString(gapsAndLengths);
    }
}
