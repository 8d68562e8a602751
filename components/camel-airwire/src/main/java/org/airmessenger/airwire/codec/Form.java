/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

import java.nio.charset.StandardCharsets;

/**
 * How the value of an attribute is checked, read and written. {@link #read} is for wires, {@link
 * #check} for people.
 *
 * @param <T> what it is in Java
 */
interface Form<T> {

    /** Whether the value is an integer; else it is bytes with their length. */
    default boolean isInteger() {
        return false;
    }

    /**
     * Reads a value.
     *
     * @param body narrowed to the value, or standing before the integer
     */
    T read(Body body, Object what);

    /** Bytes of the value, without its length. */
    int size(T value);

    /** Writes the value, without its length. */
    void write(ByteBuf out, T value);

    /**
     * Returns the value.
     *
     * @throws IllegalArgumentException if it cannot be sent
     */
    T check(T value, String what);

    /** An integer within its range. */
    record Number(long min, long max) implements Form<Long> {

        @Override
        public boolean isInteger() {
            return true;
        }

        @Override
        public Long read(Body body, Object what) {
            return body.varint(min, max, what);
        }

        @Override
        public int size(Long value) {
            return Varint.size(value);
        }

        @Override
        public void write(ByteBuf out, Long value) {
            Varint.write(out, value);
        }

        @Override
        public Long check(Long value, String what) {
            Bounds.check(value, min, max, what);
            return value;
        }
    }

    /** UTF-8 text, its length in bytes. */
    record Text(int min, int max) implements Form<String> {

        @Override
        public String read(Body body, Object what) {
            within(body.left(), min, max, what);
            return body.text(body.left(), what);
        }

        @Override
        public int size(String value) {
            return ByteBufUtil.utf8Bytes(value);
        }

        @Override
        public void write(ByteBuf out, String value) {
            out.writeCharSequence(value, StandardCharsets.UTF_8);
        }

        @Override
        public String check(String value, String what) {
            Bounds.checkText(value, min, max, what);
            return value;
        }
    }

    /** Visible ASCII characters: no space, nothing below or above. */
    record Visible(int min, int max) implements Form<String> {

        @Override
        public String read(Body body, Object what) {
            within(body.left(), min, max, what);
            String text = body.text(body.left(), what);
            if (!isVisible(text)) {
                throw new AirwireException(
                        Code.MALFORMED, what + " must be visible ASCII characters");
            }
            return text;
        }

        @Override
        public int size(String value) {
            return value.length();
        }

        @Override
        public void write(ByteBuf out, String value) {
            out.writeCharSequence(value, StandardCharsets.US_ASCII);
        }

        @Override
        public String check(String value, String what) {
            if (value.length() < min || value.length() > max || !isVisible(value)) {
                throw new IllegalArgumentException(
                        what + " must be " + min + " to " + max + " visible ASCII characters");
            }
            return value;
        }

        static boolean isVisible(String text) {
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
                    return false;
                }
            }
            return true;
        }
    }

    /** Bytes. */
    record Bytes(int min, int max, int step) implements Form<byte[]> {

        Bytes(int min, int max) {
            this(min, max, 1);
        }

        @Override
        public byte[] read(Body body, Object what) {
            within(body.left(), min, max, what);
            if (body.left() % step != 0) {
                throw Body.malformed(what + " must be a multiple of " + step, body.left());
            }
            return body.rest();
        }

        @Override
        public int size(byte[] value) {
            return value.length;
        }

        @Override
        public void write(ByteBuf out, byte[] value) {
            out.writeBytes(value);
        }

        @Override
        public byte[] check(byte[] value, String what) {
            if (value.length < min || value.length > max || value.length % step != 0) {
                throw new IllegalArgumentException(
                        what
                                + " must have "
                                + min
                                + " to "
                                + max
                                + " bytes, a multiple of "
                                + step
                                + ", but had "
                                + value.length);
            }
            return value;
        }
    }

    private static void within(int length, int min, int max, Object what) {
        if (length < min || length > max) {
            throw Body.malformed(what + " must have " + min + " to " + max + " bytes", length);
        }
    }
}
