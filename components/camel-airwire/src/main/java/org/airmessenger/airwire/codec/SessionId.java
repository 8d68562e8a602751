/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;

import java.util.HexFormat;

/**
 * The id of a session: 16 unpredictable bytes that the acceptor gave (PROTOCOL.md, 7.4).
 *
 * @param high first 8 bytes
 * @param low last 8 bytes
 */
public record SessionId(long high, long low) {

    static final int BYTES = 16;

    static SessionId read(Body body, Object what) {
        return new SessionId(body.eightBytes(what), body.eightBytes(what));
    }

    void write(ByteBuf out) {
        out.writeLong(high);
        out.writeLong(low);
    }

    /** 32 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }
}
