/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.airmessenger.door.TestPki;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Proof;
import org.airmessenger.message.Revocation;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt3.message.connect.connack.Mqtt3ConnAckReturnCode;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5SimpleAuth;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Tokens as passwords on the listener over TLS. */
class DoorTokenTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String JWT = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ0aGVybW8tMSJ9.c2ln";

    @TempDir Path directory;

    /** Device and topic of what came in. */
    private final List<String> taken = new CopyOnWriteArrayList<>();

    /** Why each device was disconnected the last time. */
    private final Map<String, Throwable> ends = new ConcurrentHashMap<>();

    private TestPki.Identity authority;

    @BeforeEach
    void makeCertificates() throws Exception {
        authority = TestPki.authority("Test CA");
        authority.writeCertificate(directory.resolve("ca.pem"));
        TestPki.Identity gateway = TestPki.device("gateway", authority);
        gateway.writeCertificate(directory.resolve("gateway.pem"));
        gateway.writeKey(directory.resolve("gateway-key.pem"));
    }

    private DoorKit start(boolean tokens) throws Exception {
        return DoorKit.start(
                directory.resolve("data"),
                options -> {
                    options.setMqttEnabled(true);
                    options.setTokens(tokens);
                    options.setCertificateFile(directory.resolve("gateway.pem").toString());
                    options.setKeyFile(directory.resolve("gateway-key.pem").toString());
                    options.setClientCaFiles(directory.resolve("ca.pem").toString());
                },
                AsyncProcessorConverterHelper.convert(
                        exchange ->
                                taken.add(
                                        exchange.getIn().getHeader(AirHeaders.DEVICE)
                                                + " "
                                                + exchange.getIn().getHeader(AirHeaders.TOPIC))));
    }

    private static void allow(DoorKit kit, String token, String device, long until) {
        Proof proof = new Proof("id of " + token, "key-1", until, List.of());
        kit.identities.tokens.put(token, new Identity(device, null, "any", "mqtt", proof));
    }

    private MqttClientSslConfig tls(TestPki.Identity device) throws Exception {
        var tls = MqttClientSslConfig.builder().trustManagerFactory(authority.trustManagers());
        if (device != null) {
            tls.keyManagerFactory(device.keyManagers());
        }
        return tls.handshakeTimeout(20, TimeUnit.SECONDS).build();
    }

    private Mqtt5BlockingClient five(DoorKit kit, String id, TestPki.Identity device)
            throws Exception {
        return Mqtt5Client.builder()
                .identifier(id)
                .serverHost("127.0.0.1")
                .serverPort(kit.broker().port("mqtt"))
                .sslConfig(tls(device))
                .addDisconnectedListener(told -> ends.put(id, told.getCause()))
                .buildBlocking();
    }

    private static Mqtt5ConnAck connect(Mqtt5BlockingClient client, String user, String password) {
        byte[] secret = password.getBytes(StandardCharsets.UTF_8);
        return client.connectWith()
                .simpleAuth(
                        user == null
                                ? Mqtt5SimpleAuth.builder().password(secret).build()
                                : Mqtt5SimpleAuth.builder().username(user).password(secret).build())
                .send();
    }

    private Mqtt3BlockingClient three(DoorKit kit, String id) throws Exception {
        return Mqtt3Client.builder()
                .identifier(id)
                .serverHost("127.0.0.1")
                .serverPort(kit.broker().port("mqtt"))
                .sslConfig(tls(null))
                .buildBlocking();
    }

    private static void connect(Mqtt3BlockingClient client, String user, String password) {
        client.connectWith()
                .simpleAuth()
                .username(user)
                .password(password.getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .send();
    }

    private static void assertRefused(
            Mqtt5BlockingClient client,
            Mqtt5ConnAckReasonCode code,
            String text,
            Runnable connecting) {
        assertThatThrownBy(connecting::run)
                .isInstanceOfSatisfying(
                        Mqtt5ConnAckException.class,
                        e -> {
                            Mqtt5ConnAck ack = e.getMqttMessage();
                            assertThat(ack.getReasonCode()).isEqualTo(code);
                            assertThat(ack.getReasonString().orElseThrow().toString())
                                    .contains(text);
                        });
        assertThat(client.getState().isConnected()).isFalse();
    }

    private static void assertRefused(Mqtt3ConnAckReturnCode code, Runnable connecting) {
        assertThatThrownBy(connecting::run)
                .isInstanceOfSatisfying(
                        Mqtt3ConnAckException.class,
                        e -> assertThat(e.getMqttMessage().getReturnCode()).isEqualTo(code));
    }

    @Test
    void aTokenStandsForACertificate() throws Exception {
        try (DoorKit kit = start(true)) {
            allow(kit, "right", "thermo-1", Proof.FOREVER);
            Mqtt5BlockingClient device = five(kit, "thermo-1", null);
            connect(device, "thermo-1", "right");
            device.publishWith().topic("t").qos(MqttQos.AT_LEAST_ONCE).send();
            assertThat(taken).containsExactly("thermo-1 t");
            device.disconnect();
            Mqtt3BlockingClient older = three(kit, "thermo-1");
            connect(older, "thermo-1", "right");
            older.publishWith().topic("u").qos(MqttQos.AT_LEAST_ONCE).send();
            assertThat(taken).containsExactly("thermo-1 t", "thermo-1 u");
            older.disconnect();
        }
    }

    @Test
    void theTokenNamesADeviceThatDoesNotNameItself() throws Exception {
        try (DoorKit kit = start(true)) {
            allow(kit, "right", "thermo-1", Proof.FOREVER);
            Mqtt5BlockingClient device = five(kit, "", null);
            assertThat(
                            connect(device, null, "right")
                                    .getAssignedClientIdentifier()
                                    .orElseThrow()
                                    .toString())
                    .isEqualTo("thermo-1");
            device.disconnect();
        }
    }

    @Test
    void refusesWhoShowsNeitherOrAWrongOneWithMqttsOwnCode() throws Exception {
        try (DoorKit kit = start(true)) {
            Mqtt5BlockingClient device = five(kit, "thermo-1", null);
            Mqtt5ConnAckReasonCode bad = Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD;
            assertRefused(device, bad, "AIR-1024", device::connect);
            assertRefused(device, bad, "AIR-6150", () -> connect(device, null, "wrong"));
            assertRefused(device, bad, "AIR-6150", () -> connect(device, null, "\u00e4\u20ac"));
            assertRefused(device, bad, "AIR-6150", () -> connect(device, null, "x".repeat(65535)));
            assertRefused(device, bad, "AIR-1024", () -> connect(device, "thermo-1", ""));
            Mqtt3BlockingClient older = three(kit, "thermo-1");
            Mqtt3ConnAckReturnCode bad3 = Mqtt3ConnAckReturnCode.BAD_USER_NAME_OR_PASSWORD;
            assertRefused(bad3, older::connect);
            assertRefused(bad3, () -> connect(older, "thermo-1", "wrong"));
            assertThat(taken).isEmpty();
        }
    }

    @Test
    void refusesWhoNamesHimselfOtherwise() throws Exception {
        try (DoorKit kit = start(true)) {
            allow(kit, "right", "thermo-1", Proof.FOREVER);
            Mqtt5ConnAckReasonCode bad = Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD;
            Mqtt5BlockingClient device = five(kit, "thermo-1", null);
            assertRefused(device, bad, "AIR-1024", () -> connect(device, "thermo-2", "right"));
            Mqtt5BlockingClient other = five(kit, "thermo-2", null);
            assertRefused(other, bad, "AIR-1024", () -> connect(other, null, "right"));
        }
    }

    @Test
    void certificatesGoOnBesideTokens() throws Exception {
        try (DoorKit kit = start(true)) {
            TestPki.Identity thermo = TestPki.device("thermo-1", authority);
            Mqtt5BlockingClient device = five(kit, "thermo-1", thermo);
            device.connect();
            device.disconnect();
            // whoever shows a password means it
            Mqtt5ConnAckReasonCode bad = Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD;
            assertRefused(device, bad, "AIR-6150", () -> connect(device, null, "wrong"));
            // and a certificate that is shown must be a right one
            TestPki.Identity stranger = TestPki.authority("Test CA");
            Mqtt5BlockingClient forged =
                    five(kit, "thermo-1", TestPki.device("thermo-1", stranger));
            allow(kit, "right", "thermo-1", Proof.FOREVER);
            assertThatThrownBy(() -> connect(forged, null, "right"))
                    .isNotInstanceOf(Mqtt5ConnAckException.class);
        }
    }

    @Test
    void withoutTheSwitchATokenCountsForNothing() throws Exception {
        try (DoorKit kit = start(false)) {
            allow(kit, "right", "thermo-1", Proof.FOREVER);
            Mqtt5BlockingClient device = five(kit, "thermo-1", null);
            assertThatThrownBy(() -> connect(device, null, "right"))
                    .isNotInstanceOf(Mqtt5ConnAckException.class);
            TestPki.Identity thermo = TestPki.device("thermo-2", authority);
            Mqtt5BlockingClient other = five(kit, "thermo-2", thermo);
            connect(other, null, "right");
            assertThat(other.getState().isConnected()).isTrue();
            other.disconnect();
        }
    }

    @Test
    void refusesATokenOverTheListenerWithoutTls() throws Exception {
        try (DoorKit kit = start(true)) {
            allow(kit, JWT, "thermo-1", Proof.FOREVER);
            Mqtt5BlockingClient device = kit.five("thermo-1");
            Mqtt5ConnAckReasonCode bad = Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD;
            assertRefused(device, bad, "AIR-1050", () -> connect(device, null, JWT));
            // any other password is nothing to it, as ever
            connect(device, "somebody", "secret");
            device.disconnect();
        }
    }

    /** Waits for the gateway's goodbye. */
    private Mqtt5DisconnectReasonCode end(String device) {
        await().atMost(PATIENCE).until(() -> ends.get(device) instanceof Mqtt5DisconnectException);
        return ((Mqtt5DisconnectException) ends.get(device)).getMqttMessage().getReasonCode();
    }

    @Test
    void endsASessionWithItsTokenAndPublishesItsWill() throws Exception {
        try (DoorKit kit = start(true)) {
            long until = System.currentTimeMillis() + 3_000;
            allow(kit, "short", "thermo-1", until);
            allow(kit, "long", "thermo-2", Proof.FOREVER);
            Mqtt5BlockingClient device = five(kit, "thermo-1", null);
            connectWithWill(device, "short", "gone/thermo-1");
            Mqtt5BlockingClient other = five(kit, "thermo-2", null);
            connect(other, null, "long");
            assertThat(end("thermo-1")).isEqualTo(Mqtt5DisconnectReasonCode.MAXIMUM_CONNECT_TIME);
            assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(until);
            await().atMost(PATIENCE).until(() -> taken.contains("thermo-1 gone/thermo-1"));
            assertThat(other.getState().isConnected()).isTrue();
            other.disconnect();
        }
    }

    private static void connectWithWill(Mqtt5BlockingClient device, String token, String topic) {
        device.connectWith()
                .simpleAuth()
                .password(token.getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .willPublish()
                .topic(topic)
                .applyWillPublish()
                .send();
    }

    @Test
    void endsWhatARevokedTokenProvedAndNothingElse() throws Exception {
        try (DoorKit kit = start(true)) {
            allow(kit, "one", "thermo-1", Proof.FOREVER);
            allow(kit, "two", "thermo-2", Proof.FOREVER);
            Mqtt5BlockingClient device = five(kit, "thermo-1", null);
            connectWithWill(device, "one", "gone/thermo-1");
            Mqtt5BlockingClient other = five(kit, "thermo-2", null);
            connect(other, null, "two");
            TestPki.Identity thermo = TestPki.device("thermo-3", authority);
            Mqtt5BlockingClient certified = five(kit, "thermo-3", thermo);
            certified.connect();
            kit.identities.tokens.remove("one");
            kit.identities.revoke(Revocation.ofProof("id of one"));
            assertThat(end("thermo-1")).isEqualTo(Mqtt5DisconnectReasonCode.ADMINISTRATIVE_ACTION);
            assertThat(other.getState().isConnected()).isTrue();
            kit.identities.revoke(Revocation.ofKey("key-1"));
            assertThat(end("thermo-2")).isEqualTo(Mqtt5DisconnectReasonCode.ADMINISTRATIVE_ACTION);
            assertThat(certified.getState().isConnected()).isTrue();
            certified.publishWith().topic("last").qos(MqttQos.AT_LEAST_ONCE).send();
            assertThat(taken).containsExactly("thermo-3 last");
            certified.disconnect();
        }
    }

    @Test
    void theBrokerNeverSeesWhatADeviceShowed() throws Exception {
        try (DoorKit kit = start(true)) {
            allow(kit, "right", "thermo-1", Proof.FOREVER);
            Mqtt5BlockingClient device = five(kit, "thermo-1", null);
            connect(device, "thermo-1", "right");
            device.subscribeWith().topicFilter("a/#").send();
            assertThat(kit.server().getSessions()).isNotEmpty();
            for (ServerSession session : kit.server().getSessions()) {
                assertThat(session.getPassword()).isNull();
                assertThat(session.getUsername()).isNull();
            }
            device.disconnect();
        }
    }
}
