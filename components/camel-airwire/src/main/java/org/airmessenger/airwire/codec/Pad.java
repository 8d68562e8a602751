/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;

/**
 * Fills a datagram (PROTOCOL.md, 5.11).
 *
 * <pre>
 * +-------------------+
 * | ignored, zeros    |
 * +-------------------+
 * </pre>
 *
 * @param length bytes of the body
 */
public record Pad(int length) implements Frame {

    /** Checks the length. */
    public Pad {
        Bounds.check(length, 0, Integer.MAX_VALUE, "PAD");
    }

    static Pad read(int flags, Body body, int width) {
        FrameReader.noFlags(flags);
        return new Pad(body.skipRest());
    }

    @Override
    public int type() {
        return FrameType.PAD;
    }

    @Override
    public int flags() {
        return 0;
    }

    @Override
    public int size(int width) {
        return length;
    }

    @Override
    public void write(ByteBuf out, int width) {
        out.writeZero(length);
    }
}
