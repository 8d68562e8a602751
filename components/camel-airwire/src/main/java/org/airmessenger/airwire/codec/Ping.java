/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;

/**
 * Is anybody there? And the answer (PROTOCOL.md, 5.8).
 *
 * <pre>
 *  flags  R 0001
 * +-------------------------+
 * | nothing, or 8 bytes     |
 * +-------------------------+
 * </pre>
 *
 * @param reply whether it answers
 * @param challenge what must come back, or null
 */
public record Ping(boolean reply, Long challenge) implements Frame {

    private static final int R = 1;
    private static final int BYTES = 8;

    static Ping read(int flags, Body body, int width) {
        FrameReader.onlyFlags(flags, R);
        Long challenge = body.left() == 0 ? null : body.eightBytes("PING");
        body.finish("PING");
        return new Ping(flags == R, challenge);
    }

    /** The answer to this. */
    public Ping answer() {
        return new Ping(true, challenge);
    }

    @Override
    public int type() {
        return FrameType.PING;
    }

    @Override
    public int flags() {
        return reply ? R : 0;
    }

    @Override
    public int size(int width) {
        return challenge == null ? 0 : BYTES;
    }

    @Override
    public void write(ByteBuf out, int width) {
        if (challenge != null) {
            out.writeLong(challenge);
        }
    }
}
