/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** PROTOCOL.md, 5.11. */
class TokenTest extends FrameContract {

    TokenTest() {
        super(FrameType.TOKEN, 0);
    }

    @Override
    List<Good> good() {
        return List.of(
                Good.of("the shortest", new Token(new byte[] {0}), "02 e0 00"),
                Good.of("text", new Token(Wire.hex("74306b")), "04 e0 74306b"),
                Good.of("any bytes", new Token(Wire.hex("00ff80")), "04 e0 00ff80"),
                Good.of("the longest", new Token(new byte[3072]), "4c01 e0", "00".repeat(3072)));
    }

    @Override
    List<Bad> bad() {
        return List.of(
                Bad.malformed("no token", "a token must have 1 to 3072 bytes but was 0", "e0"),
                Bad.malformed(
                        "a byte too many",
                        "a token must have 1 to 3072 bytes but was 3073",
                        "e0",
                        "00".repeat(3073)),
                Bad.malformed(
                        "many bytes too many",
                        "a token must have 1 to 3072 bytes but was 9000",
                        "e0",
                        "00".repeat(9_000)));
    }

    @Override
    List<Unsendable> unsendable() {
        return List.of(
                new Unsendable(
                        "no token",
                        "TOKEN must have 1 to 3072 bytes but had 0",
                        () -> new Token(new byte[0])),
                new Unsendable(
                        "a byte too many",
                        "TOKEN must have 1 to 3072 bytes but had 3073",
                        () -> new Token(new byte[3073])));
    }

    @Test
    void isNeverShown() {
        Token token = new Token("s3cret".getBytes(StandardCharsets.US_ASCII));
        assertThat(token.toString()).doesNotContain("s3cret").doesNotContain("115");
    }

    @Test
    void isNotShownByARefusalEither() {
        byte[] bytes = Wire.framed(Wire.hex("e0", "733363726574".repeat(600)));
        assertThat(Wire.refused(bytes, Wire.reader(FrameReader.NARROW)).getMessage())
                .doesNotContain("s3cret");
    }
}
