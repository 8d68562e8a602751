/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.message.AirHeaders;

import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Topics, their aliases, and filters, as they are on the wire; paragraphs of MQTT 5.0. */
class DoorTopicsTest {

    @TempDir Path directory;

    private final BlockingQueue<String> topics = new LinkedBlockingQueue<>();

    private DoorKit start() throws Exception {
        return DoorKit.start(
                directory,
                options -> options.setTopicAliasMaximum(3),
                AsyncProcessorConverterHelper.convert(
                        exchange ->
                                topics.add(
                                        exchange.getIn()
                                                .getHeader(AirHeaders.TOPIC, String.class))));
    }

    private String nextTopic() throws InterruptedException {
        return topics.poll(30, TimeUnit.SECONDS);
    }

    @Test
    void resolvesAliases() throws Exception {
        try (DoorKit kit = start();
                HexDevice device = HexDevice.five(kit)) {
            // 3.3.2.3.4: "t" is 1, "u" is 3, then each by its alias alone, then 1 is "v"
            device.send(
                    "30 ~ 0001 74 03 23 0001",
                    "32 ~ 0001 75 0001 03 23 0003",
                    "30 ~ 0000 03 23 0001",
                    "34 ~ 0000 0002 03 23 0003",
                    "30 ~ 0001 76 03 23 0001",
                    "30 ~ 0000 03 23 0001");
            for (String topic : "t u t u v v".split(" ")) {
                assertThat(nextTopic()).isEqualTo(topic);
            }
            assertThat(device.next()).startsWith("40");
            assertThat(device.next()).startsWith("50");
        }
    }

    @Test
    void showsNoAliasToALocalSubscriber() throws Exception {
        try (DoorKit kit = start();
                HexDevice device = HexDevice.five(kit)) {
            device.send("82 ~ 0001 00 0001 74 00");
            assertThat(device.next()).startsWith("90");
            device.send("35 ~ 0001 74 0001 03 23 0001 61");
            mustShowNoAlias(device.next() + device.next(), "61");
            device.send("62 ~ 0001");
            assertThat(device.next()).startsWith("70");
            device.send("35 ~ 0000 0002 03 23 0001 62");
            mustShowNoAlias(device.next() + device.next(), "62");
        }
    }

    /** The topic, no properties, the body. */
    private static void mustShowNoAlias(String packets, String body) {
        assertThat(packets).contains("00017400" + body);
    }

