/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;

import java.util.UUID;

/** An id that is a UUID in canonical lower-case text: 16 bytes (PROTOCOL.md, 6; RFC 9562, 4). */
final class UuidText implements Form<String> {

    private static final int BYTES = 16;
    private static final int TEXT = 36;

    /** Whether 16 bytes give back exactly this text. */
    static boolean is(String text) {
        if (text.length() != TEXT) {
            return false;
        }
        for (int i = 0; i < TEXT; i++) {
            char c = text.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String read(Body body, Object what) {
        return new UUID(body.eightBytes(what), body.eightBytes(what)).toString();
    }

    @Override
    public int size(String value) {
        return BYTES;
    }

    @Override
    public void write(ByteBuf out, String value) {
        UUID uuid = UUID.fromString(value);
        out.writeLong(uuid.getMostSignificantBits());
        out.writeLong(uuid.getLeastSignificantBits());
    }

    @Override
    public String check(String value, String what) {
        if (!is(value)) {
            throw new IllegalArgumentException(
                    what + " must be a UUID in canonical lower-case text");
        }
        return value;
    }
}
