/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;

/**
 * The gatekeeper: cuts a stream into frames, and lets in only what the limit and the state of the
 * connection allow. LEN and TYPE are judged before the body is waited for; what was judged once is
 * not read again until there is enough of it. One per connection, for one thread at a time.
 */
public final class FrameReader {

    /** Largest LEN before WELCOME (PROTOCOL.md, 2). */
    public static final int FIRST_LIMIT = 4096;

    /** Bytes of a sequence number unless both ends can do better. */
    public static final int NARROW = 2;

    /** Bytes of a sequence number with SEQ32. */
    public static final int WIDE = 4;

    private static final int FLAGS = 0x0f;
    private static final int TYPE_SHIFT = 4;

    /** Reads a body. */
    private interface Reader {
        Frame read(int flags, Body body, int width);
    }

    /** By type. */
    private static final Reader[] READERS = {
        Pad::read,
        Send::read,
        Ack::read,
        Nack::read,
        Skip::read,
        Credit::read,
        Bind::read,
        Subscribe::read,
        Ping::read,
        Batch::read,
        Hello::read,
        Welcome::read,
        Bye::read,
        Result::read,
        Token::read,
        Extended::read
    };

    private final Body body = new Body();
    private int allowed;
    private int limit = FIRST_LIMIT;
    private int width = NARROW;

    /** How many bytes must be there before it is worth looking again. */
    private int needed = 1;

    /**
     * A reader for the beginning of a connection.
     *
     * @param allowed types, by {@link FrameType#set}
     */
    public FrameReader(int allowed) {
        this.allowed = allowed;
    }

    /** The state of the connection changed: other types are allowed. */
    public void allow(int types) {
        allowed = types;
    }

    /**
     * What the greeting agreed.
     *
     * @param maxFrame largest LEN
     * @param sequenceWidth {@link #NARROW} or {@link #WIDE}
     */
    public void agree(int maxFrame, int sequenceWidth) {
        limit = maxFrame;
        width = sequenceWidth;
    }

    /**
     * The next frame; the reader index stands behind it then.
     *
     * @return null if more bytes are needed; the reader index has not moved then
     * @throws AirwireException if the peer broke the protocol; nothing more can be read then
     */
    public Frame read(ByteBuf in) {
        int readable = in.readableBytes();
        if (readable < needed) {
            return null;
        }
        int at = in.readerIndex();
        int prefix = Varint.sizeByFirst(in.getByte(at));
        if (readable < prefix) {
            return null;
        }
        long length = Varint.get(in, at);
        if (length < 1) {
            throw Body.malformed("LEN must be 1 or more", length);
        }
        if (length > limit) {
            throw new AirwireException(
                    Code.FRAME_TOO_LARGE, "LEN must be at most " + limit + " but was " + length);
        }
        if (readable == prefix) {
            needed = prefix + 1;
            return null;
        }
        int head = in.getUnsignedByte(at + prefix);
        int type = head >>> TYPE_SHIFT;
        if ((allowed >>> type & 1) == 0) {
            throw new AirwireException(Code.BAD_STATE, FrameType.name(type) + " must not come now");
        }
        int whole = prefix + (int) length;
        if (readable < whole) {
            needed = whole;
            return null;
        }
        needed = 1;
        in.skipBytes(prefix + 1);
        return READERS[type].read(head & FLAGS, body.begin(in, (int) length - 1), width);
    }

    static void noFlags(int flags) {
        onlyFlags(flags, 0);
    }

    static void onlyFlags(int flags, int known) {
        if ((flags & ~known) != 0) {
            throw Body.malformed("reserved flags must be 0", flags & ~known);
        }
    }
}
