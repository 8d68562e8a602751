/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;

/**
 * Begins or ends a subscription (PROTOCOL.md, 5.7).
 *
 * <pre>
 *  flags  U 0001
 * +------------------+-----------------+--------+--------------+------------+
 * | REQUEST (varint) | length (varint) | FILTER | QOS (1 byte) | attributes |
 * |                  |                 |        |     unless U |            |
 * +------------------+-----------------+--------+--------------+------------+
 * </pre>
 *
 * @param request comes back in RESULT
 * @param filter 1–600 bytes
 * @param qos 0 or 1; {@link #END} to unsubscribe
 * @param attributes none is known yet
 */
public record Subscribe(long request, String filter, int qos, Attributes attributes)
        implements Frame {

    /** In the place of a QoS: unsubscribe. */
    public static final int END = -1;

    /** Most bytes of a filter: a topic's, and a group's name. */
    public static final int MAX_FILTER = 600;

    private static final int U = 1;
    private static final Schema SCHEMA = new Schema();

    /** Checks the numbers; the filter is checked when its bytes are counted. */
    public Subscribe {
        Bounds.check(request, 0, Varint.MAX, "REQUEST");
        Bounds.check(qos, END, 1, "QOS");
    }

    /** Without attributes. */
    public Subscribe(long request, String filter, int qos) {
        this(request, filter, qos, Attributes.NONE);
    }

    static Subscribe read(int flags, Body body, int width) {
        FrameReader.onlyFlags(flags, U);
        long request = body.varint("REQUEST");
        String filter = body.vartext(1, MAX_FILTER, "FILTER");
        int qos = END;
        if (flags == 0) {
            qos = body.unsignedByte("QOS");
            if (qos > 1) {
                throw Body.malformed("QOS must be 0 or 1", qos);
            }
        }
        return new Subscribe(request, filter, qos, Attributes.read(body, SCHEMA));
    }

    /**
     * Checks the form of a filter; its grammar is the receiver's to judge.
     *
     * @throws IllegalArgumentException if it cannot be sent
     */
    public static void checkFilter(String filter) {
        Bounds.checkText(filter, 1, MAX_FILTER, "FILTER");
    }

    /** Whether it ends a subscription. */
    public boolean isEnd() {
        return qos == END;
    }

    @Override
    public int type() {
        return FrameType.SUBSCRIBE;
    }

    @Override
    public int flags() {
        return qos == END ? U : 0;
    }

    @Override
    public int size(int width) {
        return Varint.size(request)
                + FrameWriter.size(filter, MAX_FILTER, "FILTER")
                + (qos == END ? 0 : 1)
                + attributes.size();
    }

    @Override
    public void write(ByteBuf out, int width) {
        Varint.write(out, request);
        FrameWriter.text(out, filter);
        if (qos != END) {
            out.writeByte(qos);
        }
        attributes.write(out);
    }
}