    @Test
    void forgetsAliasesWithTheConnection() throws Exception {
        try (DoorKit kit = start()) {
            try (HexDevice device = HexDevice.five(kit)) {
                device.send("30 ~ 0001 74 03 23 0001");
                assertThat(nextTopic()).isEqualTo("t");
            }
            try (HexDevice device = HexDevice.five(kit)) {
                device.send("30 ~ 0000 03 23 0001");
                assertThat(device.codeOfTheEnd()).isEqualTo("94");
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "unknown       | 30 ~ 0000 03 23 0002",
                "too high      | 30 ~ 0001 74 03 23 0004",
                "0             | 30 ~ 0001 74 03 23 0000"
            })
    void endsADeviceWhoseAliasIs(String what, String sent) throws Exception {
        try (DoorKit kit = start();
                HexDevice device = HexDevice.five(kit)) {
            device.send(sent);
            assertThat(device.codeOfTheEnd()).isEqualTo("94");
            assertThat(topics).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "6c616e652e78",
        "612f612f612f612f612f612f612f612f612f612f612f612f612f612f612f612f612f612f612f612f612f612f612f612f612f612f612f612f612f612f612f612f61"
    })
    void refusesATopicThatIsOneButNotAccepted(String topic) throws Exception {
        try (DoorKit kit = start()) {
            String field = "%04x".formatted(topic.length() / 2) + topic;
            try (HexDevice device = HexDevice.five(kit)) {
                // 3.4.2.1: lane.x, 33 levels
                device.send("32 ~ " + field + " 0001 00", "30 ~ " + field + " 00", "c0 00");
                assertThat(device.next()).matches("40.{6}90.*");
                assertThat(device.next()).isEqualTo("d000");
            }
            try (HexDevice device = HexDevice.three(kit)) {
                // MQTT 3.1.1 has no word for it: dropped, or closed
                device.send("30 ~ " + field, "c0 00");
                assertThat(device.next()).isEqualTo("d000");
                device.send("32 ~ " + field + " 0001");
                assertThat(device.next()).isEmpty();
            }
            assertThat(topics).isEmpty();
            assertThat(kit.count("air_source_refused_total", "reason", "not-allowed")).isEqualTo(4);
        }
    }

    /** MQTT 5.0, 4.7.2 and 3.4.2.1; MQTT 3.1.1, 3.3.5: an acknowledgement by its QoS. */
    @Test
    void keepsNothingOfATopicThatBeginsWithADollarAndGoesOn() throws Exception {
        try (DoorKit kit = start()) {
            // $SYS, retained
            String topic = "0004 24535953";
            try (HexDevice device = HexDevice.five(kit)) {
                device.send("82 ~ 0001 00 0001 23 02", "31 ~ " + topic + " 00");
                assertThat(device.next()).startsWith("90");
                device.send("33 ~ " + topic + " 0001 00");
                assertThat(device.next()).matches("40..000110(00)?");
                device.send("35 ~ " + topic + " 0002 00");
                assertThat(device.next()).matches("50..000210(00)?");
                device.send("62 ~ 0002");
                assertThat(device.next()).matches("70..0002(00)*");
            }
            try (HexDevice device = HexDevice.three(kit)) {
                device.send("33 ~ " + topic + " 0001");
                assertThat(device.next()).isEqualTo("40020001");
                device.send("35 ~ " + topic + " 0002");
                assertThat(device.next()).isEqualTo("50020002");
                device.send("62 ~ 0002", "c0 00");
                assertThat(device.next()).isEqualTo("70020002");
                assertThat(device.next()).isEqualTo("d000");
            }
            assertThat(topics).isEmpty();
            assertThat(kit.door().retained().count()).isZero();
            assertThat(kit.count("air_source_refused_total", "reason", "no-receiver")).isEqualTo(5);
        }
    }

    @Test
    void refusesAFilterThatIsOneButNotAcceptedInItsPlace() throws Exception {
        try (DoorKit kit = start()) {
            // "a", 33 levels, "b" (3.9.3)
            String levels = HexFormat.of().formatHex("a/".repeat(32).concat("a").getBytes());
            String filters = "0001 61 00 0041 " + levels + " 00 0001 62 01";
            try (HexDevice device = HexDevice.five(kit)) {
                device.send("82 ~ 0001 00 " + filters);
                assertThat(device.next()).isEqualTo("90060001" + "00" + "008f01");
            }
            try (HexDevice device = HexDevice.three(kit)) {
                device.send("82 ~ 0001 " + filters);
                assertThat(device.next()).isEqualTo("90050001" + "008001");
            }
        }
    }

    @Test
    void answersAFilterOf65535LevelsAtOnce() throws Exception {
        try (DoorKit kit = start();
                HexDevice device = HexDevice.five(kit)) {
            // 65,534 slashes: 82 | 65,541 | id | no properties | filter | options
            device.send("82 84 80 04 0001 00 fffe " + "2f".repeat(65_534) + " 00");
            assertThat(device.next()).isEqualTo("900400010" + "08f");
        }
    }

    @Test
    void endsADeviceWhoseFilterIsNone() throws Exception {
        try (DoorKit kit = start();
                HexDevice device = HexDevice.five(kit)) {
            // 4.7.1.2: "a/#/b"
            device.send("82 ~ 0001 00 0005 612f232f62 00");
            assertThat(device.codeOfTheEnd()).isEqualTo("8f");
        }
    }
}
