/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** PROTOCOL.md, 5.10. */
class ByeTest extends FrameContract {

    private static final Attributes NONE = Attributes.NONE;

    ByeTest() {
        super(FrameType.BYE, 0);
    }

    private static Attributes to(String node) {
        return Attributes.builder().with(NoteAttributes.REDIRECT, node).build();
    }

    @Override
    List<Good> good() {
        return List.of(
                Good.of("goodbye", Bye.of(Code.OK), "03 c0 00 00"),
                Good.of("a violation", Bye.of(Code.MALFORMED), "04 c0 4080 00"),
                Good.of("the highest code", Bye.of(16383), "04 c0 7fff 00"),
                Good.of(
                        "down, come back in a second",
                        new Bye(Code.SHUTDOWN, 1000, NONE),
                        "05 c0 4060 43e8"),
                Good.of(
                        "come back in a day, the longest",
                        new Bye(Code.BANNED, 86_400_000, NONE),
                        "07 c0 4045 85265c00"),
                Good.of(
                        "go to b:7443",
                        new Bye(
                                Code.REDIRECT,
                                0,
                                Attributes.builder()
                                        .with(NoteAttributes.DETAIL, "moved")
                                        .with(NoteAttributes.REDIRECT, "b:7443")
                                        .build()),
                        "13 c0 4061 00",
                        // DETAIL moved, REDIRECT b:7443
                        "02 05 6d6f766564 06 06 623a37343433"),
                Good.of(
                        "the shortest REDIRECT",
                        new Bye(Code.REDIRECT, 0, to("b")),
                        "07 c0 4061 00 06 01 62"),
                Good.of(
                        "the longest REDIRECT",
                        new Bye(Code.REDIRECT, 0, to("b".repeat(255))),
                        "4106 c0 4061 00 06 40ff",
                        "62".repeat(255)),
                Good.of(
                        "the longest detail",
                        new Bye(Code.OK, 0, NoteAttributes.detail("x".repeat(256))),
                        "4106 c0 00 00 02 4100",
                        "78".repeat(256)),
                Good.of(
                        "an attribute of a later day",
                        new Bye(Code.OK, 0, Attributes.builder().withUnknown(1000).build()),
                        "06 c0 00 00 4fa0 00"));
    }

    @Override
    List<Bad> bad() {
        List<Bad> all = new ArrayList<>();
        all.add(Bad.missing("no code", "CODE", 1, "c0"));
        all.add(Bad.missing("half a code", "CODE", 1, "c0 40"));
        all.add(Bad.longer("a code in two bytes", 0, "c0 4000 00"));
        all.add(code("a code of four bytes", 16384, "80004000"));
        all.add(code("a code of 2^62-1", Varint.MAX, "ffffffffffffffff"));
        all.add(Bad.missing("no RETRY", "RETRY", 1, "c0 00"));
        all.add(Bad.missing("a quarter of RETRY", "RETRY", 3, "c0 00 85"));
        all.add(Bad.longer("RETRY in two bytes", 1, "c0 00 4001"));
        all.add(retry("a day and a millisecond", 86_400_001, "85265c01"));
        all.add(retry("2^62-1 milliseconds", Varint.MAX, "ffffffffffffffff"));
        all.add(
                Bad.malformed(
                        "a detail of 257 bytes",
                        "DETAIL must have 0 to 256 bytes but was 257",
                        "c0 00 00 02 4101",
                        "78".repeat(257)));
        all.add(
                Bad.malformed(
                        "an empty REDIRECT",
                        "REDIRECT must have 1 to 255 bytes but was 0",
                        "c0 00 00 06 00"));
        all.add(
                Bad.malformed(
                        "a REDIRECT of 256 bytes",
                        "REDIRECT must have 1 to 255 bytes but was 256",
                        "c0 00 00 06 4100",
                        "62".repeat(256)));
        all.add(
                Bad.malformed(
                        "REDIRECT before DETAIL",
                        "tags must ascend, above 6 but was 2",
                        "c0 00 00 06 01 62 02 01 61"));
        all.add(
                Bad.malformed(
                        "two REDIRECTs",
                        "tags must ascend, above 6 but was 6",
                        "c0 00 00 06 01 62 06 01 62"));
        all.addAll(BadTexts.between("c0 00 00 02", "DETAIL", ""));
        all.addAll(BadTexts.between("c0 00 00 06", "REDIRECT", ""));
        all.addAll(BadLists.behind("c0 00 00"));
        return all;
    }

    private static Bad code(String name, long code, String hex) {
        return Bad.outside(name, "CODE must be 0 to 16383", code, "c0", hex, "00");
    }

    private static Bad retry(String name, long millis, String hex) {
        return Bad.outside(name, "RETRY must be 0 to 86400000", millis, "c0 00", hex);
    }

    @Override
    List<Unsendable> unsendable() {
        String code = "CODE must be 0 to 16383";
        String retry = "RETRY must be 0 to 86400000";
        return List.of(
                Unsendable.outside(code, -1, () -> Bye.of(-1)),
                Unsendable.outside(code, 16384, () -> Bye.of(16384)),
                Unsendable.outside(retry, -1, () -> new Bye(Code.OK, -1, NONE)),
                Unsendable.outside(retry, 86_400_001, () -> new Bye(Code.OK, 86_400_001, NONE)));
    }

    @Test
    void mayHaveADetailWithoutWords() {
        Bye bye = (Bye) Wire.read(Wire.hex("05 c0 00 00 02 00"));
        assertThat(bye.notes().get(NoteAttributes.DETAIL)).isEmpty();
    }

    /** A critical attribute that is not known is ignored in BYE (PROTOCOL.md, 11). */
    @Test
    void ignoresWhatIsCriticalAndUnknown() {
        Bye bye = (Bye) Wire.read(Wire.hex("06 c0 00 00 4fa1 00"));
        assertThat(bye.code()).isEqualTo(Code.OK);
        assertThat(bye.notes().hasUnknownCritical()).isTrue();
    }
}
