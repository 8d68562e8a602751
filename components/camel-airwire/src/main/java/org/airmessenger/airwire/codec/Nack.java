/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;

/**
 * Not stored; resolves nothing (PROTOCOL.md, 5.3).
 *
 * <pre>
 * +--------------+---------------+--------------------+------------+
 * | SEQ (2 or 4) | CODE (varint) | RETRY (varint, ms) | attributes |
 * +--------------+---------------+--------------------+------------+
 * </pre>
 *
 * @param sequence low bits of the number
 * @param code 01–3f, see {@link Code}
 * @param retryMillis when trying again makes sense; 0 unknown
 * @param notes {@link NoteAttributes}
 */
public record Nack(long sequence, int code, long retryMillis, Attributes notes) implements Frame {

    /** Longest time until another attempt. */
    public static final long MAX_RETRY = 86_400_000;

    /** Checks the numbers. */
    public Nack {
        Bounds.check(sequence, 0, Varint.MAX, "SEQ");
        Bounds.check(code, Code.OK + 1, Code.RESUME_UNKNOWN - 1, "CODE");
        Bounds.check(retryMillis, 0, MAX_RETRY, "RETRY");
    }

    static Nack read(int flags, Body body, int width) {
        FrameReader.noFlags(flags);
        return new Nack(
                body.sequence(width, "SEQ"),
                (int) body.varint(Code.OK + 1, Code.RESUME_UNKNOWN - 1, "CODE"),
                body.varint(0, MAX_RETRY, "RETRY"),
                Attributes.read(body, NoteAttributes.OF_ANSWER));
    }

    @Override
    public int type() {
        return FrameType.NACK;
    }

    @Override
    public int flags() {
        return 0;
    }

    @Override
    public int size(int width) {
        return width + Varint.size(code) + Varint.size(retryMillis) + notes.size();
    }

    @Override
    public void write(ByteBuf out, int width) {
        FrameWriter.sequence(out, sequence, width);
        Varint.write(out, code);
        Varint.write(out, retryMillis);
        notes.write(out);
    }
}
