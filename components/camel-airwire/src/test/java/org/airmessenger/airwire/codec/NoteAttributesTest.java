/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** PROTOCOL.md, 5.3, 5.10 and 5.11: what is added for people and for the next attempt. */
class NoteAttributesTest extends AttributeContract {

    NoteAttributesTest() {
        super(NoteAttributes.class);
    }

    @Override
    Frame carrying(Attributes attributes) {
        return new Bye(Code.OK, 0, attributes);
    }

    @Override
    Attributes attributes(Frame frame) {
        return ((Bye) frame).notes();
    }

    @Override
    byte[] carrying(byte[] list) {
        return Wire.hex("c0 00 00", Wire.hex(list));
    }

    @Override
    String row(Attribute<?> attribute, String kind) {
        return attribute == NoteAttributes.DETAIL
                ? "0: DETAIL text, ≤ 256 bytes"
                : "1: REDIRECT text host:port, 1 … 255 bytes";
    }

    @Override
    List<Kept<?>> kept() {
        return List.of(
                Kept.of("nothing", NoteAttributes.DETAIL, "", "02 00"),
                Kept.of("beyond ASCII", NoteAttributes.DETAIL, "ä", "02 02 c3a4"),
                Kept.of(
                        "most",
                        NoteAttributes.DETAIL,
                        "x".repeat(256),
                        "02 4100",
                        "78".repeat(256)),
                Kept.of("one byte", NoteAttributes.REDIRECT, "b", "06 01 62"),
                Kept.of("b:7443", NoteAttributes.REDIRECT, "b:7443", "06 06 623a37343433"),
                Kept.of(
                        "most",
                        NoteAttributes.REDIRECT,
                        "x".repeat(255),
                        "06 40ff",
                        "78".repeat(255)));
    }

    @Override
    List<Wrong> wrong() {
        return List.of(
                Wrong.size(NoteAttributes.DETAIL, "0 to 256", 257, "02 4101", "78".repeat(257)),
                Wrong.of(
                        NoteAttributes.DETAIL,
                        "no text",
                        "DETAIL must be UTF-8 text without U+0000",
                        "02 01 00"),
                Wrong.size(NoteAttributes.REDIRECT, "1 to 255", 0, "06 00"),
                Wrong.size(NoteAttributes.REDIRECT, "1 to 255", 256, "06 4100", "78".repeat(256)),
                Wrong.of(
                        NoteAttributes.REDIRECT,
                        "no text",
                        "REDIRECT must be UTF-8 text without U+0000",
                        "06 02 c0af"));
    }

    @Override
    List<Unset> unset() {
        return List.of(
                Unset.of(
                        NoteAttributes.DETAIL,
                        "x".repeat(257),
                        "DETAIL must have 0 to 256 bytes but had 257"),
                Unset.of(
                        NoteAttributes.DETAIL,
                        "a\0",
                        "DETAIL must be well-formed Unicode without U+0000"),
                Unset.of(
                        NoteAttributes.REDIRECT, "", "REDIRECT must have 1 to 255 bytes but had 0"),
                Unset.of(
                        NoteAttributes.REDIRECT,
                        "x".repeat(256),
                        "REDIRECT must have 1 to 255 bytes but had 256"));
    }

    @ParameterizedTest
    @CsvSource({
        // a letter, how often, and how many of them fit into 256 bytes
        "x, 256, 256",
        "x, 257, 256",
        "x, 10000, 256",
        "ä, 128, 128",
        "ä, 129, 128",
        "€, 85, 85",
        "€, 86, 85",
        "🌡, 64, 64",
        "🌡, 65, 64"
    })
    void aDetailIsCutWhereItFits(String letter, int count, int fits) {
        assertThat(detail(letter.repeat(count))).isEqualTo(letter.repeat(fits));
    }

    @Test
    void aDetailShowsWhatCannotBeShownAsAQuestion() {
        assertThat(detail("tab\tand\0null\uD800")).isEqualTo("tab?and?null?");
        assertThat(detail("\uDC00\uD800")).isEqualTo("??");
        assertThat(detail("\r\n")).isEqualTo("??");
    }

    @Test
    void noWordsAreNoDetail() {
        assertThat(NoteAttributes.detail(null)).isSameAs(Attributes.NONE);
        assertThat(NoteAttributes.detail("")).isSameAs(Attributes.NONE);
    }

    private static String detail(String text) {
        return NoteAttributes.detail(text).get(NoteAttributes.DETAIL);
    }
}
