/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

/** Sequence numbers of 62 bits and the low bits of them that travel (PROTOCOL.md, 7.1). */
final class Numbers {

    private Numbers() {}

    /**
     * The number nearest to another one that has these low bits.
     *
     * @param low as it came
     * @param width bytes of it, 2 or 4
     * @param near the number that is most likely
     */
    static long expand(long low, int width, long near) {
        int bits = width * Byte.SIZE;
        long span = 1L << bits;
        long distance = low - near & span - 1;
        return near + (distance >= span >>> 1 ? distance - span : distance);
    }
}
