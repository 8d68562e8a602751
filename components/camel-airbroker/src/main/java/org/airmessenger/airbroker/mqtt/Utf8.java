/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

import java.nio.charset.StandardCharsets;

/**
 * Text as MQTT allows it (MQTT 5.0, 1.5.4): UTF-8 of the shortest form, without surrogates and
 * without U+0000. A byte order mark is text like any other.
 */
final class Utf8 {

    private static final ByteProcessor ASCII = b -> b > 0;

    private Utf8() {}

    /**
     * Reads text.
     *
     * @param what its name, for the error
     * @throws PacketException if it is not well-formed
     */
    static String read(ByteBuf in, int at, int length, String what) {
        int other = in.forEachByte(at, length, ASCII);
        if (other < 0) {
            return in.toString(at, length, StandardCharsets.US_ASCII);
        }
        int end = at + length;
        for (int i = other; i < end; ) {
            int size = sizeOf(in, i, end);
            if (size == 0) {
                throw PacketException.malformed(
                        "the "
                                + what
                                + " must be well-formed UTF-8 without U+0000 but was not at byte "
                                + (i - at));
            }
            i += size;
        }
        return in.toString(at, length, StandardCharsets.UTF_8);
    }

    /** Bytes of the character there; 0 if it is none (Unicode, table 3-7). */
    private static int sizeOf(ByteBuf in, int at, int end) {
        int first = in.getUnsignedByte(at);
        if (first < 0x80) {
            return first == 0 ? 0 : 1;
        }
        int size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
        if (first < 0xC2 || first > 0xF4 || end - at < size) {
            return 0;
        }
        int least =
                switch (first) {
                    case 0xE0 -> 0xA0;
                    case 0xF0 -> 0x90;
                    default -> 0x80;
                };
        int most =
                switch (first) {
                    case 0xED -> 0x9F;
                    case 0xF4 -> 0x8F;
                    default -> 0xBF;
                };
        int second = in.getUnsignedByte(at + 1);
        boolean fits = second >= least && second <= most;
        for (int i = 2; fits && i < size; i++) {
            fits = (in.getUnsignedByte(at + i) & 0xC0) == 0x80;
        }
        return fits ? size : 0;
    }
}
