/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.gateway.AirGateway;
import org.airmessenger.gateway.cli.Air;
import org.airmessenger.gateway.config.Problem;
import org.airmessenger.gateway.config.SettingsReader;
import org.airmessenger.message.Lanes;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** A whole gateway with one destination, a function, and four devices that publish to it. */
final class LambdaGateway implements AutoCloseable {

    private static final String[] DEVICES = {"d-0", "d-1", "d-2", "d-3"};

    private final List<Mqtt5AsyncClient> devices = new ArrayList<>();
    private final Set<String> acknowledged = new HashSet<>();
    private final AirGateway gateway;

    /** Starts it in a folder, with the destination's lines of configuration but its parameters. */
    LambdaGateway(Path folder, String endpoint, String lines) throws Exception {
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
                """
                                .formatted(endpoint)
                        + lines.indent(2));
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
                        "air.source.web.port=0",
                        "air.source.wire.port=0",
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

    /** Publishes messages {@code m-<number>}, the devices by turns; a future for each PUBACK. */
    List<CompletableFuture<?>> publish(int first, int count, IntFunction<String> body) {
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

    /** Ids of the messages that were acknowledged. */
    Set<String> acknowledged() {
        synchronized (acknowledged) {
            return new HashSet<>(acknowledged);
        }
    }

    Lanes lanes() {
        return gateway.camel().getRegistry().lookupByNameAndType(Lanes.BEAN, Lanes.class);
    }

    Lanes.Account account() {
        return lanes().accounts().get(0);
    }

    String state() {
        return lanes().lanes().get(0).state();
    }

    @Override
    public void close() {
        devices.forEach(client -> client.disconnect().join());
        gateway.close();
        System.clearProperty("air.dist");
    }
}
