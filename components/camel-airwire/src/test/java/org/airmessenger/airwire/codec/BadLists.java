/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import java.util.ArrayList;
import java.util.List;

/** Lists of attributes that no frame takes (PROTOCOL.md, 2), at the end of a frame. */
final class BadLists {

    private static final int TOO_MANY = Attributes.MAX_ENTRIES + 1;

    private BadLists() {}

    /** Frames of these bytes and a list that is wrong; 1000 and 1001 are known to nobody. */
    static List<Bad> behind(String... before) {
        List<Bad> all = new ArrayList<>();
        String start = String.join("", before);
        all.add(Bad.missing("half a tag", "TAG", 1, start, "40"));
        all.add(Bad.missing("three of four bytes of a tag", "TAG", 1, start, "80 00 41"));
        all.add(Bad.missing("a tag and no number", "?1000", 1, start, "4fa0"));
        all.add(Bad.missing("half a number", "?1000", 1, start, "4fa0 40"));
        all.add(Bad.missing("one of eight bytes of a number", "?1000", 7, start, "4fa0 c0"));
        all.add(Bad.missing("a tag and no length", "?1000", 1, start, "4fa2"));
        all.add(Bad.missing("half a length", "?1000", 1, start, "4fa2 40"));
        all.add(Bad.missing("a byte less than the length says", "?1000", 1, start, "4fa2 02 61"));
        all.add(Bad.missing("a length of 2^30-1", "?1000", 1073741822, start, "4fa2 bfffffff 61"));
        all.add(
                Bad.missing(
                        "a length of 2^62-1",
                        "?1000",
                        4611686018427387902L,
                        start,
                        "4fa2 ffffffffffffffff 61"));
        all.add(Bad.longer("a tag in four bytes", 4000, start, "80000fa0 01"));
        all.add(Bad.longer("a number in two bytes", 1, start, "4fa0 4001"));
        all.add(Bad.longer("a number in eight bytes", 16384, start, "4fa0 c000000000004000"));
        all.add(Bad.longer("a length in two bytes", 1, start, "4fa2 4001 61"));
        all.add(ascending("a tag twice", 4000, 4000, start, "4fa0 01 4fa0 01"));
        all.add(ascending("a tag twice, of bytes", 4002, 4002, start, "4fa2 00 4fa2 00"));
        all.add(ascending("a tag below the one before", 4004, 4000, start, "4fa4 01 4fa0 01"));
        all.add(ascending("a kind below the one before", 4002, 4000, start, "4fa2 00 4fa0 01"));
        all.add(beyond("a tag of 2^31", 2147483648L, start, "c000000080000000 01"));
        all.add(beyond("a tag of 2^62-1", Varint.MAX, start, "ffffffffffffffff 01"));
        all.add(
                Bad.malformed(
                        "65 attributes",
                        "attributes must be at most 64 in number but was 65",
                        start,
                        numbers(TOO_MANY)));
        return all;
    }

    /** So many that are known to nobody, ascending, each 0. */
    static String numbers(int count) {
        StringBuilder list = new StringBuilder();
        for (int number = 1000; number < 1000 + count; number++) {
            list.append("%04x00".formatted(0x4000 | number << 2));
        }
        return list.toString();
    }

    private static Bad ascending(String name, long before, long tag, String start, String list) {
        return Bad.malformed(
                name, "tags must ascend, above " + before + " but was " + tag, start, list);
    }

    private static Bad beyond(String name, long tag, String start, String list) {
        return Bad.malformed(name, "TAG must be below 2^31 but was " + tag, start, list);
    }
}
