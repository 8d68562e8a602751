/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;

/**
 * The initiator's first frame (PROTOCOL.md, 3).
 *
 * <pre>
 * +--------------+--------------+------------+
 * | MIN (1 byte) | MAX (1 byte) | attributes |
 * +--------------+--------------+------------+
 * </pre>
 *
 * @param min lowest version it speaks
 * @param max highest
 * @param attributes {@link GreetingAttributes}
 */
public record Hello(int min, int max, Attributes attributes) implements Frame {

    private static final int MAX_VERSION = 255;

    /** Checks the versions. */
    public Hello {
        Bounds.check(min, 1, MAX_VERSION, "MIN");
        Bounds.check(max, min, MAX_VERSION, "MAX");
    }

    static Hello read(int flags, Body body, int width) {
        FrameReader.noFlags(flags);
        int min = body.unsignedByte("MIN");
        int max = body.unsignedByte("MAX");
        if (min < 1 || max < min) {
            throw Body.malformed("MIN must be 1 to MAX, which was " + max + ",", min);
        }
        return new Hello(min, max, GreetingAttributes.read(body));
    }

    @Override
    public int type() {
        return FrameType.HELLO;
    }

    @Override
    public int flags() {
        return 0;
    }

    @Override
    public int size(int width) {
        return 2 + attributes.size();
    }

    @Override
    public void write(ByteBuf out, int width) {
        out.writeByte(min);
        out.writeByte(max);
        attributes.write(out);
    }
}
