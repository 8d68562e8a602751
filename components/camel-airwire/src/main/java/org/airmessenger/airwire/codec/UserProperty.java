/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

import java.nio.charset.StandardCharsets;

/**
 * A property that the sender's application gave a message (PROTOCOL.md, 6).
 *
 * <pre>
 * +-----------------+-------------+-----------------------+
 * | length (varint) | name (text) | value (text, to end)  |
 * +-----------------+-------------+-----------------------+
 * </pre>
 *
 * @param name at least one byte
 * @param value may be empty
 */
public record UserProperty(String name, String value) {

    static final int MAX_BYTES = 8192;

    /** As an attribute. */
    static final class Shape implements Form<UserProperty> {

        @Override
        public UserProperty read(Body body, Object what) {
            long length = body.varint(1, MAX_BYTES, what);
            if (body.left() > MAX_BYTES) {
                throw Body.malformed(
                        what + " must have at most " + MAX_BYTES + " bytes of text", body.left());
            }
            String name = body.text(length, what);
            return new UserProperty(name, body.text(body.left(), what));
        }

        @Override
        public int size(UserProperty value) {
            int name = ByteBufUtil.utf8Bytes(value.name);
            return Varint.size(name) + name + ByteBufUtil.utf8Bytes(value.value);
        }

        @Override
        public void write(ByteBuf out, UserProperty value) {
            Varint.write(out, ByteBufUtil.utf8Bytes(value.name));
            out.writeCharSequence(value.name, StandardCharsets.UTF_8);
            out.writeCharSequence(value.value, StandardCharsets.UTF_8);
        }

        @Override
        public UserProperty check(UserProperty value, String what) {
            int name = Bounds.checkText(value.name, 1, MAX_BYTES, "a name in " + what);
            Bounds.checkSize(name + Bounds.sizeOf(value.value, what), 1, MAX_BYTES, what);
            return value;
        }
    }
}
