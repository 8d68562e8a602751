/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;

/** PROTOCOL.md, 3. What it announces: {@link GreetingAttributesTest}. */
class WelcomeTest extends FrameContract {

    private static final Attributes NONE = Attributes.NONE;
    private static final String ALIASES =
            "aliases must only live on in a resumed session, flags but was ";

    WelcomeTest() {
        super(FrameType.WELCOME, 7);
    }

    @Override
    List<Good> good() {
        return List.of(
                Good.of("a new session", new Welcome(1, 0, NONE), "02 b0 01"),
                Good.of("it is resumed", new Welcome(1, Welcome.RESUMED, NONE), "02 b1 01"),
                Good.of(
                        "with the initiator's aliases",
                        new Welcome(1, Welcome.RESUMED | Welcome.KNOWS_YOURS, NONE),
                        "02 b3 01"),
                Good.of(
                        "with the acceptor's aliases",
                        new Welcome(1, Welcome.RESUMED | Welcome.KNOWS_MINE, NONE),
                        "02 b5 01"),
                Good.of("with all", new Welcome(1, 7, NONE), "02 b7 01"),
                Good.of("a version that cannot be", new Welcome(0, 0, NONE), "02 b0 00"),
                Good.of("the highest version", new Welcome(255, 0, NONE), "02 b0 ff"),
                Good.of(
                        "why it was not resumed",
                        new Welcome(
                                1,
                                0,
                                Attributes.builder()
                                        .with(GreetingAttributes.REASON, (long) Code.RESUME_UNKNOWN)
                                        .build()),
                        "06 b0 01 4040 4040"),
                Good.of(
                        "an attribute of a later day",
                        new Welcome(1, 0, Attributes.builder().withUnknown(1000).build()),
                        "05 b0 01 4fa0 00"));
    }

    @Override
    List<Bad> bad() {
        List<Bad> all = new ArrayList<>();
        all.add(Bad.missing("no version", "VERSION", 1, "b0"));
        all.add(Bad.missing("no version of a resumed session", "VERSION", 1, "b7"));
        all.add(Bad.malformed("A without R", ALIASES + 2, "b2 01"));
        all.add(Bad.malformed("B without R", ALIASES + 4, "b4 01"));
        all.add(Bad.malformed("A and B without R", ALIASES + 6, "b6 01"));
        all.add(
                Bad.of(
                        "a critical attribute of a later day",
                        Code.UNSUPPORTED_CRITICAL,
                        "HELLO and WELCOME must have no critical attribute that is not known",
                        "b0 01 4fe1 00"));
        all.addAll(BadLists.behind("b0 01"));
        return all;
    }

    @Override
    List<Unsendable> unsendable() {
        String only = "aliases must only live on in a resumed session but flags were ";
        return List.of(
                Unsendable.outside("VERSION must be 0 to 255", -1, () -> new Welcome(-1, 0, NONE)),
                Unsendable.outside(
                        "VERSION must be 0 to 255", 256, () -> new Welcome(256, 0, NONE)),
                Unsendable.outside("flags must be 0 to 7", 8, () -> new Welcome(1, 8, NONE)),
                Unsendable.outside("flags must be 0 to 7", -1, () -> new Welcome(1, -1, NONE)),
                new Unsendable("A without R", only + 2, () -> new Welcome(1, 2, NONE)),
                new Unsendable("B without R", only + 4, () -> new Welcome(1, 4, NONE)));
    }

    @ParameterizedTest
    @CsvSource({
        // flags, R, A, B
        "0, false, false, false",
        "1, true, false, false",
        "3, true, true, false",
        "5, true, false, true",
        "7, true, true, true"
    })
    void saysByItsFlagsWhatGoesOn(int flags, boolean resumed, boolean yours, boolean mine) {
        Welcome welcome = new Welcome(1, flags, NONE);
        assertThat(welcome.has(Welcome.RESUMED)).isEqualTo(resumed);
        assertThat(welcome.has(Welcome.KNOWS_YOURS)).isEqualTo(yours);
        assertThat(welcome.has(Welcome.KNOWS_MINE)).isEqualTo(mine);
    }

    @Test
    void mustNotComeInReady() {
        assertThat(Wire.refusal(Wire.hex("02 b0 01"))).isEqualTo(Code.BAD_STATE);
    }
}
