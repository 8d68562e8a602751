/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

import java.nio.charset.StandardCharsets;

/**
 * Reads within the bounds of one frame, or of one value in it. Everything that reaches behind the
 * end is malformed; nothing is allocated before its length was compared. What is read is asked for
 * its name only if it is refused.
 */
final class Body {

    private static final byte[] NOTHING = new byte[0];

    private ByteBuf in;
    private int end;

    /** Begins with the frame whose body lies at the reader index. */
    Body begin(ByteBuf buffer, int length) {
        in = buffer;
        end = buffer.readerIndex() + length;
        return this;
    }

    /** Bytes left. */
    int left() {
        return end - in.readerIndex();
    }

    /** Narrows to the next bytes; undone by {@link #widen}. */
    int narrow(long length, Object what) {
        int outer = end;
        end = in.readerIndex() + checked(length, what);
        return outer;
    }

    /** Ends what {@link #narrow} began; all of it must have been read. */
    void widen(int outer, Object what) {
        if (left() != 0) {
            throw malformed(what + " must end where its length says, bytes left over", left());
        }
        end = outer;
    }

    int unsignedByte(Object what) {
        checked(1, what);
        return in.readUnsignedByte();
    }

    /** A sequence number of 2 or 4 bytes. */
    long sequence(int width, Object what) {
        checked(width, what);
        return width == 2 ? in.readUnsignedShort() : in.readUnsignedInt();
    }

    long eightBytes(Object what) {
        checked(8, what);
        return in.readLong();
    }

    long varint(Object what) {
        checked(1, what);
        int size = Varint.sizeByFirst(in.getByte(in.readerIndex()));
        checked(size, what);
        long value = Varint.get(in, in.readerIndex());
        in.skipBytes(size);
        return value;
    }

    /** An integer within its range. */
    long varint(long min, long max, Object what) {
        long value = varint(what);
        if (value < min || value > max) {
            throw malformed(what + " must be " + min + " to " + max, value);
        }
        return value;
    }

    /** A length and so many bytes of text. */
    String vartext(int min, int max, Object what) {
        return text(varint(min, max, what), what);
    }

    byte[] bytes(long length, Object what) {
        int size = checked(length, what);
        if (size == 0) {
            return NOTHING;
        }
        byte[] bytes = new byte[size];
        in.readBytes(bytes);
        return bytes;
    }

    /** All that is left. */
    byte[] rest() {
        return bytes(left(), "payload");
    }

    /** Passes all that is left; returns how many bytes it was. */
    int skipRest() {
        int size = left();
        in.skipBytes(size);
        return size;
    }

    /** Strict UTF-8 without U+0000. */
    String text(long length, Object what) {
        int size = checked(length, what);
        int from = in.readerIndex();
        boolean ascii = in.forEachByte(from, size, b -> b > 0) < 0;
        if (!ascii
                && (in.indexOf(from, from + size, (byte) 0) >= 0
                        || !ByteBufUtil.isText(in, from, size, StandardCharsets.UTF_8))) {
            throw new AirwireException(Code.MALFORMED, what + " must be UTF-8 text without U+0000");
        }
        return in.readCharSequence(size, ascii ? StandardCharsets.US_ASCII : StandardCharsets.UTF_8)
                .toString();
    }

    /** Refuses what a frame has behind its last field. */
    void finish(String frame) {
        if (left() != 0) {
            throw malformed(frame + " must end behind its last field, bytes left over", left());
        }
    }

    static AirwireException malformed(String rule, long actual) {
        return new AirwireException(Code.MALFORMED, rule + " but was " + actual);
    }

    private int checked(long length, Object what) {
        if (length > left()) {
            throw malformed(what + " must lie within its frame, missing bytes", length - left());
        }
        return (int) length;
    }
}
