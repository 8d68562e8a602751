/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.day;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.bench.jvm.ChildJvm;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** With every uplink down: a sensor's alarm commands an actuator, and all is kept in files. */
class LocalSinksTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int LINES = 300;

    private static final String DESTINATIONS =
            """
            archive: { sink: air-file-sink }
            actuators: { sink: air-device-sink, parameters: { topic: "commands/{tenant}/close" }, retry: { initial: 100ms, max: 500ms, maxAttempts: 3 } }
            """;

    private static final String RULES =
            """
            - { id: alarms, match: { topic: "alarms/#" }, priority: 9, to: [archive, actuators] }
            - { id: all, match: { topic: "sensors/#" }, to: [archive] }
            """;

    private static final String POLICIES =
            """
            sensor:
              publish: ["sensors/${device}/#", "alarms/${device}"]
              subscribe: []
              limits: { messagesPerSecond: 100000, burst: 200000, bytesPerSecond: 1GB, maxMessageBytes: 64KB }
              maxPriority: 9
            actuator:
              publish: []
              subscribe: ["commands/#"]
            """;

    private House house;

    @BeforeEach
    void start() throws Exception {
        Mosquitto.mustBeThere();
        house = House.init(DESTINATIONS, RULES, POLICIES);
        house.air(
                "device",
                "add",
                "sensor-1",
                "--policy",
                "sensor",
                "--tenant",
                "plant-a",
                "--out",
                house.certificates().toString());
        house.add("valve-1", "actuator");
        house.run();
    }

    @AfterEach
    void end() throws Exception {
        try {
            if (house.process() != null) {
                assertThat(house.process().end(Duration.ofSeconds(10))).isZero();
            }
        } finally {
            house.close();
        }
    }

    @Test
    void commandsAnActuatorAndKeepsEverythingInFiles() throws Exception {
        Mosquitto mosquitto = new Mosquitto(house.certificates(), house.port());
        List<String> sensor = mosquitto.as("sensor-1");
        Path backlog = Events.telemetryFile(house.certificates(), LINES);
        assertThat(mosquitto.publish(backlog, sensor, "mqttv5", "sensors/sensor-1/t").exit())
                .isZero();
        try (ChildJvm valve =
                mosquitto.subscribe(
                        mosquitto.as("valve-1"), "mqttv5", "commands/#", "-F", "%t|%P|%p")) {
            mosquitto.publish(
                    sensor,
                    "mqttv5",
                    "alarms/sensor-1",
                    "-D",
                    "PUBLISH",
                    "user-property",
                    "air-id",
                    "the-alarm",
                    "-m",
                    "shut");
            valve.awaitLine(
                    Pattern.compile("^commands/plant-a/close\\|.*air-id:the-alarm.*\\|shut$"),
                    PATIENCE);
        }
        // nobody listens any more: refused, then kept among the dead
        mosquitto.publish(sensor, "mqttv5", "alarms/sensor-1", "-m", "shut again");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(lines()).hasSize(LINES + 2));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(house.air("dead", "list", "actuators"))
                                        .contains("AIR-5143"));
        assertThat(house.air("ledger")).contains("\"balanced\":true");
    }

    private List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        Path folder = house.home().resolve("data/files");
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    assertThat(file.getFileName().toString()).startsWith("archive-");
                    lines.addAll(Files.readAllLines(file));
                }
            }
        }
        return lines;
    }
}
