/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

import java.nio.charset.StandardCharsets;

/** Writes frames (PROTOCOL.md, 2). */
public final class FrameWriter {

    private static final int TYPE_SHIFT = 4;

    private FrameWriter() {}

    /**
     * LEN of a frame: all of it but LEN itself.
     *
     * @param width bytes of a sequence number: {@link FrameReader#NARROW} or {@link
     *     FrameReader#WIDE}
     */
    public static int length(Frame frame, int width) {
        return 1 + frame.size(width);
    }

    /**
     * Appends a frame.
     *
     * @throws IllegalArgumentException if it cannot be sent; nothing was written then
     */
    public static void write(Frame frame, ByteBuf out, int width) {
        int length = 1 + frame.size(width);
        out.ensureWritable(Varint.size(length) + length);
        Varint.write(out, length);
        out.writeByte(frame.type() << TYPE_SHIFT | frame.flags());
        frame.write(out, width);
    }

    static void sequence(ByteBuf out, long sequence, int width) {
        if (width == FrameReader.NARROW) {
            out.writeShort((int) sequence);
        } else {
            out.writeInt((int) sequence);
        }
    }

    /**
     * Bytes of a text of at least one byte, with its length before it.
     *
     * @throws IllegalArgumentException if it cannot be sent
     */
    static int size(String text, int max, String what) {
        int bytes = Bounds.checkText(text, 1, max, what);
        return Varint.size(bytes) + bytes;
    }

    static void text(ByteBuf out, String text) {
        Varint.write(out, ByteBufUtil.utf8Bytes(text));
        out.writeCharSequence(text, StandardCharsets.UTF_8);
    }
}
