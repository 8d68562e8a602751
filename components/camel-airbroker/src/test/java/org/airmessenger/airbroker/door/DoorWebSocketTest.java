/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.airmessenger.airbroker.door.RawWebSocket.BINARY;
import static org.airmessenger.airbroker.door.RawWebSocket.CLOSE;
import static org.airmessenger.airbroker.door.RawWebSocket.CONTINUATION;
import static org.airmessenger.airbroker.door.RawWebSocket.LAST;
import static org.airmessenger.airbroker.door.RawWebSocket.PING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.airbroker.broker.BrokerConfiguration;
import org.airmessenger.door.TestPki;
import org.airmessenger.message.AirHeaders;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** MQTT over WebSocket on the ports of MQTT (MQTT 5.0, 6; RFC 6455). */
class DoorWebSocketTest {

    private static final String CONNECT_5 = "100f 0004 4d515454 05 02 003c 00 0002 6431";

    @TempDir Path directory;

    private final List<Exchange> taken = new CopyOnWriteArrayList<>();

    private DoorKit start(Consumer<BrokerConfiguration> more) throws Exception {
        return DoorKit.start(
                directory.resolve("data"),
                options -> {
                    options.setMaxPacketBytes(2048);
                    more.accept(options);
                },
                AsyncProcessorConverterHelper.convert(exchange -> taken.add(exchange.copy())));
    }

    private static RawWebSocket connected(DoorKit kit) throws Exception {
        RawWebSocket client = RawWebSocket.upgraded(kit);
        client.frame(LAST | BINARY, CONNECT_5);
        assertThat(client.next()).startsWith("82 20");
        return client;
    }

    private double refused(DoorKit kit, String reason) {
        return kit.count("air_source_connections_refused_total", "reason", reason);
    }

    @Test
    void servesARealClientOverTlsWithItsCertificate() throws Exception {
        TestPki.Identity authority = TestPki.authority("Test CA");
        TestPki.Identity gateway = TestPki.device("gateway", authority);
        String certificate = gateway.writeCertificate(directory.resolve("gateway.pem")).toString();
        String key = gateway.writeKey(directory.resolve("gateway.key")).toString();
        String authorities = authority.writeCertificate(directory.resolve("ca.pem")).toString();
        try (DoorKit kit =
                start(
                        options -> {
                            options.setMqttEnabled(true);
                            options.setMqttPort(0);
                            options.setCertificateFile(certificate);
                            options.setKeyFile(key);
                            options.setClientCaFiles(authorities);
                        })) {
            Mqtt5BlockingClient device =
                    Mqtt5Client.builder()
                            .identifier("thermo-1")
                            .serverHost("127.0.0.1")
                            .serverPort(kit.broker().port("mqtt"))
                            .webSocketConfig()
                            .serverPath("mqtt")
                            .applyWebSocketConfig()
                            .sslConfig()
                            .trustManagerFactory(authority.trustManagers())
                            .keyManagerFactory(TestPki.device("thermo-1", authority).keyManagers())
                            .applySslConfig()
                            .buildBlocking();
            device.connect();
            Mqtt5Publishes inbox = device.publishes(MqttGlobalPublishFilter.ALL);
            device.subscribeWith().topicFilter("t").qos(MqttQos.EXACTLY_ONCE).send();
            byte[] body = new byte[1500];
            Arrays.fill(body, (byte) 'x');
            device.publishWith().topic("t").qos(MqttQos.EXACTLY_ONCE).payload(body).send();
            Mqtt5Publish back = inbox.receive(30, TimeUnit.SECONDS).orElseThrow();
            assertThat(back.getPayloadAsBytes()).isEqualTo(body);
            assertThat(taken.get(0).getIn().getHeader(AirHeaders.DEVICE)).isEqualTo("thermo-1");
            kit.identities.revoke("thermo-1");
            await().until(() -> !device.getState().isConnected());
        }
    }

