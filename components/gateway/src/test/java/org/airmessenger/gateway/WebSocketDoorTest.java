/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.control.identity.Pem;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The WebSocket door in a whole gateway: guard, lanes, commands, other devices. */
class WebSocketDoorTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final char[] PASSWORD = "only here".toCharArray();
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path folder;
    private ReloadFixture house;

    @BeforeEach
    void build() throws Exception {
        house = new ReloadFixture(folder);
        house.write(
                "conf/policies.yaml",
                """
                sensor:
                  publish: ["sensors/${device}/#", "other/#", "rooms/#"]
                  subscribe: ["commands/${device}/#", "rooms/#", "presence/#"]
                  limits: { messagesPerSecond: 1000, burst: 1000, bytesPerSecond: 100MB, maxMessageBytes: 1KB }
                  maxPriority: 6
                load: { publish: ["none"] }
                boss: { publish: ["commands/#"], subscribe: ["rooms/#", "presence/#"] }
                """);
        house.air("device", "add", "thermo-1", "--policy", "sensor", "--out", certs("thermo-1"));
        house.air("device", "add", "boss-1", "--policy", "boss", "--out", certs("boss-1"));
        house.start("air.source.wire.enabled=false");
        assertThat(house.gateway.port(AirGateway.WIRE)).isZero();
    }

    @AfterEach
    void leave() {
        house.close();
    }

    private String certs(String device) {
        return folder.resolve("certs-" + device).toString();
    }

    /** A device by its WebSocket. */
    private final class Device implements WebSocket.Listener, AutoCloseable {

        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final CompletableFuture<String> closed = new CompletableFuture<>();
        private final StringBuilder text = new StringBuilder();
        private final WebSocket socket;

        private Device(String id) throws Exception {
            socket =
                    HttpClient.newBuilder()
                            .sslContext(tls(id))
                            .build()
                            .newWebSocketBuilder()
                            .subprotocols("air.v1.json")
                            .buildAsync(
                                    URI.create(
                                            "wss://localhost:"
                                                    + house.gateway.port(AirGateway.WEB)
                                                    + "/v1/ws"),
                                    this)
                            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }

        private SSLContext tls(String id) throws Exception {
            Path from = Path.of(certs(id));
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry(
                    "me",
                    Pem.privateKey(from.resolve(id + ".key")),
                    PASSWORD,
                    new Certificate[] {Pem.certificate(from.resolve(id + ".pem"))});
            KeyManagerFactory mine = KeyManagerFactory.getInstance("PKIX");
            mine.init(keys, PASSWORD);
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", Pem.certificate(from.resolve("ca.pem")));
            TrustManagerFactory theirs = TrustManagerFactory.getInstance("PKIX");
            theirs.init(trusted);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(mine.getKeyManagers(), theirs.getTrustManagers(), null);
            return tls;
        }

        /** Says something, its quotes written as apostrophes, and hears what comes next. */
        private JsonNode ask(String message) throws Exception {
            socket.sendText(message.replace('\'', '"'), true).join();
            return next();
        }

        private void say(String message) {
            socket.sendText(message.replace('\'', '"'), true).join();
        }

        private JsonNode next() throws Exception {
            String next = heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(next).as("closed: " + closed.getNow("no")).isNotNull();
            return JSON.readTree(next);
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                heard.add(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(code + " " + reason);
            return null;
        }

        @Override
        public void close() {
            socket.abort();
        }
    }

    private static void assertNack(JsonNode answer, String code, String reason) {
        assertThat(answer.path("type").asText()).isEqualTo("nack");
        assertThat(answer.path("code").asText()).isEqualTo(code);
        assertThat(answer.path("reason").asText()).startsWith(reason);
    }

    @Test
    void aMessageReachesTheFunctionAndEveryCauseHasItsWord() throws Exception {
        try (Device device = new Device("thermo-1")) {
            String send =
                    "{'type':'send','ref':1,'id':'order-1','topic':'sensors/thermo-1/t','body':{'celsius':21.5}}";
            assertThat(device.ask(send).path("type").asText()).isEqualTo("ack");
            // a resend with its id is taken once
            assertThat(device.ask(send).path("type").asText()).isEqualTo("ack");
            assertThat(device.ask(send.replace("order-1", "order-2")).path("id").asText())
                    .isEqualTo("order-2");
            await().atMost(PATIENCE).until(() -> house.function.report().messages() == 2);
            assertThat(house.function.report().duplicates()).isZero();
            assertNack(
                    device.ask("{'type':'send','topic':'sensors/thermo-2/t','text':'x'}"),
                    "not-allowed",
                    "AIR-2003");
            assertNack(
                    device.ask(
                            "{'type':'send','topic':'sensors/thermo-1/t','text':'"
                                    + "x".repeat(2000)
                                    + "'}"),
                    "too-large",
                    "AIR-2006");
            assertNack(
                    device.ask("{'type':'send','topic':'other/x','text':'x'}"),
                    "no-receiver",
                    "AIR-");
            assertNack(
                    device.ask("{'type':'subscribe','filter':'commands/thermo-2/#'}"),
                    "not-allowed",
                    "AIR-1501");
            assertNack(
                    device.ask("{'type':'subscribe','filter':'commands/#'}"),
                    "not-allowed",
                    "AIR-1501");
        }
    }

    @Test
    void aCommandWaitsUntilItIsAcknowledgedAndTopicsGoFromDeviceToDevice() throws Exception {
        try (Device boss = new Device("boss-1")) {
            String command =
                    "{'type':'send','ref':1,'topic':'commands/thermo-1/set','body':{'on':true}}";
            assertThat(boss.ask(command).path("type").asText()).isEqualTo("ack");
            try (Device device = new Device("thermo-1")) {
                device.say("{'type':'subscribe'}");
                JsonNode delivered = deliver(device);
                assertThat(delivered.path("topic").asText()).isEqualTo("commands/thermo-1/set");
                assertThat(delivered.path("again").asBoolean()).isFalse();
            }
            // it was not acknowledged
            try (Device device = new Device("thermo-1")) {
                device.say("{'type':'subscribe'}");
                JsonNode again = deliver(device);
                assertThat(again.path("again").asBoolean()).isTrue();
                device.say("{'type':'ack','ref':" + again.path("ref").asLong() + "}");
                assertThat(boss.ask(command).path("type").asText()).isEqualTo("ack");
                JsonNode second = deliver(device);
                device.say("{'type':'nack','ref':" + second.path("ref").asLong() + "}");
                await().atMost(PATIENCE)
                        .until(
                                () ->
                                        house.air("device", "commands", "thermo-1")
                                                .contains("0 waiting"));
                assertThat(boss.ask("{'type':'subscribe','filter':'rooms/#'}").path("qos").asInt())
                        .isEqualTo(1);
                for (int i = 0; i < 50; i++) {
                    device.say("{'type':'send','topic':'rooms/1','text':'" + i + "'}");
                }
                for (int i = 0; i < 50; i++) {
                    JsonNode local = boss.next();
                    assertThat(local.path("text").asText()).isEqualTo(Integer.toString(i));
                    String answer = i % 2 == 0 ? "ack" : "nack";
                    boss.say("{'type':'" + answer + "','ref':" + local.path("ref").asLong() + "}");
                }
            }
        }
    }

    private static JsonNode deliver(Device device) throws Exception {
        JsonNode next = device.next();
        while (!next.path("type").asText().equals("deliver")) {
            next = device.next();
        }
        return next;
    }

    @Test
    void everybodyHearsThatADeviceIsHereAndARevokedOneIsGone() throws Exception {
        try (Device boss = new Device("boss-1");
                Device device = new Device("thermo-1")) {
            assertThat(
                            boss.ask("{'type':'subscribe','filter':'presence/thermo-1','qos':0}")
                                    .path("type")
                                    .asText())
                    .isIn("ack", "deliver");
            assertThat(house.air("device", "revoke", "thermo-1")).startsWith("0");
            assertThat(device.closed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo("1008 AIR-1030 the session ended: revoked");
            JsonNode word = boss.next();
            while (!word.path("body").path("state").asText("").equals("gone")
                    && !word.toString().contains("revoked")) {
                word = boss.next();
            }
            assertThat(word.toString()).contains("websocket");
        }
    }

    @Test
    void whatIsSwitchedOffIsNotOpened() {
        house.gateway.close();
        house.start("air.source.web.enabled=false", "air.source.wire.enabled=false");
        assertThat(house.gateway.port(AirGateway.WEB)).isZero();
        assertThat(house.gateway.port(AirGateway.WIRE)).isZero();
        assertThat(house.port()).isPositive();
    }
}
