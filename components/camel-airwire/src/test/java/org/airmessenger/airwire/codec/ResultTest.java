/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** PROTOCOL.md, 5.11. */
class ResultTest extends FrameContract {

    private static final Attributes NONE = Attributes.NONE;

    ResultTest() {
        super(FrameType.RESULT, 3);
    }

    @Override
    List<Good> good() {
        return List.of(
                Good.of(
                        "subscribed at QoS 1",
                        new Result(Result.SUBSCRIBE, 1, Code.OK, 1, NONE),
                        "04 d0 01 00 01"),
                Good.of(
                        "unsubscribed",
                        new Result(Result.UNSUBSCRIBE, 2, Code.OK, 0, NONE),
                        "04 d1 02 00 00"),
                Good.of(
                        "an alias too many",
                        new Result(Result.BIND, 300, Code.TOO_MANY, 0, NONE),
                        "05 d2 412c 26 00"),
                Good.of(
                        "a proof for an hour",
                        new Result(Result.TOKEN, 0, Code.OK, 3600, NONE),
                        "05 d3 00 00 4e10"),
                Good.of(
                        "not allowed, and why",
                        new Result(
                                Result.SUBSCRIBE,
                                7,
                                Code.NOT_ALLOWED,
                                0,
                                NoteAttributes.detail("no")),
                        "08 d0 07 02 00 02 02 6e6f"),
                Good.of(
                        "the highest numbers",
                        new Result(Result.SUBSCRIBE, Varint.MAX, 16383, Varint.MAX, NONE),
                        "13 d0 ffffffffffffffff 7fff ffffffffffffffff"),
                Good.of(
                        "the longest detail",
                        new Result(Result.BIND, 1, 1, 0, NoteAttributes.detail("x".repeat(256))),
                        "4107 d2 01 01 00 02 4100",
                        "78".repeat(256)),
                Good.of(
                        "an attribute of a later day",
                        new Result(
                                Result.BIND,
                                1,
                                1,
                                0,
                                Attributes.builder().withUnknown(1000).build()),
                        "07 d2 01 01 00 4fa0 00"));
    }

    @Override
    List<Bad> bad() {
        List<Bad> all = new ArrayList<>();
        all.add(Bad.missing("no reference", "REFERENCE", 1, "d0"));
        all.add(Bad.missing("half a reference", "REFERENCE", 1, "d0 41"));
        all.add(Bad.longer("a reference in two bytes", 1, "d0 4001 00 00"));
        all.add(Bad.missing("no code", "CODE", 1, "d0 01"));
        all.add(Bad.longer("a code in two bytes", 2, "d0 01 4002 00"));
        all.add(code("a code of four bytes", 16384, "80004000"));
        all.add(code("a code of 2^62-1", Varint.MAX, "ffffffffffffffff"));
        all.add(Bad.missing("no value", "VALUE", 1, "d0 01 00"));
        all.add(Bad.missing("an eighth of a value", "VALUE", 7, "d0 01 00 ff"));
        all.add(Bad.longer("a value in eight bytes", 1, "d0 01 00 c000000000000001"));
        all.add(
                Bad.malformed(
                        "a detail of 257 bytes",
                        "DETAIL must have 0 to 256 bytes but was 257",
                        "d0 01 02 00 02 4101",
                        "78".repeat(257)));
        all.add(
                Bad.malformed(
                        "two details",
                        "tags must ascend, above 2 but was 2",
                        "d0 01 02 00 02 00 02 00"));
        all.addAll(BadTexts.between("d0 01 02 00 02", "DETAIL", ""));
        all.addAll(BadLists.behind("d3 00 00 00"));
        return all;
    }

    private static Bad code(String name, long code, String hex) {
        return Bad.outside(name, "CODE must be 0 to 16383", code, "d0 01", hex, "00");
    }

    @Override
    List<Unsendable> unsendable() {
        String reference = "REFERENCE must be 0 to 4611686018427387903";
        String value = "VALUE must be 0 to 4611686018427387903";
        String code = "CODE must be 0 to 16383";
        String kind = "KIND must be 0 to 3";
        long more = Varint.MAX + 1;
        return List.of(
                Unsendable.outside(kind, -1, () -> new Result(-1, 1, 0, 0, NONE)),
                Unsendable.outside(kind, 4, () -> new Result(4, 1, 0, 0, NONE)),
                Unsendable.outside(reference, -1, () -> new Result(0, -1, 0, 0, NONE)),
                Unsendable.outside(reference, more, () -> new Result(0, more, 0, 0, NONE)),
                Unsendable.outside(code, -1, () -> new Result(0, 1, -1, 0, NONE)),
                Unsendable.outside(code, 16384, () -> new Result(0, 1, 16384, 0, NONE)),
                Unsendable.outside(value, -1, () -> new Result(0, 1, 0, -1, NONE)),
                Unsendable.outside(value, more, () -> new Result(0, 1, 0, more, NONE)));
    }

    /** REDIRECT is known in BYE alone, and what is critical and unknown is ignored (11). */
    @Test
    void ignoresWhatOnlyAnotherFrameKnows() {
        Result result = (Result) Wire.read(Wire.hex("06 d0 01 02 00 06 00"));
        assertThat(result.notes().get(NoteAttributes.REDIRECT)).isNull();
        result = (Result) Wire.read(Wire.hex("07 d0 01 02 00 4fa1 00"));
        assertThat(result.notes().hasUnknownCritical()).isTrue();
    }
}
