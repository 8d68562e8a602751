/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

/**
 * One attribute as the specification has it (PROTOCOL.md, 2): {@code TAG = number << 2 | kind << 1
 * | critical}.
 *
 * @param <T> what its value is in Java
 */
public final class Attribute<T> {

    private static final int NUMBER_SHIFT = 2;
    private static final Form.Number ANY_NUMBER = new Form.Number(0, Varint.MAX);
    private static final Form.Bytes ANY_BYTES = new Form.Bytes(0, Attributes.MAX_BYTES);
    static final int BYTES = 2;
    static final int CRITICAL = 1;

    /** Null if it is not known. */
    private final String name;

    private final int tag;
    private final Form<T> form;
    private final boolean repeats;

    private Attribute(String name, int tag, Form<T> form, boolean repeats) {
        this.name = name;
        this.tag = tag;
        this.form = form;
        this.repeats = repeats;
    }

    static <T> Attribute<T> of(int number, String name, Form<T> form) {
        int kind = form.isInteger() ? 0 : BYTES;
        return new Attribute<>(name, number << NUMBER_SHIFT | kind, form, false);
    }

    /** One that stands for a number that nobody knows. */
    static Attribute<Long> unknownNumber(int tag) {
        return new Attribute<>(null, tag, ANY_NUMBER, false);
    }

    /** One that stands for bytes that nobody knows. */
    static Attribute<byte[]> unknownBytes(int tag) {
        return new Attribute<>(null, tag, ANY_BYTES, false);
    }

    boolean isUnknown() {
        return name == null;
    }

    Attribute<T> critical() {
        return new Attribute<>(name, tag | CRITICAL, form, repeats);
    }

    Attribute<T> repeating() {
        return new Attribute<>(name, tag, form, true);
    }

    /** The name in the specification; of an unknown one its number. */
    public String name() {
        return name == null ? "?" + (tag >>> NUMBER_SHIFT) : name;
    }

    int tag() {
        return tag;
    }

    Form<T> form() {
        return form;
    }

    boolean repeats() {
        return repeats;
    }

    @Override
    public String toString() {
        return name();
    }
}
