/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;

/**
 * What became of a request (PROTOCOL.md, 5.11).
 *
 * <pre>
 *  flags  KIND
 * +--------------------+---------------+----------------+------------+
 * | REFERENCE (varint) | CODE (varint) | VALUE (varint) | attributes |
 * +--------------------+---------------+----------------+------------+
 * </pre>
 *
 * @param kind {@link #SUBSCRIBE}, {@link #UNSUBSCRIBE}, {@link #BIND} or {@link #TOKEN}
 * @param reference of the request
 * @param code {@link Code#OK}, or why not
 * @param value QoS granted, or seconds until the proof ends; with another code milliseconds until
 *     trying again makes sense
 * @param notes {@link NoteAttributes}
 */
public record Result(int kind, long reference, int code, long value, Attributes notes)
        implements Frame {

    public static final int SUBSCRIBE = 0;
    public static final int UNSUBSCRIBE = 1;
    public static final int BIND = 2;
    public static final int TOKEN = 3;

    /** Checks the numbers. */
    public Result {
        Bounds.check(kind, SUBSCRIBE, TOKEN, "KIND");
        Bounds.check(reference, 0, Varint.MAX, "REFERENCE");
        Bounds.check(code, Code.OK, Code.MAX, "CODE");
        Bounds.check(value, 0, Varint.MAX, "VALUE");
    }

    static Result read(int flags, Body body, int width) {
        FrameReader.onlyFlags(flags, TOKEN);
        return new Result(
                flags,
                body.varint("REFERENCE"),
                (int) body.varint(0, Code.MAX, "CODE"),
                body.varint("VALUE"),
                Attributes.read(body, NoteAttributes.OF_ANSWER));
    }

    @Override
    public int type() {
        return FrameType.RESULT;
    }

    @Override
    public int flags() {
        return kind;
    }

    @Override
    public int size(int width) {
        return Varint.size(reference) + Varint.size(code) + Varint.size(value) + notes.size();
    }

    @Override
    public void write(ByteBuf out, int width) {
        Varint.write(out, reference);
        Varint.write(out, code);
        Varint.write(out, value);
        notes.write(out);
    }
}
