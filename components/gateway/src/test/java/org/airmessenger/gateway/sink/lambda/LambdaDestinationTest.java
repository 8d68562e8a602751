/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.gateway.AirGateway;
import org.airmessenger.gateway.cli.Air;
import org.airmessenger.gateway.config.Problem;
import org.airmessenger.gateway.config.SettingsReader;
import org.airmessenger.message.Lanes;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** A whole gateway, its lanes, and a real Invoke API that fails: nothing acknowledged is lost. */
class LambdaDestinationTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String[] DEVICES = {"d-0", "d-1", "d-2", "d-3"};

    @TempDir Path folder;
    private final List<Mqtt5AsyncClient> devices = new ArrayList<>();
    private final Set<String> acknowledged = new HashSet<>();
    private LambdaEndpoint endpoint;
    private AirGateway gateway;

    @BeforeEach
    void start() throws Exception {
        endpoint = new LambdaEndpoint(folder);
        Path home = folder.resolve("home");
        System.setProperty("air.dist", System.getProperty("air.project.root"));
        assertThat(Air.commandLine().execute("init", "--json", "--home", home.toString())).isZero();
        Path conf = home.resolve("conf");
        Files.writeString(
                conf.resolve("destinations.yaml"),
                """
                cloud:
                  sink: air-aws-lambda-sink
                  parameters:
                    functionName: air-ingest
                    region: us-east-1
                    endpoint: "%s"
                    accessKey: x
                    secretKey: y
                    timeout: 5s
                  batch: { normal: { maxMessages: 20, maxDelay: 50ms, maxBytes: 1MB } }
                  concurrency: 4
                  retry: { initial: 100ms, max: 500ms, maxAttempts: 2 }
                """
                        .formatted(endpoint.url()));
        Files.writeString(
                conf.resolve("rules.yaml"),
                "- { id: all, match: { topic: \"sensors/#\" }, to: [cloud], local: false }\n");
        Files.writeString(
                conf.resolve("policies.yaml"),
                "any: { publish: [\"sensors/${device}/#\"], subscribe: [],"
                        + " limits: { messagesPerSecond: 100000, burst: 200000 } }\n");
        Files.writeString(conf.resolve("devices.yaml"), "{}\n");
        List<String> sets =
                List.of(
                        "air.source.mqtt.enabled=false",
                        "air.source.mqtt.plain.enabled=true",
                        "air.source.mqtt.plain.port=0",
                        "air.source.mqtt.plain.anonymous=true",
                        "air.source.mqtt.plain.policy=any",
                        "air.control.port=0");
        List<Problem> problems = new ArrayList<>();
        gateway = AirGateway.start(SettingsReader.read(home, sets, Map.of(), problems));
        assertThat(problems).isEmpty();
        for (String device : DEVICES) {
            Mqtt5AsyncClient client =
                    Mqtt5Client.builder()
                            .identifier(device)
                            .serverHost("127.0.0.1")
                            .serverPort(gateway.port(AirGateway.MQTT_PLAIN))
                            .buildAsync();
            client.connect().get(30, TimeUnit.SECONDS);
            devices.add(client);
        }
    }

    @AfterEach
    void stop() {
        System.clearProperty("air.dist");
        devices.forEach(client -> client.disconnect().join());
        if (gateway != null) {
            gateway.close();
        }
        if (endpoint != null) {
            endpoint.close();
        }
    }

    @Test
    void losesNothingWhileTheEndpointIsKilledAndStartedAgain() throws Exception {
        losesNothing(1);
    }

    @Test
    @Tag("long")
    void losesNothingWhileTheEndpointIsKilledAgainAndAgain() throws Exception {
        losesNothing(5);
    }

    private void losesNothing(int rounds) throws Exception {
        IntFunction<String> body =
                i -> i % 40 == 0 ? "{\"do\":\"sleep\",\"millis\":200}" : "{\"n\":" + i + "}";
        for (int round = 0; round < rounds; round++) {
            int before = endpoint.ids().size();
            List<CompletableFuture<?>> open = publish(round * 600, 300, body);
            await().atMost(PATIENCE).until(() -> endpoint.ids().size() > before + 60);
            endpoint.kill();
            open.addAll(publish(round * 600 + 300, 300, body));
            CompletableFuture.allOf(open.toArray(CompletableFuture[]::new))
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            await().atMost(PATIENCE).until(() -> "away".equals(lanes().lanes().get(0).state()));
            endpoint.start();
        }

        int all = rounds * 600;
        assertThat(acknowledged).hasSize(all);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(new HashSet<>(endpoint.ids())).isEqualTo(acknowledged));
        await().atMost(PATIENCE).until(() -> account().waiting() == 0);
        assertThat(account().accepted()).isEqualTo(all);
        assertThat(account().delivered()).isEqualTo(all);
        assertThat(account().dead()).isZero();
        assertThat(account().difference()).isZero();
    }

    @Test
    void buriesWhatTheFunctionRefusesAndDeliversAllElse() throws Exception {
        List<CompletableFuture<?>> open =
                publish(
                        0,
                        80,
                        i ->
                                i == 17
                                        ? "{\"do\":\"throw\"}"
                                        : i % 8 == 0 ? "{\"do\":\"refuse\"}" : "{\"n\":1}");
        CompletableFuture.allOf(open.toArray(CompletableFuture[]::new))
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

        await().atMost(PATIENCE).until(() -> account().waiting() == 0);
        assertThat(account().dead()).isEqualTo(11);
        assertThat(account().delivered()).isEqualTo(69);
        assertThat(lanes().dead("cloud", 100))
                .filteredOn(dead -> dead.id().equals("m-17"))
                .singleElement()
                .satisfies(dead -> assertThat(dead.reason()).contains("AIR-5068", "cannot read"));
        Set<String> delivered = new HashSet<>(acknowledged);
        delivered.removeIf(id -> id.equals("m-17") || Integer.parseInt(id.substring(2)) % 8 == 0);
        assertThat(new HashSet<>(endpoint.ids())).isEqualTo(delivered);
        assertThat(account().difference()).isZero();
    }

    private List<CompletableFuture<?>> publish(int first, int count, IntFunction<String> body) {
        List<CompletableFuture<?>> open = new ArrayList<>();
        for (int i = first; i < first + count; i++) {
            String id = "m-" + i;
            int device = i % DEVICES.length;
            open.add(
                    devices.get(device)
                            .publishWith()
                            .topic("sensors/" + DEVICES[device] + "/x")
                            .qos(MqttQos.AT_LEAST_ONCE)
                            .contentType("application/json")
                            .userProperties(Mqtt5UserProperties.builder().add("air-id", id).build())
                            .payload(body.apply(i).getBytes(StandardCharsets.UTF_8))
                            .send()
                            .thenAccept(
                                    answer -> {
                                        assertThat(answer.getError()).isEmpty();
                                        synchronized (acknowledged) {
                                            acknowledged.add(id);
                                        }
                                    }));
        }
        return open;
    }

    private Lanes lanes() {
        return gateway.camel().getRegistry().lookupByNameAndType(Lanes.BEAN, Lanes.class);
    }

    private Lanes.Account account() {
        return lanes().accounts().get(0);
    }
}
