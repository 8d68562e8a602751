/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.airwire.client.AirwireClient;
import org.airmessenger.airwire.client.ClientOptions;
import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.SendAttributes;
import org.airmessenger.control.api.OperatorClient;
import org.airmessenger.gateway.demo.function.Received;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A gateway at the edge forwards its lanes to a regional one by {@code air-gateway-sink}. */
class TwoGatewaysTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String POLICIES =
            """
            sensor:
              publish: ["sensors/${device}/#", "private/#"]
              limits: { messagesPerSecond: 10000, burst: 10000, bytesPerSecond: 100MB, maxMessageBytes: 64KB }
              maxPriority: 9
            gateway:
              publish: ["sensors/#"]
              limits: { messagesPerSecond: 10000, burst: 10000, bytesPerSecond: 100MB, maxMessageBytes: 64KB }
              maxPriority: 9
            load: { publish: ["none"] }
            """;

    @TempDir Path folder;

    private ReloadFixture edge;
    private ReloadFixture region;
    private int regionPort;
    private final List<JsonNode> arrived = new CopyOnWriteArrayList<>();

    @BeforeEach
    void build() throws Exception {
        region = new ReloadFixture(folder.resolve("region"));
        region.write("conf/policies.yaml", POLICIES);
        edge = new ReloadFixture(folder.resolve("edge"));
        edge.write("conf/policies.yaml", POLICIES);
        region.air("device", "add", "edge-1", "--policy", "gateway", "--out", certs(edge));
        edge.air("device", "add", "region-1", "--policy", "gateway", "--out", certs(region));
        for (String device : List.of("thermo-1", "thermo-2")) {
            edge.air("device", "add", device, "--policy", "sensor", "--out", certs(device));
        }
        region.function.watch(this::note);
        startRegion(0);
        regionPort = region.gateway.port(AirGateway.WIRE);
        edge.write("conf/destinations.yaml", link("region", "edge-1", regionPort));
        edge.write(
                "conf/rules.yaml",
                """
                - { id: up, match: { topic: "sensors/#" }, to: [region] }
                - { id: forbidden-there, match: { topic: "private/#" }, to: [region] }
                """);
        edge.start(
                "air.source.wire.gateways=region-1",
                "air.source.wire.node=edge",
                "air.source.mqtt.plain.enabled=false");
    }

    private void startRegion(int port) {
        region.start(
                "air.source.wire.port=" + port,
                "air.source.wire.gateways=edge-1",
                "air.source.wire.node=region",
                "air.source.mqtt.plain.enabled=false");
    }

    /** In the folder of the gateway that shows them. */
    private static String certs(ReloadFixture house) {
        return house.home.resolve("conf/peer").toString();
    }

    private String certs(String device) {
        return folder.resolve(device).toString();
    }

    private static String link(String name, String device, int port) {
        return """
        %1$s:
          sink: air-gateway-sink
          parameters:
            host: "localhost:%3$d"
            caFile: conf/peer/ca.pem
            certFile: conf/peer/%2$s.pem
            keyFile: conf/peer/%2$s.key
          batch: { normal: { maxMessages: 100, maxDelay: 50ms } }
          compress: auto
          retry: { initial: 50ms, max: 200ms, maxAttempts: 2 }
        """
                .formatted(name, device, port);
    }

    @AfterEach
    void leave() {
        if (edge != null) {
            edge.close();
        }
        if (region != null) {
            region.close();
        }
    }

    private void note(Received request) {
        try {
            JsonNode events = JSON.readTree(request.content());
            if (events.isArray()) {
                events.forEach(arrived::add);
            } else {
                arrived.add(events);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private AirwireClient device(String name) throws Exception {
        Path from = Path.of(certs(name));
        return AirwireClient.open(
                ClientOptions.of(
                        "localhost",
                        edge.gateway.port(AirGateway.WIRE),
                        from.resolve(name + ".pem"),
                        from.resolve(name + ".key"),
                        from.resolve("ca.pem")),
                message -> {});
    }

    private static CompletableFuture<Void> send(
            AirwireClient client, String topic, int number, long priority) {
        return client.publish(
                topic,
                ("{\"number\": " + number + "}").getBytes(),
                Attributes.builder()
                        .with(SendAttributes.PRIORITY, priority)
                        .with(SendAttributes.CONTENT_TYPE, "application/json")
                        .build(),
                1,
                0);
    }

    private static void publish(AirwireClient client, String device, int from, int to)
            throws Exception {
        List<CompletableFuture<Void>> kept = new ArrayList<>();
        for (int i = from; i < to; i++) {
            kept.add(send(client, "sensors/" + device + "/t", i, 4));
        }
        for (CompletableFuture<Void> one : kept) {
            one.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private void await(int messages) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> region.function.report().messages() >= messages);
        assertThat(region.function.report().messages()).isEqualTo(messages);
        assertThat(keptByTheRegion()).as("each once").isEqualTo(messages);
    }

    /**
     * A function that answers late may get one twice; what the link doubled would be kept twice.
     */
    private long keptByTheRegion() {
        for (JsonNode account : OperatorClient.of(region.home).ledger().path("accounts")) {
            if (account.path("destination").asText().equals("cloud")) {
                return account.path("accepted").asLong();
            }
        }
        return -1;
    }

    @Test
    void messagesArriveInOrderAndAsTheyWere() throws Exception {
        try (AirwireClient one = device("thermo-1");
                AirwireClient two = device("thermo-2")) {
            publish(one, "thermo-1", 0, 150);
            publish(two, "thermo-2", 0, 150);
            await(300);
        }
        for (String device : List.of("thermo-1", "thermo-2")) {
            List<Integer> numbers =
                    arrived.stream()
                            .filter(event -> event.path("device").asText().equals(device))
                            .map(event -> event.path("data").path("number").asInt())
                            .distinct()
                            .toList();
            assertThat(numbers).isEqualTo(IntStream.range(0, 150).boxed().toList());
        }
        assertThat(arrived.get(0).path("source").asText()).isEqualTo("/devices/thermo-1");
        assertThat(links(edge)).contains("\"name\":\"region\"").contains("\"state\":\"up\"");
    }

    private static String links(ReloadFixture house) {
        return house.status().path("links").toString();
    }

    @Test
    void whatWaitedForTheRegionComesWithTheUrgentFirst() throws Exception {
        try (AirwireClient one = device("thermo-1")) {
            publish(one, "thermo-1", 0, 10);
            await(10);
            region.gateway.close();
            publish(one, "thermo-1", 10, 400);
            send(one, "sensors/thermo-1/alarm", 400, 9).get(60, TimeUnit.SECONDS);
            Awaitility.await().atMost(PATIENCE).until(() -> links(edge).contains("down"));
            startRegion(regionPort);
            await(401);
        }
        List<Integer> after =
                arrived.stream()
                        .skip(10)
                        .map(event -> event.path("data").path("number").asInt())
                        .toList();
        // what was in flight to it when it went away is in front of nothing that waited
        assertThat(after.indexOf(400)).isLessThan(100);
    }

    @Test
    void whatTheRegionRefusesIsDeadAndHoldsNothingBack() throws Exception {
        try (AirwireClient one = device("thermo-1")) {
            for (int i = 0; i < 30; i++) {
                send(one, "private/x", i, 4).get(60, TimeUnit.SECONDS);
            }
            publish(one, "thermo-1", 30, 40);
            await(10);
        }
        OperatorClient operator = OperatorClient.of(edge.home);
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> operator.dead("region", 100).toString().contains("AIR-1413"));
        assertThat(operator.dead("region", 1).toString()).contains("AIR-2003");
    }

    @Test
    void aRuleForEverythingBuriesNoWordOfWhoIsHere() throws Exception {
        edge.write(
                "conf/rules.yaml", "- { id: everything, match: { topic: \"#\" }, to: [region] }\n");
        edge.reloadInside();
        MeterRegistry meters =
                edge.gateway.camel().getRegistry().findSingleByType(MeterRegistry.class);
        try (AirwireClient one = device("thermo-1")) {
            publish(one, "thermo-1", 0, 10);
        }
        await(10);
        // thermo-1 is here, thermo-1 is gone
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> meters.counter("air_sink_presence_stayed_total").count() >= 2);
        JsonNode account = OperatorClient.of(edge.home).ledger().path("accounts").path(0);
        assertThat(account.path("destination").asText()).isEqualTo("region");
        assertThat(account.path("dead").asLong()).isZero();
    }

    @Test
    void whatComesBackIsEnded() throws Exception {
        region.write(
                "conf/destinations.yaml",
                ReloadFixture.destination(region.function.url())
                        + link("edge", "region-1", edge.gateway.port(AirGateway.WIRE)));
        region.write(
                "conf/rules.yaml",
                "- { id: round, match: { topic: \"sensors/#\" }, to: [cloud, edge] }\n");
        region.reloadInside();
        try (AirwireClient one = device("thermo-1")) {
            publish(one, "thermo-1", 0, 20);
        }
        await(20);
        OperatorClient operator = OperatorClient.of(region.home);
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> operator.dead("edge", 100).toString().contains("AIR-1411"));
        MeterRegistry meters =
                edge.gateway.camel().getRegistry().findSingleByType(MeterRegistry.class);
        assertThat(meters.counter("air_source_circles_total", "door", "wire").count()).isPositive();
        assertThat(region.function.report().messages()).isEqualTo(20);
    }
}
