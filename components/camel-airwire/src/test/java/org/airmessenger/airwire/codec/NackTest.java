/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** PROTOCOL.md, 5.3. */
class NackTest extends FrameContract {

    private static final Attributes NONE = Attributes.NONE;

    NackTest() {
        super(FrameType.NACK, 0);
    }

    @Override
    List<Good> good() {
        return List.of(
                Good.of("the lowest code", new Nack(0, 0x01, 0, NONE), "05 30 0000 01 00"),
                Good.of("the highest code", new Nack(0xffff, 0x3f, 0, NONE), "05 30 ffff 3f 00"),
                Good.of(
                        "a queue is full, in 5 s",
                        new Nack(0x1235, Code.STORE_FULL, 5000, NONE),
                        "06 30 1235 22 5388"),
                Good.of(
                        "in a day, the longest",
                        new Nack(1, Code.BUSY, 86_400_000, NONE),
                        "08 30 0001 21 85265c00"),
                Good.wide(
                        "a wide number",
                        new Nack(0xffff_ffffL, Code.BUSY, 0, NONE),
                        "07 30 ffffffff 21 00"),
                Good.of(
                        "a detail",
                        new Nack(1, Code.NOT_ALLOWED, 0, NoteAttributes.detail("no")),
                        "09 30 0001 02 00",
                        // DETAIL: no
                        "02 02 6e6f"),
                Good.of(
                        "the longest detail",
                        new Nack(1, Code.NOT_ALLOWED, 0, NoteAttributes.detail("x".repeat(256))),
                        "4108 30 0001 02 00 02 4100",
                        "78".repeat(256)),
                Good.of(
                        "an attribute of a later day",
                        new Nack(1, Code.BUSY, 0, Attributes.builder().withUnknown(1000).build()),
                        "08 30 0001 21 00 4fa0 00"));
    }

    @Override
    List<Bad> bad() {
        List<Bad> all =
                new ArrayList<>(
                        List.of(
                                Bad.missing("no number", "SEQ", 2, "30"),
                                Bad.missing("half a number", "SEQ", 1, "30 12"),
                                Bad.missing("no code", "CODE", 1, "30 1235"),
                                Bad.missing("half a code", "CODE", 1, "30 1235 40"),
                                code("OK", 0, "30 1235 00 00"),
                                code("a code of a session", 0x40, "30 1235 4040 00"),
                                code("a violation", 0x80, "30 1235 4080 00"),
                                code("2^62-1", Varint.MAX, "30 1235 ffffffffffffffff 00"),
                                Bad.longer("a code in two bytes", 0x21, "30 1235 4021 00"),
                                Bad.missing("no RETRY", "RETRY", 1, "30 1235 21"),
                                Bad.missing("half of RETRY", "RETRY", 3, "30 1235 21 80"),
                                retry("a day and a millisecond", 86_400_001, "85265c01"),
                                retry("2^62-1", Varint.MAX, "ffffffffffffffff"),
                                Bad.longer("RETRY in four bytes", 1, "30 1235 21 80000001"),
                                Bad.malformed(
                                        "a detail of 257 bytes",
                                        "DETAIL must have 0 to 256 bytes but was 257",
                                        "30 1235 21 00 02 4101",
                                        "78".repeat(257)),
                                Bad.malformed(
                                        "a detail that is no text",
                                        "DETAIL must be UTF-8 text without U+0000",
                                        "30 1235 21 00 02 01 ff"),
                                Bad.malformed(
                                        "two details",
                                        "tags must ascend, above 2 but was 2",
                                        "30 1235 21 00 02 00 02 00")));
        all.addAll(BadLists.behind("30 1235 21 00"));
        return all;
    }

    private static Bad code(String name, long code, String hex) {
        return Bad.malformed(name, "CODE must be 1 to 63 but was " + code, hex);
    }

    private static Bad retry(String name, long millis, String hex) {
        return Bad.malformed(
                name, "RETRY must be 0 to 86400000 but was " + millis, "30 1235 21", hex);
    }

    @Override
    List<Unsendable> unsendable() {
        return List.of(
                Unsendable.outside(
                        "SEQ must be 0 to 4611686018427387903",
                        -1L,
                        () -> new Nack(-1, Code.BUSY, 0, NONE)),
                Unsendable.outside(
                        "SEQ must be 0 to 4611686018427387903",
                        4611686018427387904L,
                        () -> new Nack(Varint.MAX + 1, Code.BUSY, 0, NONE)),
                Unsendable.outside("CODE must be 1 to 63", 0L, () -> new Nack(1, Code.OK, 0, NONE)),
                Unsendable.outside(
                        "CODE must be 1 to 63",
                        64L,
                        () -> new Nack(1, Code.RESUME_UNKNOWN, 0, NONE)),
                Unsendable.outside(
                        "RETRY must be 0 to 86400000", -1L, () -> new Nack(1, Code.BUSY, -1, NONE)),
                Unsendable.outside(
                        "RETRY must be 0 to 86400000",
                        86400001L,
                        () -> new Nack(1, Code.BUSY, 86_400_001, NONE)));
    }

    @Test
    void takesEveryCodeThatSpeaksOfAMessage() {
        for (int code = 0x01; code <= 0x3f; code++) {
            Nack nack = new Nack(1, code, 0, NONE);
            assertThat(Wire.read(Wire.write(nack))).isEqualTo(nack);
        }
    }

    /** REDIRECT is known in BYE alone: here its number is one of a later day. */
    @Test
    void ignoresWhatOnlyAnotherFrameKnows() {
        Nack nack = (Nack) Wire.read(Wire.hex("07 30 1235 21 00 06 00"));
        assertThat(nack.notes().get(NoteAttributes.REDIRECT)).isNull();
        assertThat(nack.notes().get(NoteAttributes.DETAIL)).isNull();
    }

    /** A critical attribute that is not known is ignored in an answer (PROTOCOL.md, 11). */
    @Test
    void ignoresWhatIsCriticalAndUnknown() {
        Nack nack = (Nack) Wire.read(Wire.hex("08 30 1235 21 00 4fa1 00"));
        assertThat(nack.code()).isEqualTo(Code.BUSY);
        assertThat(nack.notes().hasUnknownCritical()).isTrue();
    }
}
