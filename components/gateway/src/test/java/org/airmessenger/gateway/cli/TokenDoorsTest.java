/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.airmessenger.control.identity.Authority;
import org.airmessenger.control.identity.Pem;
import org.airmessenger.gateway.AirGateway;
import org.airmessenger.gateway.config.Problem;
import org.airmessenger.gateway.config.Settings;
import org.airmessenger.gateway.config.SettingsReader;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Tokens of {@code air token} at the doors of a whole gateway, over MQTT and HTTP/2. */
class TokenDoorsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path folder;
    private CommandKit kit;
    private AirGateway gateway;
    private TrustManagerFactory trust;
    private HttpClient http;

    /** Why each device's MQTT connection ended the last time. */
    private final Map<String, Throwable> ends = new ConcurrentHashMap<>();

    @BeforeEach
    void starts() throws Exception {
        Path home = folder.resolve("home");
        kit = new CommandKit(home);
        assertThat(kit.air("init")).isZero();
        Files.writeString(
                home.resolve("conf/policies.yaml"),
                "sensor: { publish: ['sensors/${device}/#'], subscribe: ['commands/${device}/#'] }\n");
        Files.writeString(
                home.resolve("conf/destinations.yaml"),
                "away: { sink: air-http-sink, parameters: { url: \"http://127.0.0.1:9/\" } }\n");
        Files.writeString(
                home.resolve("conf/rules.yaml"),
                "- { id: all, match: { topic: \"sensors/#\" }, to: [away] }\n");
        for (String id : List.of("t-1", "t-2")) {
            assertThat(kit.air("device", "add", id, "--out", folder.toString())).isZero();
        }
        List<String> sets =
                List.of(
                        "air.source.mqtt.port=0",
                        "air.source.mqtt.tokens=true",
                        "air.source.web.port=0",
                        "air.source.wire.port=0",
                        "air.control.port=0");
        List<Problem> problems = new ArrayList<>();
        Settings settings = SettingsReader.read(home, sets, Map.of(), problems);
        assertThat(problems).isEmpty();
        gateway = AirGateway.start(settings);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", Pem.certificate(new Authority(home).deviceCa()));
        trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        http = HttpClient.newBuilder().sslContext(tls).build();
    }

    @AfterEach
    void stops() {
        gateway.close();
        kit.close();
    }

    private JsonNode issue(String device, String... more) {
        List<String> words = new ArrayList<>(List.of("token", "issue", device, "--json"));
        words.addAll(List.of(more));
        assertThat(kit.air(words.toArray(String[]::new))).as(kit.err()).isZero();
        return kit.json();
    }

    private Mqtt5BlockingClient mqtt(String id) {
        return Mqtt5Client.builder()
                .identifier(id)
                .serverHost("127.0.0.1")
                .serverPort(gateway.port(AirGateway.MQTT))
                .sslConfig(
                        MqttClientSslConfig.builder()
                                .trustManagerFactory(trust)
                                .handshakeTimeout(20, TimeUnit.SECONDS)
                                .build())
                .addDisconnectedListener(told -> ends.put(id, told.getCause()))
                .buildBlocking();
    }

    private static void connect(Mqtt5BlockingClient client, JsonNode issued) {
        client.connectWith()
                .simpleAuth()
                .password(issued.path("token").asText().getBytes(StandardCharsets.US_ASCII))
                .applySimpleAuth()
                .send();
    }

    private Mqtt5BlockingClient connected(String id, JsonNode issued) {
        Mqtt5BlockingClient client = mqtt(id);
        connect(client, issued);
        return client;
    }

    private static void publish(Mqtt5BlockingClient client, String topic) {
        client.publishWith().topic(topic).qos(MqttQos.AT_LEAST_ONCE).payload(new byte[1]).send();
    }

    private HttpResponse<String> post(String topic, JsonNode issued) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(web("/v1/messages/" + topic))
                        .timeout(PATIENCE)
                        .header("Authorization", "Bearer " + issued.path("token").asText())
                        .POST(HttpRequest.BodyPublishers.ofString("x"))
                        .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private URI web(String path) {
        return URI.create("https://127.0.0.1:" + gateway.port(AirGateway.WEB) + path);
    }

    private Mqtt5DisconnectReasonCode end(String device) {
        await().atMost(PATIENCE).until(() -> ends.get(device) instanceof Mqtt5DisconnectException);
        return ((Mqtt5DisconnectException) ends.get(device)).getMqttMessage().getReasonCode();
    }

    private static void assertRefused(
            Mqtt5BlockingClient client, JsonNode issued, Mqtt5ConnAckReasonCode code, String text) {
        assertThatThrownBy(() -> connect(client, issued))
                .isInstanceOfSatisfying(
                        Mqtt5ConnAckException.class,
                        e -> {
                            assertThat(e.getMqttMessage().getReasonCode()).isEqualTo(code);
                            assertThat(e.getMqttMessage().getReasonString().orElseThrow())
                                    .asString()
                                    .contains(text);
                        });
    }

    @Test
    void isTakenByEveryDoorAndConfinesWhatThePolicyAllows() throws Exception {
        JsonNode all = issue("t-1");
        Mqtt5BlockingClient device = connected("t-1", all);
        publish(device, "sensors/t-1/coarse");
        device.subscribeWith().topicFilter("commands/t-1/#").send();
        device.disconnect();
        assertThat(post("sensors/t-1/coarse", all).statusCode()).isEqualTo(202);
        assertThat(post("sensors/t-2/coarse", all).statusCode()).isEqualTo(403);
        JsonNode fine =
                issue("t-1", "--scope", "sensors/+/fine", "--scope", "commands/${device}/a");
        Mqtt5BlockingClient confined = connected("t-1", fine);
        publish(confined, "sensors/t-1/fine");
        assertThatThrownBy(() -> publish(confined, "sensors/t-1/coarse"))
                .isInstanceOfSatisfying(
                        Mqtt5PubAckException.class,
                        e -> {
                            assertThat(e.getMqttMessage().getReasonCode())
                                    .isEqualTo(Mqtt5PubAckReasonCode.NOT_AUTHORIZED);
                            assertThat(e.getMqttMessage().getReasonString().orElseThrow())
                                    .asString()
                                    .contains("AIR-2013");
                        });
        confined.subscribeWith().topicFilter("commands/t-1/a").send();
        assertThatThrownBy(() -> confined.subscribeWith().topicFilter("commands/t-1/#").send())
                .isInstanceOf(Mqtt5SubAckException.class);
        confined.disconnect();
        assertThat(post("sensors/t-1/fine", fine).statusCode()).isEqualTo(202);
        HttpResponse<String> refused = post("sensors/t-1/coarse", fine);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("AIR-2013");
    }

    @Test
    void aTokenThatEndsTakesItsConnectionsWithIt() throws Exception {
        JsonNode issued = issue("t-1", "--ttl", "4s");
        Instant until = Instant.parse(issued.path("until").asText());
        Mqtt5BlockingClient device = connected("t-1", issued);
        assertThat(post("sensors/t-1/x", issued).statusCode()).isEqualTo(202);
        assertThat(end("t-1")).isEqualTo(Mqtt5DisconnectReasonCode.MAXIMUM_CONNECT_TIME);
        assertThat(Instant.now()).isAfterOrEqualTo(until);
        assertRefused(device, issued, Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD, "AIR-6152");
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            HttpResponse<String> late = post("sensors/t-1/x", issued);
                            assertThat(late.statusCode()).isEqualTo(401);
                            assertThat(late.body()).contains("AIR-6152");
                        });
    }

    @Test
    void revokingOneTokenEndsItsConnectionsAndLeavesTheOthers() throws Exception {
        JsonNode one = issue("t-1");
        JsonNode two = issue("t-2");
        Mqtt5BlockingClient device = connected("t-1", one);
        Mqtt5BlockingClient other = connected("t-2", two);
        assertThat(post("sensors/t-1/x", one).statusCode()).isEqualTo(202);
        assertThat(kit.air("token", "revoke", one.path("id").asText())).isZero();
        assertThat(end("t-1")).isEqualTo(Mqtt5DisconnectReasonCode.ADMINISTRATIVE_ACTION);
        assertRefused(device, one, Mqtt5ConnAckReasonCode.BANNED, "AIR-6154");
        HttpResponse<String> refused = post("sensors/t-1/x", one);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("AIR-6154");
        publish(other, "sensors/t-2/x");
        // another token of the same device is let in
        connected("t-1", issue("t-1")).disconnect();
        assertThat(kit.air("token", "rotate", "--drop-old")).isZero();
        assertThat(end("t-2")).isEqualTo(Mqtt5DisconnectReasonCode.ADMINISTRATIVE_ACTION);
        assertThat(post("sensors/t-2/x", two).statusCode()).isEqualTo(401);
    }

    @Test
    void revokingTheDeviceEndsWhatItsTokensOpened() throws Exception {
        JsonNode issued = issue("t-1");
        Mqtt5BlockingClient device = connected("t-1", issued);
        assertThat(kit.air("device", "revoke", "t-1")).isZero();
        assertThat(end("t-1")).isEqualTo(Mqtt5DisconnectReasonCode.ADMINISTRATIVE_ACTION);
        assertRefused(device, issued, Mqtt5ConnAckReasonCode.BANNED, "AIR-6154");
        assertThat(post("sensors/t-1/x", issued).statusCode()).isEqualTo(403);
    }

    @Test
    void rotatingKeysRefusesNobodyWhoConnectsMeanwhile() throws Exception {
        JsonNode kept = issue("t-1");
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger connects = new AtomicInteger();
        AtomicInteger posts = new AtomicInteger();
        List<Throwable> failures = new ArrayList<>();
        Thread mqtt =
                new Thread(
                        () -> {
                            try {
                                while (!over.get()) {
                                    connected("t-1", kept).disconnect();
                                    connects.incrementAndGet();
                                }
                            } catch (RuntimeException e) {
                                failures.add(e);
                            }
                        });
        mqtt.start();
        for (int i = 0; i < 10; i++) {
            assertThat(kit.air("token", "rotate")).isZero();
            assertThat(post("sensors/t-2/x", issue("t-2")).statusCode()).isEqualTo(202);
            posts.incrementAndGet();
        }
        await().atMost(PATIENCE).until(() -> connects.get() > 3 || !mqtt.isAlive());
        over.set(true);
        mqtt.join(PATIENCE.toMillis());
        assertThat(failures).isEmpty();
        assertThat(posts).hasValue(10);
    }

    @Test
    void servesThePublicKeysOnTheWebDoorToAnybody() throws Exception {
        assertThat(kit.air("token", "rotate")).isZero();
        HttpResponse<String> answer =
                http.send(
                        HttpRequest.newBuilder(web("/v1/jwks.json")).build(),
                        BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(kit.air("token", "keys", "--json")).isZero();
        assertThat(new ObjectMapper().readTree(answer.body())).isEqualTo(kit.json());
        assertThat(answer.body()).doesNotContain("\"d\"");
    }
}