    @Test
    void readsPacketsWhereverFramesBeginAndEnd() throws Exception {
        try (DoorKit kit = start(options -> {});
                RawWebSocket client = RawWebSocket.upgraded(kit)) {
            // CONNECT in three frames of one message with a ping among them, then two packets and
            // half of a third in one frame (MQTT 5.0, 6.0)
            client.frame(BINARY, "10");
            client.frame(LAST | PING, "beef");
            client.frame(CONTINUATION, "0f 0004 4d515454");
            client.frame(LAST | CONTINUATION, "05 02 003c 00 0002 6431");
            assertThat(client.next()).isEqualTo("8a beef");
            assertThat(client.next()).startsWith("82 20");
            client.frame(LAST | BINARY, "c000 3206 0001 74 0001 00 32");
            assertThat(client.next()).isEqualTo("82 d000");
            assertThat(client.next()).startsWith("82 40");
            client.frame(LAST | BINARY, "06 0001 74 0002 00");
            assertThat(client.next()).startsWith("82 40");
            assertThat(taken).hasSize(2);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "no upgrade      | Upgrade: websocket       | X: y                     | 426 | malformed",
                "no connection   | keep-alive, Upgrade      | keep-alive               | 426 | malformed",
                "other version   | Version: 13              | Version: 8               | 426 | malformed",
                "no key          | dGhlIHNhbXBsZSBub25jZQ== | short                    | 400 | malformed",
                "no sub-protocol | other, mqtt              | other, mqttx             | 400 | malformed",
                "no host         | Host: 127.0.0.1:1883     | X: y                     | 400 | malformed",
                "HTTP 1.0        | HTTP/1.1                 | HTTP/1.0                 | 400 | malformed",
                "no HTTP         | HTTP/1.1                 | junk                     | 400 | malformed",
                "other method    | GET                      | GIT                      | 400 | malformed",
                "other path      | /mqtt                    | /admin                   | 404 | malformed",
                "other page      | Host:                    | Origin: https://evil.example\\r\\nHost: | 403 | not-allowed",
                "no page         | Host:                    | Origin: null\\r\\nHost:    | 403 | not-allowed"
            })
    void saysWhyItIsNoWebSocket(String what, String part, String instead, int status, String reason)
            throws Exception {
        try (DoorKit kit = start(options -> {});
                RawWebSocket client = new RawWebSocket(kit.plainPort())) {
            String request =
                    RawWebSocket.request().replace(part, instead.replace("\\r\\n", "\r\n"));
            assertThat(client.ask(request))
                    .startsWith("HTTP/1.1 " + status + " ")
                    .contains("application/problem+json")
                    .contains("AIR-1047");
            assertThat(refused(kit, reason)).isEqualTo(1);
            await().until(() -> kit.broker().facts().get("connections").equals(0));
        }
    }

