/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CONNECT as nobody may send it; paragraphs of MQTT 5.0 unless said. */
class ConnectReaderTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                // 10 len | 0004 "MQTT" | level | flags | keep-alive | properties | client id
                "3.1.1 header flags 0001                  | 11 0f 0004 4d515454 05 02 003c 00 0002 6431",
                "2.1.4 length says 1 byte less            | 10 0e 0004 4d515454 05 02 003c 00 0002 6431",
                "2.1.4 length says 1 byte more            | 10 10 0004 4d515454 05 02 003c 00 0002 6431 00",
                "2.1.4 remaining length of five bytes     | 10 80 80 80 80 01",
                "1.5.5 remaining length not the shortest  | 10 8f 00 0004 4d515454 05 02 003c 00 0002 6431",
                "3.1.2.1 protocol name MQTX               | 10 0f 0004 4d515458 05 02 003c 00 0002 6431",
                "3.1.2.3 reserved flag 1                  | 10 0f 0004 4d515454 05 03 003c 00 0002 6431",
                "3.1.2.6 will QoS 3                       | 10 16 0004 4d515454 05 1e 003c 00 0002 6431 00 0001 77 0001 78",
                "3.1.2.6 will QoS 1 without a will        | 10 0f 0004 4d515454 05 0a 003c 00 0002 6431",
                "3.1.2.7 will retain without a will       | 10 0f 0004 4d515454 05 22 003c 00 0002 6431",
                "3.1.2.8 user flag without a user name    | 10 0f 0004 4d515454 05 82 003c 00 0002 6431",
                "3.1.2.9 password flag without a password | 10 0f 0004 4d515454 05 42 003c 00 0002 6431",
                "3.1.2.5 will flag without a will         | 10 0f 0004 4d515454 05 06 003c 00 0002 6431",
                "1.5.4 U+0000 in the client id            | 10 0f 0004 4d515454 05 02 003c 00 0002 6400",
                "1.5.4 surrogate in the client id         | 10 10 0004 4d515454 05 02 003c 00 0003 eda080",
                "1.5.4 overlong slash in the client id    | 10 0f 0004 4d515454 05 02 003c 00 0002 c0af",
                "1.5.4 cut UTF-8 in the client id         | 10 0f 0004 4d515454 05 02 003c 00 0002 64c3",
                "1.5.4 U+0000 in the user name            | 10 12 0004 4d515454 05 82 003c 00 0002 6431 0001 00",
                "1.5.4 surrogate in the will topic        | 10 19 0004 4d515454 05 06 003c 00 0002 6431 00 0004 77eda080 0001 78",
                "2.2.2.2 Topic Alias is PUBLISH's         | 10 12 0004 4d515454 05 02 003c 03 23 0001 0002 6431",
                "2.2.2.2 number 0x7F is none              | 10 11 0004 4d515454 05 02 003c 02 7f 01 0002 6431",
                "2.2.2.2 Assigned Client Id is a server's | 10 13 0004 4d515454 05 02 003c 04 12 0001 61 0002 6431",
                "2.2.2.1 property length beyond the end   | 10 0f 0004 4d515454 05 02 003c 7f 0002 6431",
                "2.2.2.2 will delay outside the will      | 10 14 0004 4d515454 05 02 003c 05 18 00000001 0002 6431",
                "3.1.3.2 session expiry in the will       | 10 1b 0004 4d515454 05 06 003c 00 0002 6431 05 11 00000001 0001 77 0001 78"
            })
    void refusesAMalformedConnect(String paragraph, String sent) {
        assertThat(new Wire().refusalOf(sent).code()).isEqualTo(PacketException.MALFORMED);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "3.1.2.11.2 session expiry twice         | 10 19 0004 4d515454 05 02 003c 0a 11 00000001 11 00000002 0002 6431",
                "3.1.2.11.3 Receive Maximum 0            | 10 12 0004 4d515454 05 02 003c 03 21 0000 0002 6431",
                "3.1.2.11.4 Maximum Packet Size 0        | 10 14 0004 4d515454 05 02 003c 05 27 00000000 0002 6431",
                "3.1.2.11.6 response information 2       | 10 11 0004 4d515454 05 02 003c 02 19 02 0002 6431",
                "3.1.2.11.7 problem information 2        | 10 11 0004 4d515454 05 02 003c 02 17 02 0002 6431",
                "3.1.3.2.4 payload format 2 of the will  | 10 18 0004 4d515454 05 06 003c 00 0002 6431 02 01 02 0001 77 0001 78",
                "3.1.3.2.6 response topic with wildcard  | 10 1a 0004 4d515454 05 06 003c 00 0002 6431 04 08 0001 23 0001 77 0001 78"
            })
    void refusesAConnectThatIsAProtocolError(String paragraph, String sent) {
        assertThat(new Wire().refusalOf(sent).code()).isEqualTo(PacketException.PROTOCOL_ERROR);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                // MQTT 3.1.1
                "3.1.2.3 reserved flag 1                     | 10 0e 0004 4d515454 04 03 003c 0002 6431",
                "3.1.2.9 password without a user name        | 10 11 0004 4d515454 04 42 003c 0002 6431 0001 70",
                "3.1.2.6 will QoS 3                          | 10 14 0004 4d515454 04 1e 003c 0002 6431 0001 77 0001 78",
                "3.1.2.7 will retain without a will          | 10 0e 0004 4d515454 04 22 003c 0002 6431",
                "1.5.3 U+0000 in the client id               | 10 0e 0004 4d515454 04 02 003c 0002 6400"
            })
    void refusesAMalformedConnectOfMqtt3(String paragraph, String sent) {
        assertThat(new Wire().refusalOf(sent).code()).isEqualTo(PacketException.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10 0f 0004 4d515454 06 02 003c 00 0002 6431",
                "10 0e 0004 4d515454 03 02 003c 0002 6431",
                "10 10 0006 4d5149736470 05 02 003c 0002 6431"
            })
    void saysOtherVersionToAVersionThatItDoesNotKnow(String sent) {
        // MQTT 3.1.1, 3.1.2.2
        assertThat(new Wire().refusalOf(sent).code()).isEqualTo(PacketException.OTHER_VERSION);
    }

    @ParameterizedTest
    @CsvSource({
        // U+FEFF, U+10FFFF, and text of two and three bytes are text like any other (1.5.4)
        "efbbbf",
        "f48fbfbf",
        "c3a9e282ac"
    })
    void takesAnyWellFormedText(String text) {
        int length = text.length() / 2;
        new Wire()
                .mustTake(
                        "10 %02x 0004 4d515454 05 02 003c 00 %04x %s"
                                .formatted(13 + length, length, text));
    }
}
