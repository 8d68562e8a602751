/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.gateway.mqtt.MqttBroker;
import org.airmessenger.gateway.mqtt.Publisher;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A whole gateway between two topics of a real Mosquitto: source, guard, lanes, delivery, sink. */
class MqttBridgeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ROUTE =
            """
            - route:
                id: 1-source-plant
                group: source
                errorHandler: { noErrorHandler: {} }
                from:
                  uri: kamelet:air-mqtt-source
                  parameters: { url: "%s", clientId: air, filter: "plant/#", device: plant, topic: "${topic}" }
                  steps:
                    - to: direct:guard
            """;

    @TempDir Path folder;
    private MqttBroker broker;
    private Publisher publisher;
    private ReloadFixture fixture;

    @BeforeEach
    void make() throws Exception {
        broker = new MqttBroker(folder.resolve("broker"));
        publisher = new Publisher(broker.port);
        fixture = new ReloadFixture(folder);
        fixture.write("conf/policies.yaml", "load: { publish: [\"plant/#\"] }\n");
        fixture.write("conf/devices.yaml", "plant: { policy: load }\n");
        fixture.write("routes/1-source-plant.camel.yaml", ROUTE.formatted(broker.url()));
    }

    @AfterEach
    void stop() {
        fixture.close();
        publisher.close();
        broker.close();
    }

    private void start(String sinkTopic, String... sets) throws Exception {
        fixture.write(
                "conf/destinations.yaml",
                "other: { sink: air-mqtt-sink, parameters: { url: \"%s\", topic: \"%s\" } }\n"
                        .formatted(broker.url(), sinkTopic));
        fixture.write(
                "conf/rules.yaml", "- { id: all, match: { topic: \"plant/#\" }, to: [other] }\n");
        fixture.start(sets);
        awaitLink("up");
    }

    private void awaitLink(String state) {
        await().dontCatchUncaughtExceptions()
                .atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(fixture.status().path("links"))
                                        .anySatisfy(
                                                link -> {
                                                    assertThat(link.path("name").asText())
                                                            .isEqualTo("1-source-plant");
                                                    assertThat(link.path("state").asText())
                                                            .isEqualTo(state);
                                                }));
    }

    private double count(String meter, String... tags) {
        MeterRegistry meters =
                fixture.gateway.camel().getRegistry().findSingleByType(MeterRegistry.class);
        return meters.find(meter).tags(tags).counters().stream().mapToDouble(c -> c.count()).sum();
    }

    @Test
    void whatComesBackWithItsIdEndsWhereItBegan() throws Exception {
        start("{topic}");
        broker.subscribe("sub", "plant/#");
        publisher.publish("plant/a", "m", Map.of("air-id", "one"));
        await().atMost(PATIENCE).until(() -> count("air_lanes_duplicates_total") == 1);
        assertThat(broker.heard("sub")).as("it came, and went once").hasSize(2);
    }

    @Test
    void whatGoesRoundInACircleEndsEvenIfNoIdIsRemembered() throws Exception {
        start(
                "{topic}",
                "air.guard.duplicates.window=0",
                "air.source.wire.enabled=false",
                "air.source.web.enabled=false");
        broker.subscribe("sub", "plant/#");
        publisher.publish("plant/a", "m");
        await().dontCatchUncaughtExceptions()
                .atMost(PATIENCE)
                .until(() -> count("air_source_refused_total", "reason", "no-receiver") == 1);
        assertThat(broker.heard("sub")).hasSize(5);
    }

    @Test
    void aLinkThatIsDownIsToldEverywhereAndNothingIsLostByIt() throws Exception {
        start("gone/{topic}");
        assertThat(fixture.air("status")).contains("link          1-source-plant to 127.0.0.1");
        broker.kill();
        awaitLink("down");
        assertThat(fixture.health()).contains("UP", "link 1-source-plant is down");
        broker.start();
        awaitLink("up");
        assertThat(fixture.health()).doesNotContain("degraded");
        assertThat(fixture.air("ledger")).startsWith("0\n");
    }

    @Test
    void aSourceThatIsChangedUnderLoadLosesNothing() throws Exception {
        start("gone/{topic}");
        broker.subscribe("sub", "gone/#");
        int each = 50;
        for (int round = 0; round < 4; round++) {
            String prefix = round % 2 == 0 ? "plant/other/" : "plant/";
            fixture.write(
                    "routes/1-source-plant.camel.yaml",
                    ROUTE.formatted(broker.url()).replace("\"${topic}\"", "\"" + prefix + "x\""));
            int first = round * each;
            Thread load =
                    new Thread(
                            () ->
                                    IntStream.range(first, first + each)
                                            .forEach(i -> publisher.publish("plant/a", "m" + i)));
            load.start();
            fixture.reloadInside();
            load.join();
        }
        Set<String> all =
                IntStream.range(0, 4 * each).mapToObj(i -> "m" + i).collect(Collectors.toSet());
        await().dontCatchUncaughtExceptions()
                .atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(
                                                broker.heard("sub").stream()
                                                        .map(line -> line.replaceAll(".*\\|", ""))
                                                        .collect(Collectors.toSet()))
                                        .isEqualTo(all));
    }
}
