/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** PROTOCOL.md, 5.12. */
class CodeTest {

    private static final Set<String> NO_CODES = Set.of("MAX", "VIOLATION", "RETRYABLE");

    /** The table of the specification and the constants are the same. */
    @Test
    void isInTheSpecificationByNumberAndName() throws IOException, IllegalAccessException {
        String text =
                Files.readString(
                        Path.of(
                                System.getProperty("air.project.root"),
                                "components/camel-airwire/PROTOCOL.md"));
        int codes = 0;
        for (Field field : Code.class.getFields()) {
            if (field.getType() == int.class && !NO_CODES.contains(field.getName())) {
                codes++;
                int value = field.getInt(null);
                assertThat(text).contains("| %02x | %s |".formatted(value, field.getName()));
                assertThat(Code.name(value)).isEqualTo(field.getName());
            }
        }
        assertThat(codes).isEqualTo(39);
    }

    @ParameterizedTest
    @CsvSource({
        // code, retryable, of a message
        "0x00, false, false",
        "0x01, false, true",
        "0x1f, false, true",
        "0x20, true, true",
        "0x3f, true, true",
        "0x40, false, false",
        "0x5f, false, false",
        "0x60, true, false",
        "0x7f, true, false",
        "0x80, false, false",
        "0xa0, false, false"
    })
    void saysByItsBitsWhatItMeans(String code, boolean retryable, boolean ofMessage) {
        int value = Integer.decode(code);
        assertThat(Code.isRetryable(value)).isEqualTo(retryable);
        assertThat(Code.isOfMessage(value)).isEqualTo(ofMessage);
    }

    @Test
    void namesAnUnknownOneByItsNumber() {
        assertThat(Code.name(0x1f)).isEqualTo("0x1f");
        assertThat(Code.name(0x3fff)).isEqualTo("0x3fff");
        assertThat(Code.name(-1)).isEqualTo("0xffffffff");
    }
}
