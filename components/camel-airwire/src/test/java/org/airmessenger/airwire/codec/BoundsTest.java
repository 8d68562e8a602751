/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** PROTOCOL.md, 2: people are held to the same bounds as wires. */
class BoundsTest {

    @ParameterizedTest
    @CsvSource({
        "1, 1, 3, true",
        "3, 1, 3, true",
        "0, 1, 3, false",
        "4, 1, 3, false",
        "-9223372036854775808, 0, 4611686018427387903, false",
        "9223372036854775807, 0, 4611686018427387903, false",
        "4611686018427387903, 0, 4611686018427387903, true"
    })
    void aNumberIsWithinItsRange(long value, long min, long max, boolean holds) {
        if (holds) {
            Bounds.check(value, min, max, "N");
        } else {
            assertThatThrownBy(() -> Bounds.check(value, min, max, "N"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("N must be %d to %d but was %d", min, max, value);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, true", "3, true", "0, false", "4, false"})
    void aSizeIsWithinItsRange(int size, boolean holds) {
        if (holds) {
            Bounds.checkSize(size, 1, 3, "B");
        } else {
            assertThatThrownBy(() -> Bounds.checkSize(size, 1, 3, "B"))
                    .hasMessage("B must have 1 to 3 bytes but had " + size);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // a text, and its bytes
        "'', 0",
        "a, 1",
        "\u007f, 1",
        "\u0080, 2",
        "\u07ff, 2",
        "\u0800, 3",
        "\ud7ff, 3",
        "\ue000, 3",
        "\uffff, 3",
        "\ud800\udc00, 4",
        "\udbff\udfff, 4",
        "aä€🌡, 10"
    })
    void aTextIsCountedInBytes(String text, int bytes) {
        assertThat(Bounds.sizeOf(text, "T")).isEqualTo(bytes);
        assertThat(Bounds.checkText(text, bytes, bytes, "T")).isEqualTo(bytes);
        assertThatThrownBy(() -> Bounds.checkText(text, bytes + 1, bytes + 1, "T"))
                .hasMessage("T must have %d to %d bytes but had %d", bytes + 1, bytes + 1, bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\0",
                "a\0",
                "\0a",
                "ä\0",
                "\ud800",
                "\ud800a",
                "a\ud800",
                "\udc00",
                "\udc00\ud800",
                "\ud800\ud800\udc00",
                "\ud800\udc00\udc00",
                "\udbff\ue000",
                "\ud800\0"
            })
    void aTextMustBeWellFormed(String text) {
        assertThatThrownBy(() -> Bounds.sizeOf(text, "T"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("T must be well-formed Unicode without U+0000");
    }

    /** Whatever is counted here is what is written, and is read again. */
    @Test
    void whatIsCountedIsWhatIsWritten() {
        SplittableRandom random = new SplittableRandom(3629);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(1, 20); length > 0; length--) {
                int bits = random.nextInt(1, 22);
                int point = random.nextInt(1, Math.min(1 << bits, 0x110000) + 1) % 0x110000;
                boolean isLetter = point > 0 && (point < 0xd800 || point > 0xdfff);
                text.appendCodePoint(isLetter ? point : 'x');
            }
            String topic = text.toString();
            int bytes = topic.getBytes(StandardCharsets.UTF_8).length;
            assertThat(Bounds.sizeOf(topic, "T")).isEqualTo(bytes);
            Send send = Send.of(Send.UNNUMBERED, topic, Attributes.NONE, new byte[0]);
            Send again = (Send) Wire.read(Wire.write(send));
            assertThat(again.topic()).isEqualTo(topic);
        }
    }
}
