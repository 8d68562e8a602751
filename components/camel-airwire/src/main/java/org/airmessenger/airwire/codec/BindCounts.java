/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;

/**
 * How many BINDs one end has sent and received in a session: equal counts at both ends mean equal
 * tables (PROTOCOL.md, 8.1).
 *
 * <pre>
 * +---------------+-------------------+
 * | sent (varint) | received (varint) |
 * +---------------+-------------------+
 * </pre>
 *
 * @param sent by the end that says so
 * @param received by the end that says so
 */
public record BindCounts(long sent, long received) {

    /** Nothing was bound. */
    public static final BindCounts NONE = new BindCounts(0, 0);

    /** As an attribute. */
    static final class Shape implements Form<BindCounts> {

        @Override
        public BindCounts read(Body body, Object what) {
            return new BindCounts(body.varint(what), body.varint(what));
        }

        @Override
        public int size(BindCounts value) {
            return Varint.size(value.sent) + Varint.size(value.received);
        }

        @Override
        public void write(ByteBuf out, BindCounts value) {
            Varint.write(out, value.sent);
            Varint.write(out, value.received);
        }

        @Override
        public BindCounts check(BindCounts value, String what) {
            Bounds.check(value.sent, 0, Varint.MAX, what);
            Bounds.check(value.received, 0, Varint.MAX, what);
            return value;
        }
    }
}
