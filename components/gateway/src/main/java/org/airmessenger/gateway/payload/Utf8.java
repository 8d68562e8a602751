/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.payload;

/** Checks UTF-8 strictly (RFC 3629: no overlong forms, no surrogates) without decoding it. */
public final class Utf8 {

    private Utf8() {}

    /** Whether all bytes are well-formed UTF-8. */
    public static boolean isValid(byte[] bytes) {
        int i = 0;
        while (i < bytes.length) {
            int first = bytes[i++];
            if (first >= 0) {
                continue;
            }
            int more = followers(first & 0xFF);
            if (more < 0 || i + more > bytes.length || !secondFits(first & 0xFF, bytes[i] & 0xFF)) {
                return false;
            }
            for (int end = i + more; i < end; i++) {
                if ((bytes[i] & 0xC0) != 0x80) {
                    return false;
                }
            }
        }
        return true;
    }

    private static int followers(int first) {
        if (first >= 0xC2 && first <= 0xDF) {
            return 1;
        }
        if (first >= 0xE0 && first <= 0xEF) {
            return 2;
        }
        return first >= 0xF0 && first <= 0xF4 ? 3 : -1;
    }

    /** The second byte's narrower range after four of the first bytes (RFC 3629, section 4). */
    private static boolean secondFits(int first, int second) {
        return switch (first) {
            case 0xE0 -> second >= 0xA0;
            case 0xED -> second <= 0x9F;
            case 0xF0 -> second >= 0x90;
            case 0xF4 -> second <= 0x8F;
            default -> true;
        };
    }
}
