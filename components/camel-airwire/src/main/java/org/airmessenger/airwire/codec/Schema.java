/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

/** The attributes that a kind of frame knows. */
final class Schema {

    private static final int FAST = 256;
    private static final Form.Number ANY_NUMBER = new Form.Number(0, Varint.MAX);
    private static final Form.Bytes ANY_BYTES = new Form.Bytes(0, Attributes.MAX_BYTES);

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
                ? unknownInteger((int) tag)
                : new Unknown<>((int) tag, ANY_BYTES).attribute();
    }

    static Attribute<Long> unknownInteger(int tag) {
        return new Unknown<>(tag, ANY_NUMBER).attribute();
    }

    static boolean isUnknown(Attribute<?> attribute) {
        return attribute.name().charAt(0) == '?';
    }

    private record Unknown<T>(int tag, Form<T> form) {

        Attribute<T> attribute() {
            Attribute<T> plain = Attribute.of(tag >>> 2, "?" + (tag >>> 2), form);
            return (tag & Attribute.CRITICAL) == 0 ? plain : plain.critical();
        }
    }
}
