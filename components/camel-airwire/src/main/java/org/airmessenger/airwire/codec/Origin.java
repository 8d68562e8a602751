/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;

/**
 * The identity of a message that has no id of its own (PROTOCOL.md, 6).
 *
 * <pre>
 * +--------------------+----------------+-------------------+
 * | session (16 bytes) | epoch (varint) | sequence (varint) |
 * +--------------------+----------------+-------------------+
 * </pre>
 *
 * @param session in which it was sent first
 * @param epoch of its direction, from 1
 * @param sequence its number, from 1
 */
public record Origin(SessionId session, long epoch, long sequence) {

    /** The id of the message as text. */
    @Override
    public String toString() {
        return prefix(session, epoch) + sequence;
    }

    /** What the ids of all messages of a direction begin with; their sequence comes behind it. */
    public static String prefix(SessionId session, long epoch) {
        return session + "-" + epoch + "-";
    }

    /** As an attribute. */
    static final class Shape implements Form<Origin> {

        @Override
        public Origin read(Body body, Object what) {
            return new Origin(
                    SessionId.read(body, what),
                    body.varint(1, Varint.MAX, what),
                    body.varint(1, Varint.MAX, what));
        }

        @Override
        public int size(Origin value) {
            return SessionId.BYTES + Varint.size(value.epoch) + Varint.size(value.sequence);
        }

        @Override
        public void write(ByteBuf out, Origin value) {
            value.session.write(out);
            Varint.write(out, value.epoch);
            Varint.write(out, value.sequence);
        }

        @Override
        public Origin check(Origin value, String what) {
            Bounds.check(value.epoch, 1, Varint.MAX, "the epoch in " + what);
            Bounds.check(value.sequence, 1, Varint.MAX, "the sequence in " + what);
            return value;
        }
    }
}