    @ParameterizedTest
    @CsvSource({"https://127.0.0.1:9443", "http://127.0.0.1", "https://ops.example"})
    void letsPagesInThatMayConnect(String origin) throws Exception {
        try (DoorKit kit = start(options -> options.setWebSocketOrigins("x, https://ops.example"));
                RawWebSocket client = new RawWebSocket(kit.plainPort())) {
            String request =
                    RawWebSocket.request().replace("Host:", "Origin: " + origin + "\r\nHost:");
            assertThat(client.ask(request))
                    .startsWith("HTTP/1.1 101 ")
                    .containsIgnoringCase("sec-websocket-protocol: mqtt\r\n")
                    .containsIgnoringCase("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        }
    }

    @Test
    void endsAnEndlessRequest() throws Exception {
        try (DoorKit kit = start(options -> {});
                RawWebSocket client = new RawWebSocket(kit.plainPort())) {
            String request = "GET /mqtt HTTP/1.1\r\nX: " + "y".repeat(10_000);
            assertThat(client.ask(request)).startsWith("HTTP/1.1 4").contains("AIR-1047");
        }
    }

    @Test
    void endsARequestThatIsSlowAndASocketThatStaysSilent() throws Exception {
        try (DoorKit kit = start(options -> options.setConnectTimeoutMillis(1000));
                RawWebSocket slow = new RawWebSocket(kit.plainPort());
                RawWebSocket silent = RawWebSocket.upgraded(kit)) {
            assertThat(slow.ask("GET /mqtt HTTP/1.1\r\n")).isEmpty();
            // 1008, or nothing
            assertThat(silent.next()).isIn("88 03f0", "");
            await().until(() -> kit.broker().facts().get("connections").equals(0));
            assertThat(refused(kit, "not-authenticated")).isEqualTo(2);
        }
    }

    @Test
    void isNotThereWhereItIsSwitchedOff() throws Exception {
        try (DoorKit kit = start(options -> options.setWebSocketEnabled(false));
                RawWebSocket client = new RawWebSocket(kit.plainPort())) {
            assertThat(client.ask(RawWebSocket.request())).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "6.0 a text frame                   | 81 | c000  | 03eb",
                "5.2 reserved bits                  | c2 | c000  | 03ea",
                "5.2 a reserved operation           | 83 | c000  | 03ea",
                "5.4 a continuation of nothing      | 80 | c000  | 03ea",
                "5.5 a fragmented ping              | 09 | c000  | 03ea",
                "5.5.1 half a close code            | 88 | 03    | 03ea",
                "7.4 a close code that is none      | 88 | 03e7  | 03ea"
            })
    void endsAWebSocketWhoseFramesBreakTheRules(
            String paragraph, String first, String payload, String code) throws Exception {
        try (DoorKit kit = start(options -> {});
                RawWebSocket client = connected(kit);
                RawWebSocket stranger = RawWebSocket.upgraded(kit)) {
            client.frame(Integer.parseInt(first, 16), payload);
            assertThat(client.next()).startsWith("82 e0");
            assertThat(client.next()).startsWith("88 " + code);
            assertThat(client.next()).isEmpty();
            stranger.frame(Integer.parseInt(first, 16), payload);
            assertThat(stranger.next()).startsWith("88 " + code);
            assertThat(stranger.next()).isEmpty();
            await().until(() -> kit.broker().facts().get("connections").equals(0));
            assertThat(refused(kit, "malformed")).isEqualTo(1);
            assertThat(kit.count("air_source_connections_ended_total", "reason", "malformed"))
                    .isEqualTo(1);
        }
    }

    @Test
    void endsAFrameThatIsNotMaskedAndOneWhoseLengthIsNotTheShortest() throws Exception {
        try (DoorKit kit = start(options -> {});
                RawWebSocket bare = connected(kit)) {
            bare.raw(new byte[] {(byte) (LAST | BINARY), 2, (byte) 0xC0, 0});
            assertThat(bare.next()).startsWith("82 e0");
            assertThat(bare.next()).startsWith("88 03ea");
            try (RawWebSocket padded = connected(kit)) {
                // 2 bytes, in 16 bits (RFC 6455, 5.2)
                padded.raw(new byte[] {(byte) (LAST | BINARY), (byte) 0xFE, 0, 2, 0, 0, 0, 0});
                assertThat(padded.next()).startsWith("82 e0");
                assertThat(padded.next()).startsWith("88 03ea");
                assertThat(padded.next()).isEmpty();
            }
        }
    }

    @Test
    void readsAFrameOfAnySizeAsItComes() throws Exception {
        try (DoorKit kit = start(options -> {});
                RawWebSocket client = connected(kit)) {
            // a frame of 2^40 bytes, in which PINGREQs are answered at once; no mask
            byte[] header = {
                (byte) (LAST | BINARY), (byte) 0xFF, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0
            };
            client.raw(header);
            for (int i = 0; i < 3; i++) {
                client.raw(new byte[] {(byte) 0xC0, 0});
                assertThat(client.next()).isEqualTo("82 d000");
            }
            // but a packet in it is not larger than any other: PUBLISH of 16,383 bytes
            client.raw(new byte[] {0x30, (byte) 0xFF, 0x7F});
            assertThat(client.next()).startsWith("82 e0");
            assertThat(client.next()).startsWith("88 03f1");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {"malformed | c001 00 | 81 | 03ea", "too large | 30 ff 7f | 95 | 03f1"})
    void closesWithTheCodeThatSaysWhatDisconnectSays(
            String what, String sent, String code, String status) throws Exception {
        try (DoorKit kit = start(options -> {});
                RawWebSocket client = connected(kit)) {
            client.frame(LAST | BINARY, sent);
            assertThat(client.next()).matches("82 e0(8.01|..)" + code + ".*");
            assertThat(client.next()).startsWith("88 " + status);
            assertThat(client.next()).isEmpty();
        }
    }

    @Test
    void answersCloseAndSendsTheWillOfADeviceThatOnlyClosed() throws Exception {
        try (DoorKit kit = start(options -> {});
                RawWebSocket client = RawWebSocket.upgraded(kit)) {
            client.frame(
                    LAST | BINARY, "1016 0004 4d515454 05 06 003c 00 0002 6431 00 0001 77 0001 78");
            assertThat(client.next()).startsWith("82 20");
            client.frame(LAST | CLOSE, "03e8");
            assertThat(client.next()).isEqualTo("88 03e8");
            assertThat(client.next()).isEmpty();
            await().until(() -> taken.size() == 1);
        }
    }

    @Test
    void takesNoHttpOnceItIsAWebSocketNorMqttBeforeConnect() throws Exception {
        try (DoorKit kit = start(options -> {});
                RawWebSocket client = RawWebSocket.upgraded(kit)) {
            // "GET /mqtt " inside a frame must not reach the broker's own HTTP
            client.frame(LAST | BINARY, "474554202f6d71747420");
            assertThat(client.next()).isEqualTo("88 03f0");
            assertThat(client.next()).isEmpty();
            assertThat(refused(kit, "malformed")).isEqualTo(1);
        }
    }

    @Test
    void saysItGoesDown() throws Exception {
        RawWebSocket client;
        try (DoorKit kit = start(options -> {})) {
            client = connected(kit);
        }
        assertThat(client.next()).startsWith("82 e0").contains("8b");
        assertThat(client.next()).isEqualTo("88 03e9");
        assertThat(client.next()).isEmpty();
        client.close();
    }
}
