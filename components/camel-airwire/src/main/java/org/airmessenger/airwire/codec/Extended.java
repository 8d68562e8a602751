/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;

/**
 * A frame of a later day (PROTOCOL.md, 11).
 *
 * <pre>
 * +-----------------+----------+
 * | NUMBER (varint) | anything |
 * +-----------------+----------+
 * </pre>
 *
 * @param number odd: who does not know it must not go on
 * @param data not to be changed
 */
public record Extended(long number, byte[] data) implements Frame {

    /** Checks the number. */
    public Extended {
        Bounds.check(number, 0, Varint.MAX, "NUMBER");
    }

    static Extended read(int flags, Body body, int width) {
        FrameReader.noFlags(flags);
        return new Extended(body.varint("NUMBER"), body.rest());
    }

    /** Whether who does not know it must not go on. */
    public boolean isCritical() {
        return (number & 1) != 0;
    }

    @Override
    public int type() {
        return FrameType.EXTENDED;
    }

    @Override
    public int flags() {
        return 0;
    }

    @Override
    public int size(int width) {
        return Varint.size(number) + data.length;
    }

    @Override
    public void write(ByteBuf out, int width) {
        Varint.write(out, number);
        out.writeBytes(data);
    }
}
