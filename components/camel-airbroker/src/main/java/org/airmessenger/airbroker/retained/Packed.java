/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.retained;

import java.util.Arrays;

/**
 * Bytes many of which are 0, in less room: the broker writes every name and text in UTF-16.
 *
 * <pre>
 *  which of the next 8 are not 0, the first the lowest bit | those that are not | and so on
 * </pre>
 */
final class Packed {

    private static final int GROUP = 8;

    private Packed() {}

    /** At most an eighth longer than it was, and mostly much shorter. */
    static byte[] pack(byte[] plain) {
        byte[] packed = new byte[plain.length + (plain.length + GROUP - 1) / GROUP];
        int to = 0;
        for (int from = 0; from < plain.length; from += GROUP) {
            int mask = to++;
            for (int i = from; i < Math.min(from + GROUP, plain.length); i++) {
                if (plain[i] != 0) {
                    packed[mask] |= (byte) (1 << i - from);
                    packed[to++] = plain[i];
                }
            }
        }
        return Arrays.copyOf(packed, to);
    }

    /**
     * What was packed.
     *
     * @param length of it before
     */
    static byte[] unpack(byte[] packed, int length) {
        byte[] plain = new byte[length];
        int from = 0;
        for (int to = 0; to < length; to += GROUP) {
            int mask = packed[from++];
            for (int i = to; i < Math.min(to + GROUP, length); i++) {
                if ((mask & 1 << i - to) != 0) {
                    plain[i] = packed[from++];
                }
            }
        }
        return plain;
    }
}
