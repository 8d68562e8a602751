/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;

/**
 * Integers of 6 to 62 bits, in their shortest form (PROTOCOL.md, 2; RFC 9000, 16).
 *
 * <pre>
 * 00xxxxxx                     6 bits
 * 01xxxxxx + 1 byte           14 bits
 * 10xxxxxx + 3 bytes          30 bits
 * 11xxxxxx + 7 bytes          62 bits
 * </pre>
 */
public final class Varint {

    /** Largest value. */
    public static final long MAX = (1L << 62) - 1;

    static final int MAX_1 = 63;
    static final int MAX_2 = 16383;
    static final int MAX_4 = (1 << 30) - 1;

    private static final int PREFIX_2 = 0x4000;
    private static final int PREFIX_4 = 0x8000_0000;
    private static final long PREFIX_8 = 0xC000_0000_0000_0000L;

    private Varint() {}

    /** Bytes that a value takes: 1, 2, 4 or 8. */
    public static int size(long value) {
        if (value <= MAX_1) {
            return 1;
        }
        return value <= MAX_2 ? 2 : value <= MAX_4 ? 4 : 8;
    }

    /** Bytes of the integer that begins with this byte: 1, 2, 4 or 8. */
    static int sizeByFirst(int first) {
        return 1 << (first >>> 6 & 3);
    }

    /**
     * Writes the shortest form.
     *
     * @throws IllegalArgumentException if the value is below 0 or above {@link #MAX}
     */
    public static void write(ByteBuf out, long value) {
        if (value < 0 || value > MAX) {
            throw new IllegalArgumentException("a varint must be 0 to 2^62-1 but was " + value);
        }
        if (value <= MAX_1) {
            out.writeByte((int) value);
        } else if (value <= MAX_2) {
            out.writeShort((int) value | PREFIX_2);
        } else if (value <= MAX_4) {
            out.writeInt((int) value | PREFIX_4);
        } else {
            out.writeLong(value | PREFIX_8);
        }
    }

    /**
     * The integer at an index, all bytes of which are there.
     *
     * @throws AirwireException {@link Code#NON_MINIMAL} if a shorter form exists
     */
    static long get(ByteBuf in, int index) {
        int first = in.getByte(index);
        switch (first >>> 6 & 3) {
            case 0:
                return first & MAX_1;
            case 1:
                return minimal(in.getShort(index) & MAX_2, MAX_1);
            case 2:
                return minimal(in.getInt(index) & MAX_4, MAX_2);
            default:
                return minimal(in.getLong(index) & MAX, MAX_4);
        }
    }

    private static long minimal(long value, long largestOfShorter) {
        if (value <= largestOfShorter) {
            throw new AirwireException(
                    Code.NON_MINIMAL, "an integer must have its shortest form, " + value);
        }
        return value;
    }
}
