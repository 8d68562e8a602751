/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class SettingsReaderTest {

    @TempDir Path home;
    private final List<Problem> problems = new ArrayList<>();

    @BeforeEach
    void makeFolder() throws IOException {
        Files.createDirectories(home.resolve("conf"));
    }

    @Test
    void reportsAllProblemsAtOnceWithFileAndLine() throws IOException {
        file(
                "# a comment",
                "air.source.mqtt.prot = 8883",
                "air.source.mqtt.port = 99999",
                "air.source.mqtt.plain.enabled = yes",
                "no equals sign",
                "air.source.mqtt.maxPacketBytes = 2TB");
        read(List.of("air.source.mqtt.hosst=x"), Map.of("AIR_SOURCE_MQTT_PROT", "1"));
        assertThat(problems)
                .extracting(Problem::toString)
                .containsExactly(
                        "conf/gateway.properties:2: AIR-9004 there is no key air.source.mqtt.prot; did you mean air.source.mqtt.port?",
                        "conf/gateway.properties:3: AIR-9005 air.source.mqtt.port must be 0 to 65535 but was 99999",
                        "conf/gateway.properties:4: AIR-9005 air.source.mqtt.plain.enabled must be true or false but was \"yes\"",
                        "conf/gateway.properties:5: AIR-9002 a line must be key = value but has no =",
                        "conf/gateway.properties:6: AIR-9005 air.source.mqtt.maxPacketBytes must be 1KB to 255MB but was 2TB",
                        "environment: AIR-9004 no key has the variable AIR_SOURCE_MQTT_PROT; did you mean AIR_SOURCE_MQTT_PORT?",
                        "--set air.source.mqtt.hosst: AIR-9004 there is no key air.source.mqtt.hosst; did you mean air.source.mqtt.host?");
    }

    @Test
    void commandLineWinsOverEnvironmentOverFileOverDefault() throws IOException {
        file("air.source.mqtt.port = 1", "air.control.port = 1", "air.source.web.port = 1");
        Settings settings =
                read(
                        List.of("air.source.mqtt.port=3"),
                        Map.of("AIR_SOURCE_MQTT_PORT", "2", "AIR_CONTROL_PORT", "2"));
        assertThat(problems).isEmpty();
        assertThat(settings.number(ConfigKeys.MQTT_PORT)).isEqualTo(3);
        assertThat(settings.number(ConfigKeys.CONTROL_PORT)).isEqualTo(2);
        assertThat(settings.number("air.source.web.port")).isEqualTo(1);
        assertThat(settings.number("air.source.wire.port")).isEqualTo(7443);
    }

    @Test
    void readsHumpsOfAKeyAsUnderscoresOfItsVariable() {
        assertThat(ConfigKeys.find("air.source.mqtt.plain.beyondLoopback").variable())
                .isEqualTo("AIR_SOURCE_MQTT_PLAIN_BEYOND_LOOPBACK");
    }

    @Test
    void takesSecretsFromVariablesAndFilesAndNeverShowsThem() throws IOException {
        Files.writeString(home.resolve("policy.txt"), "sensor\n");
        file(
                "air.source.mqtt.plain.policy = {{file:policy.txt}}",
                "air.source.mqtt.host = {{env:HOST}}");
        Settings settings = read(List.of(), Map.of("HOST", "127.0.0.2"));
        assertThat(settings.text(ConfigKeys.PLAIN_POLICY)).isEqualTo("sensor");
        assertThat(settings.text(ConfigKeys.MQTT_HOST)).isEqualTo("127.0.0.2");
    }

    @Test
    void namesTheMissingSecretByItsPlaceholder() throws IOException {
        file("air.source.mqtt.host = {{env:NOWHERE}}", "air.control.host = {{file:gone.txt}}");
        read(List.of(), Map.of());
        assertThat(problems)
                .extracting(Problem::toString)
                .containsExactly(
                        "conf/gateway.properties:1: AIR-9005 {{env:NOWHERE}} must be set but is not",
                        "conf/gateway.properties:2: AIR-9005 {{file:gone.txt}} must name a readable file: NoSuchFileException");
    }

    @Test
    void stillReadsAKeyByItsFormerName() throws IOException {
        file("air.source.mqtt.refusalsBeforeBan = 7");
        Settings settings = read(List.of(), Map.of("AIR_SOURCE_MQTT_BAN_TIME", "2m"));
        assertThat(problems).isEmpty();
        assertThat(settings.number("air.source.refusalsBeforeBan")).isEqualTo(7);
        assertThat(settings.number("air.source.banTime")).isEqualTo(120_000);
        assertThat(settings.asProperties()).containsEntry("air.source.refusalsBeforeBan", "7");
    }

    @Test
    void refusesAKeyUnderBothItsNames() throws IOException {
        file("air.source.banTime = 1m", "air.source.mqtt.banTime = 2m");
        read(List.of(), Map.of());
        assertThat(problems)
                .extracting(Problem::toString)
                .containsExactly(
                        "conf/gateway.properties:2: AIR-9003 a key must stand once but"
                                + " air.source.banTime stands in line 1 too");
    }

    @Test
    void refusesAKeyThatStandsTwice() throws IOException {
        file("air.control.port = 1", "air.control.port = 2");
        read(List.of(), Map.of());
        assertThat(problems)
                .extracting(Problem::toString)
                .containsExactly(
                        "conf/gateway.properties:2: AIR-9003 a key must stand once but air.control.port stands in line 1 too");
    }

    @Test
    void givesComponentsBaseUnitsAndLeavesEmptyOnesOut() throws IOException {
        file("air.source.mqtt.maxPacketBytes = 64KB", "air.source.mqtt.connectDeadline = 1.5s");
        Settings settings = read(List.of(), Map.of());
        assertThat(settings.asProperties())
                .containsEntry("air.source.mqtt.maxPacketBytes", "65536")
                .containsEntry("camel.component.airbroker.maxPacketBytes", "65536")
                .containsEntry("air.source.mqtt.connectDeadline", "1500");
    }

    @Test
    void tellsRoutesAndKameletsWhereTheFolderIs() {
        assertThat(read(List.of(), Map.of()).asProperties())
                .containsEntry("air.home", home.toAbsolutePath().toString());
    }

    @Test
    void passesCamelsOwnKeysOn() throws IOException {
        file("camel.component.kafka.brokers = a:9092");
        assertThat(read(List.of(), Map.of()).asProperties())
                .containsEntry("camel.component.kafka.brokers", "a:9092");
        assertThat(problems).isEmpty();
    }

    @Test
    void startsWithDefaultsWhenThereIsNoFile() {
        assertThat(read(List.of(), Map.of("AIR_HOME", "/somewhere")).on(ConfigKeys.MQTT_ENABLED))
                .isTrue();
        assertThat(problems).isEmpty();
    }

    private void file(String... lines) throws IOException {
        Files.write(home.resolve(SettingsReader.FILE), List.of(lines));
    }

    private Settings read(List<String> sets, Map<String, String> environment) {
        return SettingsReader.read(home, sets, environment, problems);
    }
}
