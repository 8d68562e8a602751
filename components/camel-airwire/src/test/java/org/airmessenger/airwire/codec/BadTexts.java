/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import java.util.ArrayList;
import java.util.List;

/** Texts that no frame takes (PROTOCOL.md, 2; RFC 3629), with their length before them. */
final class BadTexts {

    private static final String RULE = " must be UTF-8 text without U+0000";

    private static final String[][] NO_TEXT = {
        {"a continuation byte alone", "80"},
        {"the first half of two bytes", "c3"},
        {"the first two of three bytes", "e282"},
        {"the first three of four bytes", "f09f8c"},
        {"/ in two bytes", "c0af"},
        {"/ in three bytes", "e080af"},
        {"/ in four bytes", "f08080af"},
        {"a surrogate", "eda080"},
        {"a pair of surrogates", "eda0bdedb8a1"},
        {"a code point above U+10FFFF", "f4908080"},
        {"five bytes", "f888808080"},
        {"fe, which never occurs", "fe"},
        {"ff, which never occurs", "ff"},
        {"U+0000 alone", "00"},
        {"U+0000 in the middle", "610062"},
        {"U+0000 at the end", "6100"},
        {"U+0000 behind a letter of two bytes", "c3a400"},
        {"U+0000 in two bytes", "c080"},
        {"half a letter behind a whole one", "61c3"}
    };

    private BadTexts() {}

    /** Frames of these bytes, a text that is none, and what comes behind it. */
    static List<Bad> between(String before, String field, String behind) {
        List<Bad> all = new ArrayList<>();
        for (String[] text : NO_TEXT) {
            int length = text[1].length() / 2;
            all.add(
                    Bad.malformed(
                            field + ": " + text[0],
                            field + RULE,
                            before,
                            "%02x".formatted(length),
                            text[1],
                            behind));
        }
        return all;
    }

    /** Frames of these bytes and a text whose length is a lie; nothing comes behind it. */
    static List<Bad> ofOtherLength(String before, String field, int max) {
        String rule = field + " must be 1 to " + max;
        return List.of(
                Bad.missing("no " + field, field, 1, before),
                Bad.missing("half a length of " + field, field, 1, before, "40"),
                Bad.missing("a byte less than " + field + " says", field, 1, before, "02 61"),
                Bad.longer("a length in two bytes of " + field, 1, before, "4001 61"),
                Bad.outside("an empty " + field, rule, 0, before, "00"),
                Bad.outside(
                        "a byte more than " + field + " may have",
                        rule,
                        max + 1,
                        before,
                        "%04x".formatted(0x4000 | max + 1),
                        "61".repeat(max + 1)),
                Bad.outside(field + " of 2^30-1 bytes", rule, 1073741823, before, "bfffffff 61"),
                Bad.outside(
                        field + " of 2^62-1 bytes", rule, Varint.MAX, before, "ffffffffffffffff"));
    }
}
