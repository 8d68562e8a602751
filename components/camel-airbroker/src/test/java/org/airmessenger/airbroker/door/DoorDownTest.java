/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;

/** What a local subscriber gets of a message, in bytes; paragraphs of MQTT 5.0. */
class DoorDownTest {

    @TempDir Path directory;

    private DoorKit start() throws Exception {
        return DoorKit.start(
                directory,
                options -> {},
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        errorHandler(noErrorHandler());
                        from("airbroker:door").routeId("door").to("airbroker:topic");
                    }
                });
    }

    /** The next PUBLISH; acknowledgements between are left out, a QoS above 0 is acknowledged. */
    private static String publishTo(HexDevice device) throws Exception {
        while (true) {
            String packet = device.next();
            if (packet.isEmpty() || packet.startsWith("3")) {
                return packet;
            }
        }
    }

    private static HexDevice subscriber(DoorKit kit, String properties, String subscribe)
            throws Exception {
        HexDevice device =
                HexDevice.connected(
                        kit, "10 ~ 0004 4d515454 05 02 003c " + properties + " 0002 7331");
        device.send(subscribe);
        assertThat(device.next()).startsWith("90");
        return device;
    }

    @ParameterizedTest
    @CsvSource({
        // published with, subscribed with, first byte (3.8.4: the lower of the two)
        "0, 2, 30",
        "1, 2, 32",
        "2, 2, 34",
        "2, 1, 32",
        "2, 0, 30",
        "1, 0, 30"
    })
    void getsTheLowerOfTheQosThatItWasSentWithAndThatWasGranted(
            int published, int subscribed, String first) throws Exception {
        try (DoorKit kit = start();
                HexDevice device = subscriber(kit, "00", "82 ~ 0001 00 0001 74 0" + subscribed);
                HexDevice sender = HexDevice.five(kit)) {
            String id = published == 0 ? "" : "0001";
            sender.send("3" + 2 * published + " ~ 0001 74 " + id + " 00 78");
            assertThat(publishTo(device)).startsWith(first);
        }
    }

    @Test
    void getsWhatTheSenderGaveUnalteredAndNothingElse() throws Exception {
        try (DoorKit kit = start();
                HexDevice device = subscriber(kit, "00", "82 ~ 0001 00 0001 74 00");
                HexDevice sender = HexDevice.five(kit)) {
            // 3.3.2-4, -15, -16, -17, -18, -20: format, response topic, correlation, two user
            // properties of one name, content type
            sender.send(
                    "32 ~ 0001 74 0001 1f 01 01 08 0001 72 09 0001 ff 26 0001 62 0001 31 26 0001 61 0001"
                            + " 32 26 0001 62 0001 33 78",
                    "32 ~ 0001 74 0002 00 79");
            assertThat(publishTo(device))
                    .contains("0101")
                    .contains("08000172")
                    .contains("090001ff")
                    .contains("26000162000131" + "26000161000132" + "26000162000133")
                    .doesNotContain("6169722d")
                    .endsWith("78");
            // topic, no properties, payload
            assertThat(publishTo(device)).isEqualTo("3005" + "0001740079");
        }
    }

    @Test
    void getsAnIdAndAPriorityThatTheSenderGave() throws Exception {
        try (DoorKit kit = start();
                HexDevice device = subscriber(kit, "00", "82 ~ 0001 00 0001 74 00");
                HexDevice sender = HexDevice.five(kit)) {
            // air-id 7, air-priority 4
            String id = "26 0006 6169722d6964 0001 37";
            String priority = "26 000c 6169722d7072696f72697479 0001 34";
            sender.send("32 ~ 0001 74 0001 1e " + id + priority + " 78");
            assertThat(publishTo(device))
                    .contains(id.replace(" ", ""))
                    .contains(priority.replace(" ", ""));
        }
    }

    @Test
    void getsItsSubscriptionIdentifier() throws Exception {
        try (DoorKit kit = start();
                HexDevice device = subscriber(kit, "00", "82 ~ 0001 05 0b ffffff7f 0001 74 00");
                HexDevice sender = HexDevice.five(kit)) {
            // 3.3.4-3
            sender.send("30 ~ 0001 74 00 78");
            assertThat(publishTo(device)).isEqualTo("300a" + "000174" + "050bffffff7f" + "78");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void getsNoPacketThatIsLargerThanItTakesAndTheNextOnesAllTheSame(int qos) throws Exception {
        try (DoorKit kit = start();
                // 3.1.2-24 and -25: Maximum Packet Size 64, Topic Alias Maximum 5, Receive Maximum
                // 2
                HexDevice device =
                        subscriber(
                                kit,
                                "0b 27 00000040 22 0005 21 0002",
                                "82 ~ 0001 00 0001 74 0" + qos);
                HexDevice sender = HexDevice.five(kit)) {
            for (int id = 1; id <= 5; id++) {
                sender.send(
                        "34 ~ 0001 74 %04x 00 %s".formatted(2 * id, "78".repeat(100)),
                        "34 ~ 0001 74 %04x 00 79".formatted(2 * id + 1));
                String packet = publishTo(device);
                // it must say its topic: the device has seen no alias (3.3.2.3.4)
                assertThat(packet).contains("000174").endsWith("79");
                String packetId = packet.substring(10, 14);
                if (qos == 1) {
                    device.send("40 ~ " + packetId);
                } else if (qos == 2) {
                    device.send("50 ~ " + packetId);
                    assertThat(device.next()).startsWith("62").contains(packetId);
                    device.send("70 ~ " + packetId);
                }
            }
        }
    }

    @Test
    void getsAliasesIfItTakesThem() throws Exception {
        try (DoorKit kit = start();
                HexDevice device = subscriber(kit, "03 22 0005", "82 ~ 0001 00 0001 74 00");
                HexDevice sender = HexDevice.five(kit)) {
            sender.send("30 ~ 0001 74 00 78", "30 ~ 0001 74 00 79");
            assertThat(publishTo(device)).isEqualTo("3008" + "000174" + "03230001" + "78");
            assertThat(publishTo(device)).isEqualTo("3007" + "0000" + "03230001" + "79");
        }
    }

    @Test
    void getsNotMoreThanItsReceiveMaximumAtOnce() throws Exception {
        try (DoorKit kit = start();
                // 3.3.4-9: Receive Maximum 1
                HexDevice device = subscriber(kit, "03 21 0001", "82 ~ 0001 00 0001 74 01");
                HexDevice sender = HexDevice.five(kit)) {
            sender.send("32 ~ 0001 74 0001 00 78", "32 ~ 0001 74 0002 00 79");
            String first = publishTo(device);
            assertThat(first).endsWith("78");
            device.send("c0 00");
            assertThat(device.next()).isEqualTo("d000");
            device.send("40 ~ " + first.substring(10, 14));
            assertThat(publishTo(device)).endsWith("79");
        }
    }

    @Test
    void getsNothingOfItsOwnIfItDoesNotWantTo() throws Exception {
        try (DoorKit kit = start();
                // 3.8.3-3: no local
                HexDevice device = subscriber(kit, "00", "82 ~ 0001 00 0001 74 04");
                HexDevice sender = HexDevice.five(kit)) {
            device.send("30 ~ 0001 74 00 78");
            sender.send("30 ~ 0001 74 00 79");
            assertThat(publishTo(device)).endsWith("79");
        }
    }
}
