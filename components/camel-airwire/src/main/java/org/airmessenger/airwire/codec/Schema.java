/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

/** The attributes that a kind of frame knows. */
final class Schema {

    private static final int FAST = 256;

    private final Attribute<?>[] byTag = new Attribute<?>[FAST];

    Schema(Attribute<?>... attributes) {
        for (Attribute<?> attribute : attributes) {
            byTag[attribute.tag()] = attribute;
        }
    }

    /** The attribute of a tag, or one that stands for an unknown one. */
    Attribute<?> find(long tag) {
        if (tag < FAST && byTag[(int) tag] != null) {
            return byTag[(int) tag];
        }
        if (tag > Integer.MAX_VALUE) {
            throw Body.malformed("TAG must be below 2^31", tag);
        }
        return (tag & Attribute.BYTES) == 0
                ? Attribute.unknownNumber((int) tag)
                : Attribute.unknownBytes((int) tag);
    }
}
