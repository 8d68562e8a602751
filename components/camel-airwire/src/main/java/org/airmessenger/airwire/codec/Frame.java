/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;

/**
 * What travels on the wire (PROTOCOL.md, 2).
 *
 * <pre>
 * +--------------+---------+----------+----------------+
 * | LEN (varint) | TYPE(4) | FLAGS(4) | body (LEN - 1) |
 * +--------------+---------+----------+----------------+
 * </pre>
 */
public sealed interface Frame
        permits Pad,
                Send,
                Ack,
                Nack,
                Skip,
                Credit,
                Bind,
                Subscribe,
                Ping,
                Batch,
                Hello,
                Welcome,
                Bye,
                Result,
                Token,
                Extended {

    /** The upper half of the byte behind LEN: one of {@link FrameType}. */
    int type();

    /** The lower half. */
    int flags();

    /**
     * Bytes of the body.
     *
     * @param width bytes of a sequence number, 2 or 4
     */
    int size(int width);

    /**
     * Writes the body.
     *
     * @param width bytes of a sequence number, 2 or 4
     */
    void write(ByteBuf out, int width);
}
