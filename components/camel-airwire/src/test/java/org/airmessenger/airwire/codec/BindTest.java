/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** PROTOCOL.md, 5.6. */
class BindTest extends FrameContract {

    private static final Attributes NONE = Attributes.NONE;
    private static final SessionId SESSION = new SessionId(0, 0);

    BindTest() {
        super(FrameType.BIND, 0);
    }

    private static <T> Attributes only(Attribute<T> attribute, T value) {
        return Attributes.builder().with(attribute, value).build();
    }

    private static Attributes type(int bytes) {
        return only(SendAttributes.CONTENT_TYPE, "x".repeat(bytes));
    }

    @Override
    List<Good> good() {
        return List.of(
                Good.of("alias 0 to a", new Bind(0, "a", NONE), "04 60 00 01 61"),
                Good.of("alias 5 to a/b", new Bind(5, "a/b", NONE), "06 60 05 03 612f62"),
                Good.of("alias 63", new Bind(63, "a", NONE), "04 60 3f 01 61"),
                Good.of("alias 64", new Bind(64, "a", NONE), "05 60 4040 01 61"),
                Good.of("the highest alias", new Bind(16383, "a", NONE), "05 60 7fff 01 61"),
                Good.of(
                        "the longest topic",
                        new Bind(1, "t".repeat(512), NONE),
                        "4204 60 01 4200",
                        "74".repeat(512)),
                Good.of(
                        "a topic beyond the basic plane",
                        new Bind(1, "a/\uD83C\uDF21", NONE),
                        "09 60 01 06 612ff09f8ca1"),
                Good.of(
                        "a default priority",
                        new Bind(5, "a/b", only(SendAttributes.PRIORITY, 8L)),
                        "08 60 05 03 612f62 04 08"),
                Good.of(
                        "the most bytes of defaults",
                        new Bind(1, "t", type(509)),
                        "4204 60 01 01 74",
                        // CONTENT_TYPE of 509 bytes, 512 with tag and length
                        "0a 41fd",
                        "78".repeat(509)),
                Good.of(
                        "a default of a later day",
                        new Bind(1, "t", Attributes.builder().withUnknown(1000).build()),
                        "07 60 01 01 74 4fa0 00"));
    }

    @Override
    List<Bad> bad() {
        List<Bad> all = new ArrayList<>();
        all.add(Bad.missing("no alias", "ALIAS", 1, "60"));
        all.add(Bad.missing("half an alias", "ALIAS", 1, "60 41"));
        all.add(Bad.longer("an alias in two bytes", 5, "60 4005 01 61"));
        all.add(alias("an alias beyond the highest", 16384, "80004000"));
        all.add(alias("an alias of 2^62-1", Varint.MAX, "ffffffffffffffff"));
        all.addAll(BadTexts.ofOtherLength("60 05", "TOPIC", 512));
        all.addAll(BadTexts.between("60 05", "TOPIC", "04 08"));
        all.add(
                Bad.malformed(
                        "a byte of defaults too many",
                        "defaults must have at most 512 bytes but was 513",
                        "60 01 01 74 0a 41fe",
                        "78".repeat(510)));
        all.add(ofOne("ID", "0e 01 61"));
        all.add(ofOne("UUID", "12 10", "00".repeat(16)));
        all.add(ofOne("ORIGIN", "16 12", "00".repeat(16), "01 01"));
        all.add(ofOne("AGAIN", "18 01"));
        all.add(ofOne("HOPS", "4042 02 01 61"));
        all.add(
                Bad.malformed(
                        "two ids",
                        "a message must have one of ID, UUID and ORIGIN",
                        "60 01 01 74 0e 01 61 12 10",
                        "00".repeat(16)));
        all.add(
                Bad.outside(
                        "a default out of its range",
                        "PRIORITY must be 0 to 9",
                        10,
                        "60 01 01 74 04 0a"));
        all.addAll(BadLists.behind("60 01 01 74"));
        return all;
    }

    private static Bad alias(String name, long alias, String hex) {
        return Bad.outside(name, "ALIAS must be 0 to 16383", alias, "60", hex, "01 61");
    }

    private static Bad ofOne(String name, String... attribute) {
        return Bad.malformed(
                "a default " + name,
                "defaults must not say what is true of one message only",
                "60 01 01 74",
                String.join("", attribute));
    }

    @Override
    List<Unsendable> unsendable() {
        return List.of(
                Unsendable.outside("ALIAS must be 0 to 16383", -1, () -> new Bind(-1, "t", NONE)),
                Unsendable.outside(
                        "ALIAS must be 0 to 16383", 16384, () -> new Bind(16384, "t", NONE)),
                new Unsendable(
                        "an empty topic",
                        "TOPIC must have 1 to 512 bytes but had 0",
                        () -> new Bind(1, "", NONE)),
                new Unsendable(
                        "a topic of 513 bytes",
                        "TOPIC must have 1 to 512 bytes but had 513",
                        () -> new Bind(1, "t".repeat(513), NONE)),
                new Unsendable(
                        "a topic of 257 letters of two bytes",
                        "TOPIC must have 1 to 512 bytes but had 514",
                        () -> new Bind(1, "ä".repeat(257), NONE)),
                new Unsendable(
                        "a topic with U+0000",
                        "TOPIC must be well-formed Unicode without U+0000",
                        () -> new Bind(1, "a\0b", NONE)),
                new Unsendable(
                        "a topic with half a pair of surrogates",
                        "TOPIC must be well-formed Unicode without U+0000",
                        () -> new Bind(1, "a\uD83C", NONE)),
                new Unsendable(
                        "a byte of defaults too many",
                        "defaults must have 0 to 512 bytes but had 513",
                        () -> new Bind(1, "t", type(510))),
                new Unsendable(
                        "a default id",
                        "defaults must not say what is true of one message only but were {ID=a}",
                        () -> new Bind(1, "t", only(SendAttributes.ID, "a"))),
                new Unsendable(
                        "a default AGAIN",
                        "defaults must not say what is true of one message only but were {AGAIN=1}",
                        () -> new Bind(1, "t", only(SendAttributes.AGAIN, 1L))));
    }

    /** Before an application has a message of it: at the first one it would be too late to say. */
    @Test
    void checksDefaultsForPeople() {
        Bind.checkDefaults(NONE);
        Bind.checkDefaults(type(509));
        assertThatThrownBy(() -> Bind.checkDefaults(type(510)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("defaults must have 0 to 512 bytes but had 513");
        Attributes origin = only(SendAttributes.ORIGIN, new Origin(SESSION, 1, 1));
        assertThatThrownBy(() -> Bind.checkDefaults(origin))
                .hasMessageContaining("one message only");
        Attributes hops = only(SendAttributes.HOPS, new Hops(List.of("a")));
        assertThatThrownBy(() -> Bind.checkDefaults(hops)).hasMessageContaining("{HOPS=Hops[");
    }

    /** The session answers RESULT(UNSUPPORTED): to the codec it is a frame (PROTOCOL.md, 11). */
    @Test
    void keepsADefaultThatIsCriticalAndUnknown() {
        Bind bind = (Bind) Wire.read(Wire.hex("07 60 01 01 74 4fa1 00"));
        assertThat(bind.defaults().hasUnknownCritical()).isTrue();
    }
}
