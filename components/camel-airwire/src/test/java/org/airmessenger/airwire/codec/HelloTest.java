/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** PROTOCOL.md, 3. What it announces: {@link GreetingAttributesTest}. */
class HelloTest extends FrameContract {

    private static final Attributes NONE = Attributes.NONE;

    HelloTest() {
        super(FrameType.HELLO, 0);
    }

    @Override
    List<Good> good() {
        return List.of(
                Good.of("the smallest", new Hello(1, 1, NONE), "03 a0 01 01"),
                Good.of("every version", new Hello(1, 255, NONE), "03 a0 01 ff"),
                Good.of("the last version", new Hello(255, 255, NONE), "03 a0 ff ff"),
                Good.of(
                        "what its sender takes",
                        new Hello(1, 1, limits()),
                        "1c a0 01 01",
                        // MAX_FRAME 65536, WINDOW 64
                        "00 80010000 04 4040",
                        // CODECS 0, 1, 2; DICTIONARIES: one; SEQ32
                        "1a 03 000102 1e 08 0000000000000000 20 01"),
                Good.of(
                        "an attribute of a later day, as our own client sends now and then",
                        new Hello(1, 1, Attributes.builder().withUnknown(1016).build()),
                        "06 a0 01 01 4fe0 00"),
                Good.of(
                        "the most attributes",
                        new Hello(1, 1, sixtyFour()),
                        "40c3 a0 01 01",
                        BadLists.numbers(64)));
    }

    private static Attributes limits() {
        return Attributes.builder()
                .with(GreetingAttributes.MAX_FRAME, 65536L)
                .with(GreetingAttributes.WINDOW, 64L)
                .with(GreetingAttributes.CODECS, new byte[] {0, 1, 2})
                .with(GreetingAttributes.DICTIONARIES, new byte[8])
                .with(GreetingAttributes.SEQ32, 1L)
                .build();
    }

    static Attributes sixtyFour() {
        Attributes.Builder all = Attributes.builder();
        for (int number = 1000; number < 1064; number++) {
            all.withUnknown(number);
        }
        return all.build();
    }

    @Override
    List<Bad> bad() {
        List<Bad> all = new ArrayList<>();
        all.add(Bad.missing("no version", "MIN", 1, "a0"));
        all.add(Bad.missing("no MAX", "MAX", 1, "a0 01"));
        all.add(Bad.malformed("MIN 0", "MIN must be 1 to MAX, which was 1, but was 0", "a0 00 01"));
        all.add(
                Bad.malformed(
                        "MAX below MIN",
                        "MIN must be 1 to MAX, which was 1, but was 2",
                        "a0 02 01"));
        all.add(
                Bad.malformed(
                        "nothing but zeros",
                        "MIN must be 1 to MAX, which was 0, but was 0",
                        "a0 00 00"));
        all.add(critical("a critical number of a later day", "4fe1 00"));
        all.add(critical("critical bytes of a later day", "4fe3 00"));
        all.add(critical("a number that is critical and must not be", "01 4400"));
        all.add(critical("a token that is a number", "31 00"));
        all.addAll(BadLists.behind("a0 01 01"));
        return all;
    }

    private static Bad critical(String name, String attribute) {
        return Bad.of(
                name,
                Code.UNSUPPORTED_CRITICAL,
                "HELLO and WELCOME must have no critical attribute that is not known",
                "a0 01 01",
                attribute);
    }

    @Override
    List<Unsendable> unsendable() {
        return List.of(
                Unsendable.outside("MIN must be 1 to 255", 0, () -> new Hello(0, 1, NONE)),
                Unsendable.outside("MIN must be 1 to 255", 256, () -> new Hello(256, 256, NONE)),
                Unsendable.outside("MAX must be 1 to 255", 256, () -> new Hello(1, 256, NONE)),
                Unsendable.outside("MAX must be 3 to 255", 2, () -> new Hello(3, 2, NONE)));
    }

    /** The limit before WELCOME is enough for the largest proof (PROTOCOL.md, 2). */
    @Test
    void fitsWithTheLargestTokenIntoTheFirstLimit() {
        Attributes large =
                Attributes.builder()
                        .with(GreetingAttributes.TOKEN, new byte[3072])
                        .with(GreetingAttributes.DEVICE, "d".repeat(128))
                        .with(GreetingAttributes.AGENT, "a".repeat(64))
                        .build();
        Hello hello = new Hello(1, 1, large);
        assertThat(FrameWriter.length(hello, FrameReader.NARROW))
                .isLessThan(FrameReader.FIRST_LIMIT);
        FrameReader reader = new FrameReader(FrameType.set(FrameType.HELLO));
        assertThat(Wire.read(Wire.write(hello), reader)).isEqualTo(hello);
    }

    @Test
    void mustNotComeInReady() {
        assertThat(Wire.refusal(Wire.hex("03 a0 01 01"))).isEqualTo(Code.BAD_STATE);
    }
}
