/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.SplittableRandom;

/** PROTOCOL.md, 6: a traceparent travels in 25 bytes if they give back exactly its text. */
class TraceTest {

    private static String travelling(String trace) {
        Attributes attributes = Attributes.builder().with(SendAttributes.TRACE, trace).build();
        byte[] bytes = Wire.write(Send.of(Send.UNNUMBERED, 0, attributes, new byte[0]));
        Send again = (Send) Wire.read(bytes);
        assertThat(again.attributes().get(SendAttributes.TRACE)).isEqualTo(trace);
        return Wire.hex(bytes);
    }

    /** The bytes of the value, without tag and length. */
    private static int bytes(String trace) {
        travelling(trace);
        int all = Attributes.builder().with(SendAttributes.TRACE, trace).build().size();
        return all > 65 ? all - 3 : all - 2;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ff",
                // not allowed by Trace Context, but not ours to judge
                "00-00000000000000000000000000000000-0000000000000000-00",
                "00-ffffffffffffffffffffffffffffffff-ffffffffffffffff-ff"
            })
    void ofVersionZeroTakes25Bytes(String trace) {
        assertThat(bytes(trace)).isEqualTo(25);
        assertThat(travelling(trace)).endsWith(trace.substring(3).replace("-", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "a later version, 01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "the last version, ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "a later version with more, cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-future",
        "version 00 with more, 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
        "an upper-case trace id, 00-4BF92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "an upper-case parent id, 00-4bf92f3577b34da6a3ce929d0e0e4736-00F067aa0ba902b7-01",
        "upper-case flags, 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0F",
        "a dash too early, 00-4bf92f3577b34da6a3ce929d0e0e473-600f067aa0ba902b7-01",
        "a dash too late, 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b70-1",
        "no dash, 00-4bf92f3577b34da6a3ce929d0e0e4736000f067aa0ba902b7001",
        "flags that are none, 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-zz",
        "a letter behind f, 00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
        "a sign before 0, 00-4bf92f3577b34da6a3ce929d0e0e473/-00f067aa0ba902b7-01",
        "a sign behind 9, 00-4bf92f3577b34da6a3ce929d0e0e473:-00f067aa0ba902b7-01",
        "a sign before a, 00-4bf92f3577b34da6a3ce929d0e0e473`-00f067aa0ba902b7-01"
    })
    void anyOtherTravelsAsItsText(String what, String trace) {
        assertThat(bytes(trace)).as(what).isEqualTo(trace.length());
    }

    @Test
    void comesBackWhateverItIs() {
        SplittableRandom random = new SplittableRandom(25);
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(55, 257); text.length() < length; ) {
                text.append((char) random.nextInt('!', '~' + 1));
            }
            assertThat(bytes(text.toString())).isEqualTo(text.length());
            String version00 =
                    "00-%016x%016x-%016x-%02x"
                            .formatted(
                                    random.nextLong(),
                                    random.nextLong(),
                                    random.nextLong(),
                                    random.nextInt(256));
            assertThat(bytes(version00)).isEqualTo(25);
        }
    }
}
