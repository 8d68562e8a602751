/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;

/**
 * The last frame of an end (PROTOCOL.md, 5.10).
 *
 * <pre>
 * +---------------+--------------------+------------+
 * | CODE (varint) | RETRY (varint, ms) | attributes |
 * +---------------+--------------------+------------+
 * </pre>
 *
 * @param code see {@link Code}
 * @param retryMillis not to come back before; 0 whenever
 * @param notes {@link NoteAttributes}
 */
public record Bye(int code, long retryMillis, Attributes notes) implements Frame {

    /** Checks the numbers. */
    public Bye {
        Bounds.check(code, Code.OK, Code.MAX, "CODE");
        Bounds.check(retryMillis, 0, Nack.MAX_RETRY, "RETRY");
    }

    /** Without words. */
    public static Bye of(int code) {
        return new Bye(code, 0, Attributes.NONE);
    }

    static Bye read(int flags, Body body, int width) {
        FrameReader.noFlags(flags);
        return new Bye(
                (int) body.varint(0, Code.MAX, "CODE"),
                body.varint(0, Nack.MAX_RETRY, "RETRY"),
                Attributes.read(body, NoteAttributes.OF_BYE));
    }

    @Override
    public int type() {
        return FrameType.BYE;
    }

    @Override
    public int flags() {
        return 0;
    }

    @Override
    public int size(int width) {
        return Varint.size(code) + Varint.size(retryMillis) + notes.size();
    }

    @Override
    public void write(ByteBuf out, int width) {
        Varint.write(out, code);
        Varint.write(out, retryMillis);
        notes.write(out);
    }
}
