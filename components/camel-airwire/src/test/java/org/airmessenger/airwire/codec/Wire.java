/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;

import java.util.Arrays;
import java.util.HexFormat;

/** Bytes and frames, for tests. */
final class Wire {

    /** Everything that may come in READY, from either end. */
    static final int READY =
            0xffff & ~FrameType.set(FrameType.PAD, FrameType.HELLO, FrameType.WELCOME);

    static final int MAX_FRAME = 65536;

    /** The largest MAX_FRAME that can be announced. */
    static final int LARGEST = 1 << 24;

    private Wire() {}

    /** Bytes of hexadecimal digits; spaces are for people. */
    static byte[] hex(String... parts) {
        return HexFormat.of().parseHex(String.join("", parts).replace(" ", ""));
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** Annotated bytes: numbers as ints, so that 0xff needs no cast. */
    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static FrameReader reader(int width) {
        FrameReader reader = new FrameReader(READY);
        reader.agree(MAX_FRAME, width);
        return reader;
    }

    /** The only frame in these bytes, as in READY. */
    static Frame read(byte[] bytes) {
        return read(bytes, reader(FrameReader.NARROW));
    }

    static Frame read(byte[] bytes, FrameReader reader) {
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        Frame frame = reader.read(in);
        if (in.isReadable()) {
            throw new AssertionError("bytes left over: " + in.readableBytes());
        }
        if (frame == null) {
            throw new AssertionError("more bytes needed");
        }
        return frame;
    }

    static byte[] write(Frame frame) {
        return write(frame, FrameReader.NARROW);
    }

    static byte[] write(Frame frame, int width) {
        ByteBuf out = Unpooled.buffer();
        FrameWriter.write(frame, out, width);
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    /** The code by which these bytes are refused, as in READY. */
    static int refusal(byte[] bytes) {
        return refusal(bytes, reader(FrameReader.NARROW));
    }

    static int refusal(byte[] bytes, FrameReader reader) {
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        try {
            Frame frame = reader.read(in);
            throw new AssertionError("taken as " + frame);
        } catch (AirwireException e) {
            return e.code();
        }
    }

    /** With a LEN that is true. */
    static byte[] framed(byte[] inside) {
        ByteBuf whole = Unpooled.buffer();
        Varint.write(whole, inside.length);
        whole.writeBytes(inside);
        return Arrays.copyOf(whole.array(), whole.writerIndex());
    }

    /** The same without LEN. */
    static byte[] inside(byte[] framed) {
        return Arrays.copyOfRange(framed, Varint.sizeByFirst(framed[0]), framed.length);
    }

    /** What may come in every state, and as large as the specification allows. */
    static FrameReader anything(int width) {
        FrameReader reader = new FrameReader(-1);
        reader.agree(LARGEST, width);
        return reader;
    }

    /**
     * The refusal of these bytes, which must be cheap, and must keep nothing of the buffer that the
     * network lent.
     */
    static AirwireException refused(byte[] bytes, FrameReader reader) {
        ByteBuf in = PooledByteBufAllocator.DEFAULT.directBuffer(bytes.length);
        try {
            in.writeBytes(bytes);
            Frame frame = reader.read(in);
            throw new AssertionError("taken as " + frame);
        } catch (AirwireException e) {
            assertThat(e.getStackTrace()).as("a stack trace").isEmpty();
            assertThat(e.getCause()).isNull();
            assertThat(e.getSuppressed()).isEmpty();
            assertThat(in.refCnt()).as("holders of the buffer").isEqualTo(1);
            return e;
        } finally {
            in.release();
        }
    }

    /** An integer in its shortest form. */
    static byte[] varint(long value) {
        ByteBuf out = Unpooled.buffer();
        Varint.write(out, value);
        return Arrays.copyOf(out.array(), out.writerIndex());
    }
}
