/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

/**
 * A frame and its bytes: each is the other.
 *
 * @param name in the words of the specification
 * @param width bytes of a sequence number
 */
record Good(String name, Frame frame, byte[] bytes, int width) {

    /** With narrow numbers; the bytes in hexadecimal, LEN first. */
    static Good of(String name, Frame frame, String... hex) {
        return new Good(name, frame, Wire.hex(hex), FrameReader.NARROW);
    }

    /** With wide numbers. */
    static Good wide(String name, Frame frame, String... hex) {
        return new Good(name, frame, Wire.hex(hex), FrameReader.WIDE);
    }

    /** Without LEN. */
    byte[] inside() {
        return Wire.inside(bytes);
    }

    @Override
    public String toString() {
        return name;
    }
}
