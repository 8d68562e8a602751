/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

/**
 * Bytes that are refused.
 *
 * @param name what is wrong with them
 * @param code by which they are refused
 * @param words the whole reason
 */
record Bad(String name, int code, String words, byte[] bytes) {

    /** The bytes in hexadecimal: the byte of type and flags, then the body; LEN is put before. */
    static Bad of(String name, int code, String words, String... hex) {
        return new Bad(name, code, words, Wire.framed(Wire.hex(hex)));
    }

    /** A field that reaches behind the end of its frame. */
    static Bad missing(String name, String field, long bytes, String... hex) {
        return malformed(
                name, field + " must lie within its frame, missing bytes but was " + bytes, hex);
    }

    /** Bytes behind the last field. */
    static Bad behind(String name, String frame, int bytes, String... hex) {
        return malformed(
                name,
                frame + " must end behind its last field, bytes left over but was " + bytes,
                hex);
    }

    /** A field that is not {@code "NAME must be 1 to 2"}. */
    static Bad outside(String name, String rule, long value, String... hex) {
        return malformed(name, rule + " but was " + value, hex);
    }

    /** An integer in more bytes than it needs. */
    static Bad longer(String name, long value, String... hex) {
        return of(name, Code.NON_MINIMAL, "an integer must have its shortest form, " + value, hex);
    }

    /** Refused as MALFORMED. */
    static Bad malformed(String name, String words, String... hex) {
        return of(name, Code.MALFORMED, words, hex);
    }

    @Override
    public String toString() {
        return name;
    }
}
