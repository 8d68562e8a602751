/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import io.netty.buffer.ByteBuf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * A list of attributes, in the order of their tags. Immutable.
 *
 * <pre>
 * +--------------+---------------------------------------+
 * | TAG (varint) | value: varint, or LENGTH and bytes    |  …
 * +--------------+---------------------------------------+
 *   TAG = number << 2 | kind << 1 | critical;  tags ascend
 * </pre>
 */
public final class Attributes {

    /** No attribute. */
    public static final Attributes NONE = new Attributes(new Entry<?>[0]);

    static final int MAX_ENTRIES = 64;
    static final int MAX_BYTES = 16384;

    /** So that a tag stays below 2^31. */
    static final int MAX_NUMBER = (1 << 29) - 1;

    private final Entry<?>[] entries;
    private final int size;

    private Attributes(Entry<?>[] entries) {
        this.entries = entries;
        int bytes = 0;
        for (Entry<?> entry : entries) {
            bytes += entry.size();
        }
        this.size = bytes;
    }

    private record Entry<T>(Attribute<T> attribute, int tag, T value) {

        int size() {
            int length = attribute.form().size(value);
            return Varint.size(tag)
                    + (attribute.form().isInteger() ? 0 : Varint.size(length))
                    + length;
        }

        void write(ByteBuf out) {
            Varint.write(out, tag);
            if (!attribute.form().isInteger()) {
                Varint.write(out, attribute.form().size(value));
            }
            attribute.form().write(out, value);
        }

        void tell(BiConsumer<Attribute<?>, Object> listener) {
            listener.accept(attribute, value);
        }
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return entries.length == 0;
    }

    /** The value, or null. */
    public <T> T get(Attribute<T> attribute) {
        for (Entry<?> entry : entries) {
            if (entry.attribute == attribute) {
                @SuppressWarnings("unchecked")
                T value = (T) entry.value;
                return value;
            }
        }
        return null;
    }

    /** The value, or what holds without it. */
    public <T> T get(Attribute<T> attribute, T absent) {
        T value = get(attribute);
        return value == null ? absent : value;
    }

    /** All values of an attribute that may repeat. */
    public <T> List<T> all(Attribute<T> attribute) {
        List<T> values = new ArrayList<>(0);
        for (Entry<?> entry : entries) {
            if (entry.attribute == attribute) {
                @SuppressWarnings("unchecked")
                T value = (T) entry.value;
                values.add(value);
            }
        }
        return values;
    }

