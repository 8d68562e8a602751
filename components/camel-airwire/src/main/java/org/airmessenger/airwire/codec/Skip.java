/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;

/**
 * Given up: these numbers are never sent again (PROTOCOL.md, 5.4).
 *
 * <pre>
 *  flags  R 0001
 * +--------------+---------------+
 * | SEQ (2 or 4) | LAST (2 or 4) |
 * |              |   if R        |
 * +--------------+---------------+
 * </pre>
 *
 * @param sequence low bits of the first number
 * @param last low bits of the last, or {@link #ONE}
 */
public record Skip(long sequence, long last) implements Frame {

    /** In the place of a last number: only one. */
    public static final long ONE = -1;

    private static final int R = 1;

    /** Checks the numbers; whether they ascend says the window. */
    public Skip {
        Bounds.check(sequence, 0, Varint.MAX, "SEQ");
        Bounds.check(last, ONE, Varint.MAX, "LAST");
    }

    static Skip read(int flags, Body body, int width) {
        FrameReader.onlyFlags(flags, R);
        long first = body.sequence(width, "SEQ");
        long last = flags == R ? body.sequence(width, "LAST") : ONE;
        body.finish("SKIP");
        return new Skip(first, last);
    }

    @Override
    public int type() {
        return FrameType.SKIP;
    }

    @Override
    public int flags() {
        return last == ONE ? 0 : R;
    }

    @Override
    public int size(int width) {
        return last == ONE ? width : 2 * width;
    }

    @Override
    public void write(ByteBuf out, int width) {
        FrameWriter.sequence(out, sequence, width);
        if (last != ONE) {
            FrameWriter.sequence(out, last, width);
        }
    }
}
