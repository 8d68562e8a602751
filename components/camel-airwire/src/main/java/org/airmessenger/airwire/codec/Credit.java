/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;

/**
 * What its sender is ready to take, in all since the connection began (PROTOCOL.md, 5.5).
 *
 * <pre>
 * +-------------------+----------------+
 * | MESSAGES (varint) | BYTES (varint) |
 * +-------------------+----------------+
 * </pre>
 *
 * @param messages in all
 * @param bytes in all
 */
public record Credit(long messages, long bytes) implements Frame {

    /** Checks the numbers. */
    public Credit {
        Bounds.check(messages, 0, Varint.MAX, "MESSAGES");
        Bounds.check(bytes, 0, Varint.MAX, "BYTES");
    }

    static Credit read(int flags, Body body, int width) {
        FrameReader.noFlags(flags);
        Credit credit = new Credit(body.varint("MESSAGES"), body.varint("BYTES"));
        body.finish("CREDIT");
        return credit;
    }

    @Override
    public int type() {
        return FrameType.CREDIT;
    }

    @Override
    public int flags() {
        return 0;
    }

    @Override
    public int size(int width) {
        return Varint.size(messages) + Varint.size(bytes);
    }

    @Override
    public void write(ByteBuf out, int width) {
        Varint.write(out, messages);
        Varint.write(out, bytes);
    }
}
