/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The gateways that a message has passed (PROTOCOL.md, 6).
 *
 * <pre>
 * +-----------------+-------------+
 * | length (varint) | node (text) |  … 1 to 16 times
 * +-----------------+-------------+
 * </pre>
 *
 * @param nodes names of 1 to 63 bytes, the first gateway first
 */
public record Hops(List<String> nodes) {

    /** Most gateways. */
    public static final int MAX = 16;

    static final int MAX_NAME = 63;

    /** Copies the list. */
    public Hops {
        nodes = List.copyOf(nodes);
    }

    /** As an attribute. */
    static final class Shape implements Form<Hops> {

        @Override
        public Hops read(Body body, Object what) {
            List<String> nodes = new ArrayList<>(2);
            do {
                nodes.add(body.vartext(1, MAX_NAME, what));
            } while (body.left() > 0 && nodes.size() < MAX);
            return new Hops(nodes);
        }

        @Override
        public int size(Hops value) {
            int size = 0;
            for (String node : value.nodes) {
                size += 1 + ByteBufUtil.utf8Bytes(node);
            }
            return size;
        }

        @Override
        public void write(ByteBuf out, Hops value) {
            for (String node : value.nodes) {
                Varint.write(out, ByteBufUtil.utf8Bytes(node));
                out.writeCharSequence(node, StandardCharsets.UTF_8);
            }
        }

        @Override
        public Hops check(Hops value, String what) {
            if (value.nodes.isEmpty() || value.nodes.size() > MAX) {
                throw new IllegalArgumentException(
                        what + " must be 1 to " + MAX + " but were " + value.nodes.size());
            }
            for (String node : value.nodes) {
                Bounds.checkText(node, 1, MAX_NAME, "a name in " + what);
            }
            return value;
        }
    }
}
