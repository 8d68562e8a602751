/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.day;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Two destinations take the same messages; one refuses every connection. */
class DeadNeighbourTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int BACKLOG = 400;

    private static final String DESTINATION =
            """
            %s:
              sink: air-http-sink
              parameters: { url: "%s", caFile: "%s" }
              batch:
                urgent: { maxMessages: 1 }
                normal: { maxMessages: 10000, maxDelay: 1m, maxBytes: 10MB }
                bulk: { maxMessages: 100, maxDelay: 100ms, maxBytes: 1MB }
              concurrency: 4
              order: device
              retry: { initial: 100ms, max: 500ms, maxAttempts: 5 }
            """;

    private static final String RULES =
            """
            - { id: alarms, match: { topic: "alarms/#" }, priority: 9, to: [alive, dead] }
            - { id: slow, match: { topic: "sensors/+/slow" }, priority: 4, to: [alive, dead] }
            - { id: quick, match: { topic: "sensors/+/quick" }, priority: 1, to: [alive, dead] }
            """;

    private static final String POLICIES =
            """
            sensor:
              publish: ["sensors/${device}/#", "alarms/${device}"]
              subscribe: []
              limits: { messagesPerSecond: 100000, burst: 200000, bytesPerSecond: 1GB, maxMessageBytes: 64KB }
              maxPriority: 9
            """;

    private Cloud alive;
    private Cloud dead;
    private House house;

    @BeforeEach
    void start() throws Exception {
        Mosquitto.mustBeThere();
        alive = new Cloud();
        dead = new Cloud();
        dead.goAway();
        house =
                House.init(
                        DESTINATION.formatted("alive", alive.url(), alive.certificate())
                                + DESTINATION.formatted("dead", dead.url(), dead.certificate()),
                        RULES,
                        POLICIES);
        house.add("sensor-1", "sensor");
        house.add("sensor-2", "sensor");
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
            dead.close();
            alive.close();
        }
    }

    @Test
    void deadDestinationHoldsUpNobodyElse() throws Exception {
        Mosquitto mosquitto = new Mosquitto(house.certificates(), house.port());
        List<String> first = mosquitto.as("sensor-1");
        Path backlog = Events.telemetryFile(house.certificates(), BACKLOG);
        String quick = "sensors/sensor-1/quick";
        assertThat(mosquitto.publish(backlog, first, "mqttv5", quick).exit()).isZero();
        await().atMost(PATIENCE).until(() -> alive.sequences("sensor-1").size() == BACKLOG);
        assertThat(dead.from("sensor-1")).isEmpty();
        assertThat(account("dead")).contains("\"waiting\":" + BACKLOG);

        // what came before the alarm and still waits, even at the living one, is overtaken
        List<String> second = mosquitto.as("sensor-2");
        mosquitto.publish(second, "mqttv5", "sensors/sensor-2/slow", "-m", Events.telemetry(1));
        mosquitto.publish(second, "mqttv5", "alarms/sensor-2", "-m", Events.overheating(2));
        await().atMost(PATIENCE).until(() -> alive.sequences("sensor-2").contains(2L));
        assertThat(alive.sequences("sensor-2")).containsExactly(2L);
        assertThat(dead.from("sensor-2")).isEmpty();

        dead.comeBack();
        await().atMost(PATIENCE).until(() -> dead.sequences("sensor-1").size() == BACKLOG);
        assertThat(dead.sequences("sensor-2")).contains(2L);
        assertThat(dead.all().get(0).sequence()).as("the alarm is its probe").isEqualTo(2);
        assertThat(account("alive")).contains("\"dead\":0");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(house.air("ledger")).contains("\"balanced\":true"));
    }

    /** What the ledger says of one destination. */
    private String account(String destination) {
        String ledger = house.air("ledger");
        int start = ledger.indexOf("\"destination\":\"" + destination + "\"");
        return ledger.substring(start, ledger.indexOf("\"dropped\"", start));
    }
}
