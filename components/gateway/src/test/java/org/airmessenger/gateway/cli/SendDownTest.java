/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.gateway.AirGateway;
import org.airmessenger.gateway.config.Problem;
import org.airmessenger.gateway.config.Settings;
import org.airmessenger.gateway.config.SettingsReader;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** {@code air send --to}, with a real gateway and a real device. */
class SendDownTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path folder;
    private Path home;
    private CommandKit kit;
    private AirGateway gateway;
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @BeforeEach
    void starts() throws Exception {
        home = folder.resolve("home");
        kit = new CommandKit(home);
        assertThat(kit.air("init")).isZero();
        assertThat(kit.air("device", "add", "t-1", "--out", folder.toString())).isZero();
        List<Problem> problems = new ArrayList<>();
        List<String> free =
                List.of(
                        "air.source.mqtt.port=0",
                        "air.source.web.port=0",
                        "air.source.wire.port=0",
                        "air.control.port=0");
        Settings settings = SettingsReader.read(home, free, Map.of(), problems);
        assertThat(problems).isEmpty();
        gateway = AirGateway.start(settings);
    }

    @AfterEach
    void stops() {
        gateway.close();
        kit.close();
    }

    /** The device comes, and does something with each command. */
    private Mqtt5AsyncClient comes(Consumer<Mqtt5Publish> does) throws Exception {
        Mqtt5AsyncClient client =
                Mqtt5Client.builder()
                        .identifier("t-1")
                        .serverHost("127.0.0.1")
                        .serverPort(gateway.port(AirGateway.MQTT))
                        .sslConfig(DeviceTls.config(folder, "t-1"))
                        .buildAsync();
        client.publishes(
                MqttGlobalPublishFilter.ALL,
                publish -> {
                    heard.add(new String(publish.getPayloadAsBytes(), StandardCharsets.UTF_8));
                    does.accept(publish);
                });
        client.connect().get(60, TimeUnit.SECONDS);
        client.subscribeWith()
                .topicFilter("commands/t-1/#")
                .qos(MqttQos.AT_LEAST_ONCE)
                .send()
                .get(60, TimeUnit.SECONDS);
        return client;
    }

    @Test
    void saysThatACommandWaitsShowsItAndDeliversItWhenTheDeviceComes() throws Exception {
        assertThat(kit.air("send", "--to", "t-1", "on", "--property", "who=me")).isZero();
        assertThat(kit.out()).contains("kept, and waits: t-1 is away, 1 in its mailbox");
        assertThat(kit.air("send", "--to", "t-1", "off", "--topic", "commands/t-1/a/b", "--json"))
                .isZero();
        assertThat(kit.json().path("state").asText()).isEqualTo("waiting");
        assertThat(kit.json().path("topic").asText()).isEqualTo("commands/t-1/a/b");
        assertThat(kit.air("device", "commands", "t-1")).isZero();
        assertThat(kit.out()).contains("2 waiting").contains("away").contains("commands/t-1/a/b");
        assertThat(kit.air("status")).isZero();
        assertThat(kit.out()).containsPattern("commands +waiting 2 ");
        assertThat(kit.air("ledger")).isZero();
        assertThat(kit.out()).containsPattern("\\(commands\\) +2 +0 +2 ");
        Mqtt5AsyncClient client = comes(publish -> {});
        await().atMost(PATIENCE).until(() -> heard.equals(List.of("on", "off")));
        await().atMost(PATIENCE)
                .until(
                        () ->
                                kit.air("device", "commands", "t-1", "--json") == 0
                                        && kit.json().path("waiting").asInt() == 0
                                        && kit.json().path("here").asText().equals("mqtt"));
        assertThat(kit.air("send", "--to", "t-1", "again")).isZero();
        assertThat(kit.out()).contains("delivered: t-1 acknowledged it");
        client.disconnect();
    }

    @Test
    void waitsForTheAnswerAndPrintsIt() throws Exception {
        Mqtt5AsyncClient[] device = new Mqtt5AsyncClient[1];
        device[0] =
                comes(
                        publish ->
                                device[0]
                                        .publishWith()
                                        .topic(publish.getResponseTopic().orElseThrow())
                                        .qos(MqttQos.AT_LEAST_ONCE)
                                        .correlationData(publish.getCorrelationData().orElse(null))
                                        .payload("21 degrees".getBytes(StandardCharsets.UTF_8))
                                        .send());
        assertThat(kit.air("send", "--to", "t-1", "how warm?", "--wait", "60")).isZero();
        assertThat(kit.out()).isEqualToIgnoringNewLines("21 degrees");
        device[0].disconnect();
    }

    @Test
    void endsWithOneIfNoAnswerComes() {
        assertThat(kit.air("send", "--to", "t-1", "hello?", "--wait", "1")).isEqualTo(Air.FAILED);
        assertThat(kit.out()).contains("waits");
    }

    @Test
    void purgesWhatWaits() {
        assertThat(kit.air("send", "--to", "t-1", "on")).isZero();
        assertThat(kit.air("device", "commands", "t-1", "--purge")).isZero();
        assertThat(kit.out()).contains("removed: 1");
        assertThat(kit.air("ledger")).isZero();
    }

    @Test
    void saysWhatIsWrong() {
        assertThat(kit.air("send", "--to", "nobody", "on")).isNotZero();
        assertThat(kit.err()).contains("AIR-6021");
        assertThat(kit.air("send", "--to", "t-1", "on", "--topic", "commands/t-2/x")).isNotZero();
        assertThat(kit.err()).contains("AIR-1530").contains("commands/t-1");
        assertThat(kit.air("send", "--to", "t-1", "a/b", "on")).isEqualTo(Air.WRONG);
        assertThat(kit.err()).contains("AIR-9043");
        assertThat(kit.air("send", "--to", "t-1", "on", "--wait", "301")).isEqualTo(Air.WRONG);
        assertThat(kit.err()).contains("AIR-9043").contains("--wait");
        assertThat(kit.air("send", "on")).isEqualTo(Air.WRONG);
        assertThat(kit.air("send", "--to", "t-1", "on", "--property", "air-id=x")).isNotZero();
        assertThat(kit.err()).contains("AIR-6204");
    }
}
