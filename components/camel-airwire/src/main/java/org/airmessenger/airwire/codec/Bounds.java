/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

/**
 * What people put into a frame is held to the same bounds as what comes by a wire, before a byte of
 * it is written: else the peer would refuse it, and end the connection.
 */
final class Bounds {

    private Bounds() {}

    /**
     * Checks a number.
     *
     * @throws IllegalArgumentException if it is outside its range
     */
    static void check(long value, long min, long max, String what) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    what + " must be " + min + " to " + max + " but was " + value);
        }
    }

    /**
     * Checks how many bytes there are.
     *
     * @throws IllegalArgumentException if they are too few or too many
     */
    static void checkSize(int size, int min, int max, String what) {
        if (size < min || size > max) {
            throw new IllegalArgumentException(
                    what + " must have " + min + " to " + max + " bytes but had " + size);
        }
    }

    /**
     * Checks a text.
     *
     * @return its bytes in UTF-8
     * @throws IllegalArgumentException if they are too few or too many, or it cannot be sent
     */
    static int checkText(String value, int min, int max, String what) {
        int size = sizeOf(value, what);
        checkSize(size, min, max, what);
        return size;
    }

    /**
     * Bytes of a text in UTF-8.
     *
     * @throws IllegalArgumentException if it has U+0000 or half a surrogate pair
     */
    static int sizeOf(String value, String what) {
        int size = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x80) {
                isText(c != 0, what);
                size++;
            } else if (c < 0x800) {
                size += 2;
            } else if (Character.isSurrogate(c)) {
                isText(
                        Character.isHighSurrogate(c)
                                && i + 1 < value.length()
                                && Character.isLowSurrogate(value.charAt(i + 1)),
                        what);
                i++;
                size += 4;
            } else {
                size += 3;
            }
        }
        return size;
    }

    private static void isText(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(
                    what + " must be well-formed Unicode without U+0000");
        }
    }
}