    /** Whether there is an attribute that is critical and not known. */
    public boolean hasUnknownCritical() {
        for (Entry<?> entry : entries) {
            if (entry.attribute.isUnknown() && (entry.tag & Attribute.CRITICAL) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Tells each attribute and its value, in order; unknown ones are named by their tag. */
    public void forEach(BiConsumer<Attribute<?>, Object> listener) {
        for (Entry<?> entry : entries) {
            entry.tell(listener);
        }
    }

    /** These, and the others where these say nothing; what repeats is joined. */
    public Attributes over(Attributes defaults) {
        if (defaults.isEmpty()) {
            return this;
        }
        if (isEmpty()) {
            return defaults;
        }
        List<Entry<?>> all = new ArrayList<>(Arrays.asList(defaults.entries));
        all.removeIf(entry -> !entry.attribute.repeats() && has(entry.tag));
        all.addAll(Arrays.asList(entries));
        return sorted(all);
    }

    /** Whether each attribute of the others has a value here too. */
    public boolean hasAll(Attributes others) {
        for (Entry<?> entry : others.entries) {
            if (!has(entry.tag)) {
                return false;
            }
        }
        return true;
    }

    /** These without those that the others say as well; what repeats stays. */
    public Attributes without(Attributes others) {
        if (others.isEmpty()) {
            return this;
        }
        List<Entry<?>> left = new ArrayList<>(Arrays.asList(entries));
        left.removeIf(entry -> !entry.attribute.repeats() && others.says(entry));
        return left.isEmpty() ? NONE : sorted(left);
    }

    private boolean says(Entry<?> other) {
        for (Entry<?> entry : entries) {
            if (entry.tag == other.tag && Objects.deepEquals(entry.value, other.value)) {
                return true;
            }
        }
        return false;
    }

    private boolean has(int tag) {
        for (Entry<?> entry : entries) {
            if (entry.tag == tag) {
                return true;
            }
        }
        return false;
    }

    private static Attributes sorted(List<Entry<?>> entries) {
        Entry<?>[] array = entries.toArray(Entry<?>[]::new);
        Arrays.sort(array, (a, b) -> Integer.compare(a.tag, b.tag));
        return new Attributes(array);
    }

    /** Bytes on the wire. */
    int size() {
        return size;
    }

    void write(ByteBuf out) {
        for (Entry<?> entry : entries) {
            entry.write(out);
        }
    }

    /** Reads all that is left of the body. */
    static Attributes read(Body body, Schema schema) {
        if (body.left() == 0) {
            return NONE;
        }
        if (body.left() > MAX_BYTES) {
            throw Body.malformed(
                    "attributes must have at most " + MAX_BYTES + " bytes", body.left());
        }
        List<Entry<?>> entries = new ArrayList<>(4);
        long before = -1;
        while (body.left() > 0) {
            long tag = body.varint("TAG");
            Attribute<?> attribute = schema.find(tag);
            if (tag < before || tag == before && !attribute.repeats()) {
                throw Body.malformed("tags must ascend, above " + before, tag);
            }
            before = tag;
            entries.add(read(body, attribute, (int) tag));
            if (entries.size() > MAX_ENTRIES) {
                throw Body.malformed(
                        "attributes must be at most " + MAX_ENTRIES + " in number", entries.size());
            }
        }
        return new Attributes(entries.toArray(Entry<?>[]::new));
    }

    private static <T> Entry<T> read(Body body, Attribute<T> attribute, int tag) {
        if (attribute.form().isInteger()) {
            return new Entry<>(attribute, tag, attribute.form().read(body, attribute));
        }
        int outer = body.narrow(body.varint(attribute), attribute);
        T value = attribute.form().read(body, attribute);
        body.widen(outer, attribute);
        return new Entry<>(attribute, tag, value);
    }

    /** Starts a list. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Attributes that) || entries.length != that.entries.length) {
            return false;
        }
        for (int i = 0; i < entries.length; i++) {
            if (entries[i].tag != that.entries[i].tag
                    || !Objects.deepEquals(entries[i].value, that.entries[i].value)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (Entry<?> entry : entries) {
            hash = hash * 31 + entry.tag;
        }
        return hash;
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder("{");
        for (Entry<?> entry : entries) {
            Object value = entry.value instanceof byte[] b ? Arrays.toString(b) : entry.value;
            out.append(out.length() > 1 ? ", " : "")
                    .append(entry.attribute)
                    .append('=')
                    .append(value);
        }
        return out.append('}').toString();
    }

    /** Collects attributes. */
    public static final class Builder {

        private final List<Entry<?>> entries = new ArrayList<>(4);

        private Builder() {}

        /**
         * Adds a value; null adds nothing.
         *
         * @throws IllegalArgumentException if the value cannot be sent, or the attribute is there
         *     already and does not repeat
         */
        public <T> Builder with(Attribute<T> attribute, T value) {
            if (value != null) {
                T checked = attribute.form().check(value, attribute.name());
                for (Entry<?> entry : entries) {
                    if (entry.attribute == attribute && !attribute.repeats()) {
                        throw new IllegalArgumentException(attribute + " must come once");
                    }
                }
                entries.add(new Entry<>(attribute, attribute.tag(), checked));
            }
            return this;
        }

        /** Adds an attribute that nobody knows, which is ignored: PROTOCOL.md, 11. */
        public Builder withUnknown(int number) {
            Bounds.check(number, 0, MAX_NUMBER, "the number of an attribute");
            Attribute<Long> attribute = Attribute.unknownNumber(number << 2);
            entries.add(new Entry<>(attribute, attribute.tag(), 0L));
            return this;
        }

        /**
         * The list.
         *
         * @throws IllegalArgumentException if it has too many attributes or bytes
         */
        public Attributes build() {
            Attributes attributes = entries.isEmpty() ? NONE : sorted(entries);
            if (attributes.entries.length > MAX_ENTRIES || attributes.size > MAX_BYTES) {
                throw new IllegalArgumentException(
                        "attributes must be at most %d with %d bytes but were %d with %d"
                                .formatted(
                                        MAX_ENTRIES,
                                        MAX_BYTES,
                                        attributes.entries.length,
                                        attributes.size));
            }
            return attributes;
        }
    }
}
