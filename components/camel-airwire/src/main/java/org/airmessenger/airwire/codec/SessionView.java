/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;

/**
 * A session as one end sees it; in HELLO it asks to resume, in WELCOME it answers (PROTOCOL.md,
 * 7.4).
 *
 * <pre>
 * +---------------+--------+-----------+------+-------+----------+-----+--------+
 * | ID (16 bytes) | ATTACH | OUT_EPOCH | NEXT | FIRST | IN_EPOCH | CUM | ranges |   varints
 * +---------------+--------+-----------+------+-------+----------+-----+--------+
 * </pre>
 *
 * @param id of the session
 * @param attach which connection of the session this is, from 1
 * @param outEpoch epoch of the direction in which this end sends, from 1
 * @param next the number that its next message gets, from 1
 * @param first its lowest unresolved number, or {@code next}
 * @param inEpoch epoch of the other direction, as this end knows it; 0 if it knows none
 * @param cumulative up to here everything of the other direction is resolved
 * @param ranges what is resolved above
 */
public record SessionView(
        SessionId id,
        long attach,
        long outEpoch,
        long next,
        long first,
        long inEpoch,
        long cumulative,
        Ranges ranges) {

    /** As an attribute. */
    static final class Shape implements Form<SessionView> {

        @Override
        public SessionView read(Body body, Object what) {
            SessionId id = SessionId.read(body, what);
            long attach = body.varint(1, Varint.MAX, "ATTACH");
            long outEpoch = body.varint(1, Varint.MAX, "OUT_EPOCH");
            long next = body.varint(1, Varint.MAX, "NEXT");
            long first = body.varint(1, next, "FIRST");
            long inEpoch = body.varint("IN_EPOCH");
            long cumulative = body.varint("CUM");
            Ranges ranges = Ranges.read(body, 0);
            return new SessionView(id, attach, outEpoch, next, first, inEpoch, cumulative, ranges);
        }

        @Override
        public int size(SessionView v) {
            return SessionId.BYTES
                    + Varint.size(v.attach)
                    + Varint.size(v.outEpoch)
                    + Varint.size(v.next)
                    + Varint.size(v.first)
                    + Varint.size(v.inEpoch)
                    + Varint.size(v.cumulative)
                    + v.ranges.size();
        }

        @Override
        public void write(ByteBuf out, SessionView v) {
            v.id.write(out);
            Varint.write(out, v.attach);
            Varint.write(out, v.outEpoch);
            Varint.write(out, v.next);
            Varint.write(out, v.first);
            Varint.write(out, v.inEpoch);
            Varint.write(out, v.cumulative);
            v.ranges.write(out);
        }

        @Override
        public SessionView check(SessionView v, String what) {
            Bounds.check(v.attach, 1, Varint.MAX, "ATTACH");
            Bounds.check(v.outEpoch, 1, Varint.MAX, "OUT_EPOCH");
            Bounds.check(v.next, 1, Varint.MAX, "NEXT");
            Bounds.check(v.first, 1, v.next, "FIRST");
            Bounds.check(v.inEpoch, 0, Varint.MAX, "IN_EPOCH");
            Bounds.check(v.cumulative, 0, Varint.MAX, "CUM");
            return v;
        }
    }
}
