/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packets after CONNECT as nobody may send them; paragraphs of MQTT 5.0 unless said. */
class PacketReaderTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "2.1.2 type 0                                | 00 00                               | 81",
                // PUBLISH: 3f | length | topic | id | properties | payload
                "3.3.1.2 QoS 3                               | 36 06 0001 74 0001 00               | 81",
                "3.3.1.1 DUP with QoS 0                      | 38 04 0001 74 00                    | 81",
                "3.3.2.1 topic with #                        | 30 04 0001 23 00                    | 81",
                "3.3.2.1 topic with +                        | 30 06 0003 612f2b 00                | 81",
                "3.3.2.1 no topic and no alias               | 30 03 0000 00                       | 82",
                "1.5.4 U+0000 in the topic                   | 30 05 0002 7400 00                  | 81",
                "1.5.4 surrogate in the topic                | 30 06 0003 edbfbf 00                | 81",
                "1.5.4 overlong NUL in the topic             | 30 05 0002 c080 00                  | 81",
                "2.1.4 topic beyond the end                  | 30 04 00ff 74 00                    | 81",
                "2.2.1 packet id 0                           | 32 06 0001 74 0000 00               | 82",
                "2.2.1 no room for the packet id             | 32 04 0001 74 00                    | 81",
                "2.2.2.1 no property length                  | 30 03 0001 74                       | 81",
                "2.2.2.1 property length beyond the end      | 30 05 0001 74 05 01                 | 81",
                "2.2.2.1 property beyond its length          | 30 07 0001 74 03 02 0000            | 81",
                "1.5.5 property length not the shortest      | 30 05 0001 74 8000                  | 81",
                "2.2.2.2 Receive Maximum is CONNECT's        | 30 07 0001 74 03 21 0001            | 81",
                "3.3.2.3.2 payload format 2                  | 30 06 0001 74 02 01 02              | 82",
                "3.3.2.3.3 expiry twice                      | 30 0e 0001 74 0a 02 00000001 02 00000001 | 82",
                "3.3.2.3.4 topic alias 0                     | 30 07 0001 74 03 23 0000            | 94",
                "3.3.2.3.4 topic alias twice                 | 30 0a 0001 74 06 23 0001 23 0002    | 82",
                "3.3.2.3.5 response topic with wildcard      | 30 08 0001 74 04 08 0001 2b         | 82",
                "1.5.4 U+0000 in a user property             | 30 0a 0001 74 06 26 0001 00 0000    | 81",
                "3.3.4 subscription id from a client         | 30 06 0001 74 02 0b 01              | 82",
                "3.3.2.3.9 content type twice                | 30 0c 0001 74 08 03 0001 61 03 0001 62 | 82",
                // PUBACK, PUBREC, PUBREL, PUBCOMP: id | code | properties
                "2.1.3 flags of PUBACK                       | 42 02 0001                          | 81",
                "3.4.2 PUBACK without an id                  | 40 00                               | 81",
                "3.4.2 PUBACK with half an id                | 40 01 00                            | 81",
                "2.2.1 PUBACK with id 0                      | 40 02 0000                          | 82",
                "3.4.2.1 PUBACK with code 01                 | 40 03 0001 01                       | 82",
                "3.4.2.2 PUBACK with a Topic Alias           | 40 07 0001 00 03 23 0001            | 81",
                "3.4.2.2 reason string twice                 | 40 0c 0001 00 08 1f 0001 61 1f 0001 62 | 82",
                "3.5.2.1 PUBREC with code 92                 | 50 03 0001 92                       | 82",
                "3.6.1 flags of PUBREL                       | 60 02 0001                          | 81",
                "3.6.2.1 PUBREL with code 10                 | 62 03 0001 10                       | 82",
                "3.7.2.1 PUBCOMP with code 80                | 70 03 0001 80                       | 82",
                "3.7.2 PUBCOMP with a byte too many          | 70 05 0001 00 00 00                 | 81",
                // SUBSCRIBE: id | properties | filter | options
                "3.8.1 flags of SUBSCRIBE                    | 80 07 0001 00 0001 61 00            | 81",
                "3.8.3 SUBSCRIBE of nothing                  | 82 03 0001 00                       | 82",
                "2.2.1 SUBSCRIBE with id 0                   | 82 07 0000 00 0001 61 00            | 82",
                "3.8.3 filter without options                | 82 06 0001 00 0001 61               | 81",
                "3.8.3.1 reserved bit 6                      | 82 07 0001 00 0001 61 40            | 81",
                "3.8.3.1 reserved bit 7                      | 82 07 0001 00 0001 61 80            | 81",
                "3.8.3.1 QoS 3                               | 82 07 0001 00 0001 61 03            | 82",
                "3.8.3.1 retain handling 3                   | 82 07 0001 00 0001 61 30            | 82",
                "3.8.3.1 no local of a shared subscription   | 82 0f 0001 00 0009 2473686172652f672f61 04 | 81",
                "1.5.4 U+0000 in a filter                    | 82 08 0001 00 0002 6100 00          | 81",
                "3.8.2.1.2 subscription id 0                 | 82 09 0001 02 0b 00 0001 61 00      | 82",
                "3.8.2.1.2 subscription id twice             | 82 0b 0001 04 0b 01 0b 02 0001 61 00 | 82",
                "2.2.2.2 message expiry in SUBSCRIBE         | 82 0c 0001 05 02 00000001 0001 61 00 | 81",
                // UNSUBSCRIBE: id | properties | filter
                "3.10.1 flags of UNSUBSCRIBE                 | a0 06 0001 00 0001 61               | 81",
                "3.10.3 UNSUBSCRIBE of nothing               | a2 03 0001 00                       | 82",
                "2.2.1 UNSUBSCRIBE with id 0                 | a2 06 0000 00 0001 61               | 82",
                "3.10.2.1 subscription id in UNSUBSCRIBE     | a2 08 0001 02 0b 01 0001 61         | 81",
                "2.1.4 filter beyond the end                 | a2 06 0001 00 0009 61               | 81",
                // PINGREQ, DISCONNECT, AUTH
                "3.12.1 flags of PINGREQ                     | c1 00                               | 81",
                "3.12 PINGREQ with a byte                    | c0 01 00                            | 81",
                "3.14.1 flags of DISCONNECT                  | e1 00                               | 81",
                "3.14.2.1 DISCONNECT with a server's code    | e0 01 8b                            | 82",
                "3.14.2.1 DISCONNECT with code 01            | e0 01 01                            | 82",
                "3.14.2.2 Server Reference from a client     | e0 06 00 04 1c 0001 61              | 81",
                "3.14.2.2.2 session expiry twice             | e0 0c 00 0a 11 00000001 11 00000001 | 82",
                "3.15.1 flags of AUTH                        | f2 00                               | 81",
                "3.15.2.1 AUTH with code 00                  | f0 02 00 00                         | 82",
                // what only a server sends, and CONNECT again
                "3.2 CONNACK                                 | 20 03 00 00 00                      | 82",
                "3.9 SUBACK                                  | 90 04 0001 00 00                    | 82",
                "3.11 UNSUBACK                               | b0 04 0001 00 00                    | 82",
                "3.13 PINGRESP                               | d0 00                               | 82",
                "3.1 a second CONNECT                        | 10 0f 0004 4d515454 05 02 003c 00 0002 6432 | 82",
                "3.1 a second CONNECT of another version     | 10 0e 0004 4d515454 04 02 003c 0002 6432 | 82"
            })
    void refusesWhatMqtt5Forbids(String paragraph, String sent, String code) {
        PacketException refusal = Wire.five().refusalOf(sent);
        assertThat(refusal.code()).isEqualTo((byte) Integer.parseInt(code, 16));
        assertThat(refusal).hasMessageMatching("AIR-10\\d\\d .* must .*; .*");
        assertThat(refusal.first()).isEqualTo(Integer.parseInt(sent.substring(0, 2), 16));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                // MQTT 3.1.1
                "2.2.1 type 15                        | f0 00",
                "3.3.1 QoS 3                          | 36 05 0001 74 0001",
                "4.7.3 empty topic                    | 30 02 0000",
                "1.5.3 U+0000 in the topic            | 30 04 0002 7400",
                "2.3.1 packet id 0                    | 32 05 0001 74 0000",
                "3.4.2 PUBACK with a byte too many    | 40 03 0001 00",
                "3.8.3 SUBSCRIBE of nothing           | 82 02 0001",
                "3.8.3 reserved bits of the options   | 82 06 0001 0001 61 04",
                "3.8.3 QoS 3                          | 82 06 0001 0001 61 03",
                "3.10.3 UNSUBSCRIBE of nothing        | a2 02 0001",
                "3.14 DISCONNECT with a byte          | e0 01 00",
                "3.12 PINGREQ with a byte             | c0 01 00"
            })
    void refusesWhatMqtt3Forbids(String paragraph, String sent) {
        Wire.three().refusalOf(sent);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "PUBLISH, 30 04 0001 74 00",
        "PUBACK, 40 02 0001",
        "PUBREL, 62 02 0001",
        "SUBSCRIBE, 82 07 0001 00 0001 61 00",
        "PINGREQ, c0 00",
        "DISCONNECT, e0 00",
        "AUTH, f0 00"
    })
    void refusesAnyPacketBeforeConnect(String type, String sent) {
        // MQTT 5.0, 3.1.0-1
        new Wire().refusalOf(sent);
    }

    @Test
    void readsNothingAfterAPacketThatItRefused() {
        Wire wire = Wire.five();
        wire.refusalOf("c0 01 00 c0 00 c0 00");
        assertThat(wire.take("c0 00")).isNull();
        assertThat(wire.channel.finish()).isFalse();
    }

    @Test
    void judgesTheFirstByteAndTheLengthBeforeTheRestIsThere() {
        assertThat(Wire.five().refusalOf("36").code()).isEqualTo(PacketException.MALFORMED);
        // PUBLISH of 268,435,455 bytes
        assertThat(Wire.five().refusalOf("30 ff ff ff 7f").code())
                .isEqualTo(PacketException.TOO_LARGE);
        // its length in three bytes, one more than the limit
        assertThat(Wire.five().refusalOf("30 81 20").code()).isEqualTo(PacketException.TOO_LARGE);
    }

    @Test
    void refusesPropertiesThatAreTooManyBeforeItReadsThem() {
        // CONNECT of 16,402 bytes with 16,385 bytes of properties (MQTT 5.0, 2.2.2.1)
        Wire wire = new Wire(1 << 20);
        String head = "10 92 80 01 0004 4d515454 05 02 003c 81 80 01";
        assertThat(wire.take(head)).isNull();
        PacketException refusal = wire.refusalOf("00".repeat(16_385) + "0002 6431");
        assertThat(refusal.code()).isEqualTo(PacketException.TOO_LARGE);
        assertThat(refusal)
                .hasMessage(
                        "AIR-1019 the properties of CONNECT must have at most 16384 bytes but had 16385; put them into the payload");
    }
}
