/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;

/**
 * The acceptor's first frame (PROTOCOL.md, 3).
 *
 * <pre>
 *  flags  R 0001  A 0010  B 0100
 * +------------------+------------+
 * | VERSION (1 byte) | attributes |
 * +------------------+------------+
 * </pre>
 *
 * @param version what is spoken from here on
 * @param flags {@link #RESUMED}, {@link #KNOWS_YOURS} and {@link #KNOWS_MINE}, or none
 * @param attributes {@link GreetingAttributes}
 */
public record Welcome(int version, int flags, Attributes attributes) implements Frame {

    /** The session is resumed. */
    public static final int RESUMED = 1;

    /** The initiator's aliases are still known to the acceptor. */
    public static final int KNOWS_YOURS = 2;

    /** The acceptor's aliases are still known to the initiator. */
    public static final int KNOWS_MINE = 4;

    private static final int MAX_VERSION = 255;

    /** Checks the version and the flags. */
    public Welcome {
        Bounds.check(version, 0, MAX_VERSION, "VERSION");
        Bounds.check(flags, 0, RESUMED | KNOWS_YOURS | KNOWS_MINE, "flags");
        if (flags > 0 && (flags & RESUMED) == 0) {
            throw new IllegalArgumentException(
                    "aliases must only live on in a resumed session but flags were " + flags);
        }
    }

    static Welcome read(int flags, Body body, int width) {
        FrameReader.onlyFlags(flags, RESUMED | KNOWS_YOURS | KNOWS_MINE);
        if (flags > 0 && (flags & RESUMED) == 0) {
            throw Body.malformed("aliases must only live on in a resumed session, flags", flags);
        }
        int version = body.unsignedByte("VERSION");
        return new Welcome(version, flags, GreetingAttributes.read(body));
    }

    /** Whether a flag is there. */
    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    @Override
    public int type() {
        return FrameType.WELCOME;
    }

    @Override
    public int size(int width) {
        return 1 + attributes.size();
    }

    @Override
    public void write(ByteBuf out, int width) {
        out.writeByte(version);
        attributes.write(out);
    }
}
