/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.airbroker.broker.BrokerConfiguration;

import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** What CONNECT asks for and CONNACK grants; paragraphs of MQTT 5.0. */
class DoorTermsTest {

    @TempDir Path directory;

    private final List<Exchange> taken = new CopyOnWriteArrayList<>();

    private DoorKit start(Consumer<BrokerConfiguration> more) throws Exception {
        return DoorKit.start(
                directory,
                more,
                AsyncProcessorConverterHelper.convert(exchange -> taken.add(exchange.copy())));
    }

    private static String connackOf(DoorKit kit, String connect) throws Exception {
        try (HexDevice device = new HexDevice(kit)) {
            device.send(connect);
            return device.next();
        }
    }

    @Test
    void tellsItsLimitsInConnack() throws Exception {
        try (DoorKit kit =
                start(
                        options -> {
                            options.setReceiveMaximum(5);
                            options.setTopicAliasMaximum(7);
                            options.setMaxPacketBytes(2048);
                        })) {
            // 3.2.2.3.3, 3.2.2.3.6, 3.2.2.3.8
            assertThat(connackOf(kit, HexDevice.CONNECT_5))
                    .contains("210005")
                    .contains("2700000800")
                    .contains("220007")
                    // nothing that is as the device asked, or as everybody expects
                    .doesNotContain("13003c")
                    .hasSize(2 * (5 + 11));
        }
    }

    @ParameterizedTest
    @CsvSource({"0000, true", "003d, true", "003c, false", "0001, false"})
    void tellsAKeepAliveWhereTheDeviceAskedForMoreOrNone(String asked, boolean told)
            throws Exception {
        try (DoorKit kit = start(options -> {})) {
            // 3.2.2.3.14
            String ack = connackOf(kit, "10 ~ 0004 4d515454 05 02 " + asked + " 00 0002 6431");
            assertThat(ack.contains("13003c")).isEqualTo(told);
        }
    }

    @Test
    void takesEveryKeepAliveWhereNoneIsTheLongest() throws Exception {
        try (DoorKit kit = start(options -> options.setMaxKeepAliveSeconds(0))) {
            assertThat(connackOf(kit, "10 ~ 0004 4d515454 05 02 ffff 00 0002 6431"))
                    .doesNotContain("13003c");
        }
    }

    @Test
    void endsADeviceThatIsSilentLongerThanItWasTold() throws Exception {
        try (DoorKit kit = start(options -> options.setMaxKeepAliveSeconds(1));
                HexDevice device =
                        HexDevice.connected(kit, "10 ~ 0004 4d515454 05 02 0000 00 0002 6431")) {
            // 3.1.2.10
            assertThat(device.codeOfTheEnd()).isEqualTo("8d");
            assertThat(kit.count("air_source_connections_ended_total", "reason", "silent"))
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "4.12 a method                   | 10 ~ 0004 4d515454 05 02 003c 04 15 0001 6d 0002 6431 | 8c",
                "3.1.2.11.10 data alone          | 10 ~ 0004 4d515454 05 02 003c 03 16 0000 0002 6431 | 82",
                "4.13.1 malformed properties     | 10 ~ 0004 4d515454 05 02 003c 03 23 0001 0002 6431 | 81",
                "3.1.2.11.3 Receive Maximum 0    | 10 ~ 0004 4d515454 05 02 003c 03 21 0000 0002 6431 | 82",
                "1.5.4 U+0000 in the client id   | 10 ~ 0004 4d515454 05 02 003c 00 0002 6400 | 81",
                "3.1.2.6 will QoS 3              | 10 ~ 0004 4d515454 05 1e 003c 00 0002 6431 00 0001 77 0000 | 81"
            })
    void tellsAnMqtt5DeviceWhyItsConnectIsRefused(String paragraph, String connect, String code)
            throws Exception {
        try (DoorKit kit = start(options -> {});
                HexDevice device = new HexDevice(kit)) {
            device.send(connect);
            String ack = device.next();
            assertThat(ack).startsWith("20").contains("4149522d31303"); // AIR-103x, AIR-102x
            assertThat(ack.substring(4, 8)).isEqualTo("00" + code);
            assertThat(device.next()).isEmpty();
        }
    }

    @Test
    void answersAuthAsAProtocolError() throws Exception {
        try (DoorKit kit = start(options -> {});
                HexDevice device = HexDevice.five(kit)) {
            // 4.12: nothing was begun that could go on; AUTH with code 18 and a method
            device.send("f0 ~ 18 04 15 0001 6d");
            assertThat(device.codeOfTheEnd()).isEqualTo("82");
        }
    }

    @Test
    void takesNoDisconnectThatWouldKeepASessionWhichConnectDidNot() throws Exception {
        try (DoorKit kit = start(options -> {});
                HexDevice device =
                        HexDevice.connected(
                                kit,
                                // will "w" with payload "x"
                                "10 ~ 0004 4d515454 05 06 003c 00 0002 6431 00 0001 77 0001 78")) {
            // 3.14.2.2.2
            device.send("e0 ~ 00 05 11 0000000a");
            assertThat(device.codeOfTheEnd()).isEqualTo("82");
            // it was no DISCONNECT, so the will is sent
            await().until(() -> taken.size() == 1);
        }
    }

    @Test
    void saysThatNothingIsRetainedAndRetainsNothing() throws Exception {
        try (DoorKit kit = start(options -> options.setMaxRetainedTopics(0))) {
            // 3.2.2.3.5
            assertThat(connackOf(kit, HexDevice.CONNECT_5)).contains("2500");
            try (HexDevice device = HexDevice.five(kit)) {
                device.send("31 ~ 0001 74 00 78");
                assertThat(device.codeOfTheEnd()).isEqualTo("9a");
            }
            assertThat(
                            connackOf(
                                    kit,
                                    "10 ~ 0004 4d515454 05 26 003c 00 0002 6431 00 0001 77 0001 78"))
                    .matches("20.{4}9a.*");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "3.1.2.11.7 unwanted               | 02 17 00       | false",
                "3.1.2.11.4 larger than 64 bytes   | 05 27 00000040 | false",
                "3.1.2.11.4 not larger than 1 KB   | 05 27 00000400 | true"
            })
    void givesReasonsOnlyToWhomTheyAreWelcome(String paragraph, String properties, boolean told)
            throws Exception {
        try (DoorKit kit = start(options -> {});
                HexDevice device =
                        HexDevice.connected(
                                kit,
                                "10 ~ 0004 4d515454 05 02 003c " + properties + " 0002 6431")) {
            // PUBLISH of QoS 1 to "lane.x", which is the gateway's
            device.send("32 ~ 0006 6c616e652e78 0007 00");
            String ack = device.next();
            assertThat(ack).startsWith("40");
            assertThat(ack.substring(4, 10)).isEqualTo("000790");
            assertThat(ack.length() > 12).isEqualTo(told);
        }
    }
}
