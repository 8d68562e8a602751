/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What every attribute of a kind of frames must stand: three tables, of values that come back, of
 * those that are refused, and of those that people cannot set.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class AttributeContract {

    private final Class<?> home;

    /** A value and its bytes, with its tag before them. */
    record Kept<T>(String name, Attribute<T> attribute, T value, String hex) {

        static <T> Kept<T> of(String name, Attribute<T> attribute, T value, String... hex) {
            return new Kept<>(
                    attribute + ", " + name,
                    attribute,
                    value,
                    String.join("", hex).replace(" ", ""));
        }

        Attributes list() {
            return Attributes.builder().with(attribute, value).build();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Bytes that are no value. */
    record Wrong(String attribute, String name, String words, String hex) {

        static Wrong of(Attribute<?> attribute, String name, String words, String... hex) {
            return new Wrong(attribute.name(), name, words, String.join("", hex));
        }

        /** A number that is not {@code "1 to 2"}. */
        static Wrong number(Attribute<?> attribute, String range, long value, String hex) {
            String words = attribute + " must be " + range + " but was " + value;
            return of(attribute, Long.toString(value), words, hex);
        }

        /** A number of bytes that is not {@code "1 to 2"}. */
        static Wrong size(Attribute<?> attribute, String range, int size, String... hex) {
            String words = attribute + " must have " + range + " bytes but was " + size;
            return of(attribute, size + " bytes", words, hex);
        }

        @Override
        public String toString() {
            return attribute + ", " + name;
        }
    }

    /** A value that people cannot set. */
    record Unset(Attribute<?> attribute, String words, Supplier<Attributes.Builder> set) {

        static <T> Unset of(Attribute<T> attribute, T value, String words) {
            return new Unset(attribute, words, () -> Attributes.builder().with(attribute, value));
        }

        @Override
        public String toString() {
            return words;
        }
    }

    AttributeContract(Class<?> home) {
        this.home = home;
    }

    /** A frame with these attributes. */
    abstract Frame carrying(Attributes attributes);

    /** Its attributes. */
    abstract Attributes attributes(Frame frame);

    /** Type, flags and body of the same frame with this list. */
    abstract byte[] carrying(byte[] list);

    /** Each attribute at both of its bounds. */
    abstract List<Kept<?>> kept();

    /** Each attribute one beyond its bounds, and cut. */
    abstract List<Wrong> wrong();

    /** The same for people. */
    abstract List<Unset> unset();

    @ParameterizedTest(name = "{0}")
    @MethodSource("kept")
    void isWrittenInOneWay(Kept<?> kept) {
        byte[] expected = Wire.framed(carrying(Wire.hex(kept.hex())));
        assertThat(Wire.hex(Wire.write(carrying(kept.list())))).isEqualTo(Wire.hex(expected));
        assertThat(kept.list().size()).isEqualTo(kept.hex().length() / 2);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kept")
    void comesBack(Kept<?> kept) {
        Attributes list = read(Wire.hex(kept.hex()));
        assertThat(list).isEqualTo(kept.list());
        assertThat(list.get((Attribute<?>) kept.attribute()))
                .usingRecursiveComparison()
                .isEqualTo(kept.value());
    }

    private Attributes read(byte[] list) {
        byte[] bytes = Wire.framed(carrying(list));
        return attributes(Wire.read(bytes, Wire.anything(FrameReader.NARROW)));
    }

    private AirwireException refused(byte[] list) {
        return Wire.refused(Wire.framed(carrying(list)), Wire.anything(FrameReader.NARROW));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kept")
    void mustBeWhole(Kept<?> kept) {
        byte[] list = Wire.hex(kept.hex());
        for (int length = 1; length < list.length; length++) {
            AirwireException refusal = refused(Arrays.copyOf(list, length));
            assertThat(Code.name(refusal.code())).isEqualTo("MALFORMED");
        }
    }

    /** Of bytes, the length is one less or one more than it was: another value, or none. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("kept")
    void isAnotherOrRefusedWithAnotherLength(Kept<?> kept) {
        if ((kept.attribute().tag() & Attribute.BYTES) == 0) {
            return;
        }
        byte[] list = Wire.hex(kept.hex());
        int at = Varint.sizeByFirst(list[0]);
        int length = (int) Varint.get(Unpooled.wrappedBuffer(list), at);
        byte[] value = Arrays.copyOfRange(list, at + Varint.size(length), list.length);
        for (int other : new int[] {length - 1, length + 1}) {
            if (other >= 0) {
                String head = Wire.hex(Arrays.copyOf(list, at)) + varint(other);
                anotherOrRefused(Wire.hex(head, Wire.hex(Arrays.copyOf(value, other))));
            }
        }
    }

    static String varint(int value) {
        return Wire.hex(Wire.varint(value));
    }

    private void anotherOrRefused(byte[] list) {
        byte[] bytes = Wire.framed(carrying(list));
        try {
            Frame frame = Wire.anything(FrameReader.NARROW).read(Unpooled.wrappedBuffer(bytes));
            assertThat(Wire.hex(Wire.write(frame))).isEqualTo(Wire.hex(bytes));
        } catch (AirwireException e) {
            assertThat(Code.name(e.code())).isIn("MALFORMED", "NON_MINIMAL");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void isRefusedByCodeAndReason(Wrong wrong) {
        AirwireException refusal = refused(Wire.hex(wrong.hex()));
        assertThat(refusal).hasMessage(wrong.words());
        assertThat(Code.name(refusal.code()))
                .isEqualTo(wrong.words().contains("shortest") ? "NON_MINIMAL" : "MALFORMED");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void costsLittleToRefuse(Wrong wrong) {
        byte[] bytes = Wire.framed(carrying(Wire.hex(wrong.hex())));
        assertThat(Allocated.by(() -> Allocated.read(bytes, FrameReader.NARROW)))
                .isLessThan((8 << 10) + 8L * bytes.length);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unset")
    void cannotBeSet(Unset unset) {
        assertThatThrownBy(() -> unset.set().get())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(unset.words());
    }

    @Test
    void noneIsForgotten() throws IllegalAccessException {
        Set<String> all = all().stream().map(Attribute::name).collect(Collectors.toSet());
        assertThat(kept()).extracting(kept -> kept.attribute().name()).containsAll(all);
        assertThat(wrong()).extracting(Wrong::attribute).containsAll(all);
    }

    /** With another kind or another critical bit a tag is another one, which nobody knows (2). */
    @Test
    void noneIsKnownByAnotherTag() throws IllegalAccessException {
        for (Attribute<?> attribute : all()) {
            for (int bits = 0; bits < 4; bits++) {
                int tag = attribute.tag() & ~3 | bits;
                if (tag != attribute.tag() && isRead(tag)) {
                    String hex = varint(tag) + ((bits & Attribute.BYTES) == 0 ? "05" : "0105");
                    Attributes list = read(Wire.hex(hex));
                    assertThat(list.get((Attribute<?>) attribute)).as("tag %x", tag).isNull();
                    assertThat(list.hasUnknownCritical()).isEqualTo((bits & 1) != 0);
                }
            }
        }
    }

    /** Whether a tag that nobody knows is read at all. */
    boolean isRead(int tag) {
        return true;
    }

    /** Number, name and kind are those of the specification's table. */
    @Test
    void eachStandsInTheSpecification() throws IOException, IllegalAccessException {
        String text =
                Files.readString(
                        Path.of(
                                System.getProperty("air.project.root"),
                                "components/camel-airwire/PROTOCOL.md"));
        for (Attribute<?> attribute : all()) {
            String kind = (attribute.tag() & Attribute.BYTES) == 0 ? "varint" : "(bytes|text)";
            assertThat(text).containsPattern(row(attribute, kind));
        }
    }

    /** The row of an attribute, as a regular expression. */
    String row(Attribute<?> attribute, String kind) {
        return "\\| %d \\| %s \\| %s".formatted(attribute.tag() >>> 2, attribute, kind);
    }

    /** Whether an attribute is one of those that are tried here. */
    boolean isMine(Attribute<?> attribute) {
        return true;
    }

    private List<Attribute<?>> all() throws IllegalAccessException {
        List<Attribute<?>> all = new ArrayList<>();
        for (Field field : home.getFields()) {
            if (field.getType() == Attribute.class) {
                Attribute<?> attribute = (Attribute<?>) field.get(null);
                assertThat(attribute.name()).isEqualTo(field.getName());
                if (isMine(attribute)) {
                    all.add(attribute);
                }
            }
        }
        return all;
    }
}
