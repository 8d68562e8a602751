/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;

/**
 * What is resolved: stored durably, or skipped (PROTOCOL.md, 5.2).
 *
 * <pre>
 *  flags  R 0001
 * +--------------+----------------+-----+--------+
 * | CUM (2 or 4) | COUNT (varint) | GAP | LENGTH |  …
 * |              |   if R                        |
 * +--------------+----------------+-----+--------+
 * </pre>
 *
 * @param cumulative low bits: everything up to here
 * @param ranges and these above
 */
public record Ack(long cumulative, Ranges ranges) implements Frame {

    private static final int R = 1;

    /** Checks the number. */
    public Ack {
        Bounds.check(cumulative, 0, Varint.MAX, "CUM");
    }

    static Ack read(int flags, Body body, int width) {
        FrameReader.onlyFlags(flags, R);
        long cumulative = body.sequence(width, "CUM");
        Ranges ranges = flags == R ? Ranges.read(body, 1) : Ranges.NONE;
        body.finish("ACK");
        return new Ack(cumulative, ranges);
    }

    @Override
    public int type() {
        return FrameType.ACK;
    }

    @Override
    public int flags() {
        return ranges.count() == 0 ? 0 : R;
    }

    @Override
    public int size(int width) {
        return ranges.count() == 0 ? width : width + ranges.size();
    }

    @Override
    public void write(ByteBuf out, int width) {
        FrameWriter.sequence(out, cumulative, width);
        if (ranges.count() > 0) {
            ranges.write(out);
        }
    }
}
