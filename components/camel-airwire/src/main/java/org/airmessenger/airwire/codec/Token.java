/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;

/**
 * A new proof for a live connection (PROTOCOL.md, 5.11).
 *
 * <pre>
 * +----------------------------+
 * | token (1 to 3072 bytes)    |
 * +----------------------------+
 * </pre>
 *
 * @param token a secret: never logged
 */
public record Token(byte[] token) implements Frame {

    static final int MAX = 3072;

    /** Checks its size. */
    public Token {
        Bounds.checkSize(token.length, 1, MAX, "TOKEN");
    }

    static Token read(int flags, Body body, int width) {
        FrameReader.noFlags(flags);
        if (body.left() < 1 || body.left() > MAX) {
            throw Body.malformed("a token must have 1 to " + MAX + " bytes", body.left());
        }
        return new Token(body.rest());
    }

    @Override
    public int type() {
        return FrameType.TOKEN;
    }

    @Override
    public int flags() {
        return 0;
    }

    @Override
    public int size(int width) {
        return token.length;
    }

    @Override
    public void write(ByteBuf out, int width) {
        out.writeBytes(token);
    }

    @Override
    public String toString() {
        return "Token[…]";
    }
}
