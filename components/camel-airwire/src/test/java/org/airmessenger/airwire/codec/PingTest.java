/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/** PROTOCOL.md, 5.8. */
class PingTest extends FrameContract {

    PingTest() {
        super(FrameType.PING, 1);
    }

    @Override
    List<Good> good() {
        return List.of(
                Good.of("is anybody there?", new Ping(false, null), "01 80"),
                Good.of("yes", new Ping(true, null), "01 81"),
                Good.of(
                        "a challenge",
                        new Ping(false, 0x0123_4567_89ab_cdefL),
                        "09 80 0123456789abcdef"),
                Good.of(
                        "its answer",
                        new Ping(true, 0x0123_4567_89ab_cdefL),
                        "09 81 0123456789abcdef"),
                Good.of("a challenge of zeros", new Ping(false, 0L), "09 80 0000000000000000"),
                Good.of("a challenge of ones", new Ping(false, -1L), "09 80 ffffffffffffffff"));
    }

    @Override
    List<Bad> bad() {
        return List.of(
                Bad.missing("one byte", "PING", 7, "80 00"),
                Bad.missing("four bytes", "PING", 4, "80 00000000"),
                Bad.missing("seven bytes", "PING", 1, "80 00000000000000"),
                Bad.behind("nine bytes", "PING", 1, "80 000000000000000000"),
                Bad.behind("sixteen bytes", "PING", 8, "80", "00".repeat(16)),
                Bad.missing("one byte in an answer", "PING", 7, "81 00"),
                Bad.behind("nine bytes in an answer", "PING", 1, "81 000000000000000000"));
    }

    @Override
    List<Unsendable> unsendable() {
        return List.of();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE})
    void isAnsweredWithTheSameBytes(long challenge) {
        assertThat(new Ping(false, challenge).answer()).isEqualTo(new Ping(true, challenge));
    }

    @Test
    void isAnsweredWithNoneIfItHasNone() {
        assertThat(new Ping(false, null).answer()).isEqualTo(new Ping(true, null));
    }

    @Test
    void hasNothingOrEightBytesWhateverItIs() {
        for (int size = 0; size < 64; size++) {
            byte[] inside = new byte[1 + size];
            inside[0] = (byte) 0x80;
            byte[] bytes = Wire.framed(inside);
            if (size == 0 || size == 8) {
                assertThat(Wire.read(bytes)).isInstanceOf(Ping.class);
            } else {
                assertThat(Wire.refusal(bytes)).as("%d bytes", size).isEqualTo(Code.MALFORMED);
            }
        }
    }
}
