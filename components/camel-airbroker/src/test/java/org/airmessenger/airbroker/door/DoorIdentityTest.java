/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.airmessenger.door.CertificateRefusals;
import org.airmessenger.door.Handshakes;
import org.airmessenger.door.LogLines;
import org.airmessenger.door.TestPki;
import org.airmessenger.message.AirHeaders;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt3.message.connect.connack.Mqtt3ConnAckReturnCode;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

@ParameterizedClass
@ValueSource(strings = {"jdk", "openssl"})
class DoorIdentityTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Parameter String provider;
    @TempDir Path directory;

    private final List<String> devices = new CopyOnWriteArrayList<>();
    private TestPki.Identity authority;

    @BeforeEach
    void makeCertificates() throws Exception {
        authority = TestPki.authority("Test CA");
        authority.writeCertificate(directory.resolve("ca.pem"));
        TestPki.Identity gateway = TestPki.device("gateway", authority);
        gateway.writeCertificate(directory.resolve("gateway.pem"));
        gateway.writeKey(directory.resolve("gateway-key.pem"));
    }

    private DoorKit start() throws Exception {
        return DoorKit.start(
                directory.resolve("data"),
                options -> {
                    options.setMqttEnabled(true);
                    options.setTlsProvider(provider);
                    options.setCertificateFile(directory.resolve("gateway.pem").toString());
                    options.setKeyFile(directory.resolve("gateway-key.pem").toString());
                    options.setClientCaFiles(directory.resolve("ca.pem").toString());
                },
                AsyncProcessorConverterHelper.convert(
                        exchange ->
                                devices.add(
                                        exchange.getIn()
                                                .getHeader(AirHeaders.DEVICE, String.class))));
    }

    private MqttClientSslConfig tls(TestPki.Identity device) throws Exception {
        var tls = MqttClientSslConfig.builder().trustManagerFactory(authority.trustManagers());
        if (device != null) {
            tls.keyManagerFactory(device.keyManagers());
        }
        return tls.handshakeTimeout(5, java.util.concurrent.TimeUnit.SECONDS).build();
    }

    private Mqtt5BlockingClient five(DoorKit kit, String id, TestPki.Identity device)
            throws Exception {
        return Mqtt5Client.builder()
                .identifier(id)
                .serverHost("127.0.0.1")
                .serverPort(kit.broker().port("mqtt"))
                .sslConfig(tls(device))
                .buildBlocking();
    }

    @Test
    void provesADeviceByItsCertificate() throws Exception {
        try (DoorKit kit = start()) {
            TestPki.Identity thermo = TestPki.device("thermo-1", authority);
            Mqtt5BlockingClient device = five(kit, "thermo-1", thermo);
            device.connect();
            device.publishWith().topic("t").qos(MqttQos.AT_LEAST_ONCE).send();
            assertThat(devices).containsExactly("thermo-1");
            device.disconnect();
        }
    }

    @Test
    void givesADeviceWithoutClientIdTheNameOfItsCertificate() throws Exception {
        try (DoorKit kit = start()) {
            Mqtt5BlockingClient device = five(kit, "", TestPki.device("thermo-1", authority));
            assertThat(device.connect().getAssignedClientIdentifier().orElseThrow())
                    .hasToString("thermo-1");
            device.publishWith().topic("t").qos(MqttQos.AT_LEAST_ONCE).send();
            assertThat(devices).containsExactly("thermo-1");
            device.disconnect();
        }
    }

    @Test
    void refusesCertificatesThatProveNothing() throws Exception {
        try (DoorKit kit = start();
                LogLines log = new LogLines(CertificateRefusals.class)) {
            TestPki.Identity stranger = TestPki.authority("Other CA");
            double refused = 0;
            for (TestPki.Identity bad :
                    new TestPki.Identity[] {
                        null,
                        TestPki.expiredDevice("thermo-1", authority),
                        TestPki.device("thermo-1", stranger),
                        TestPki.authority("thermo-1")
                    }) {
                Mqtt5BlockingClient device = five(kit, "thermo-1", bad);
                assertThatThrownBy(device::connect).isNotInstanceOf(Mqtt5ConnAckException.class);
                double now = ++refused;
                await().untilAsserted(() -> assertThat(refusedByTls(kit)).isEqualTo(now));
            }
            // the others showed none: this client knows whose certificates are wanted
            assertThat(log.lines)
                    .singleElement()
                    .asString()
                    .contains(
                            "AIR-1052",
                            "at the mqtt listener",
                            "CN=thermo-1",
                            "127.0.0.1:",
                            "expired");
            assertThat(devices).isEmpty();
        }
    }

    @Test
    void handshakesKeepNobodyWaitingWhoIsHere() throws Exception {
        SSLContext late = SSLContext.getInstance("TLS");
        late.init(
                new KeyManager[] {TestPki.expiredDevice("thermo-1", authority).insisting()},
                authority.trustManagers().getTrustManagers(),
                null);
        List<Socket> held = new ArrayList<>();
        try (DoorKit kit = start();
                LogLines log = new LogLines(CertificateRefusals.class)) {
            Mqtt5BlockingClient honest = five(kit, "honest", TestPki.device("honest", authority));
            honest.connect();
            log.hold();
            // one at each event loop
            int loops = Math.max(2, Handshakes.THREADS);
            for (int i = 0; i < loops; i++) {
                int port = kit.broker().port("mqtt");
                var socket = (SSLSocket) late.getSocketFactory().createSocket("127.0.0.1", port);
                held.add(socket);
                socket.startHandshake();
            }
            int telling = Math.min(Handshakes.THREADS, 10);
            await().atMost(PATIENCE).until(() -> log.lines.size() >= telling);
            // they are in the middle of what they compute, and stay there
            for (int i = 0; i < 10; i++) {
                honest.toAsync()
                        .publishWith()
                        .topic("t")
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .send()
                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            assertThat(devices).hasSize(10);
        } finally {
            for (Socket each : held) {
                each.close();
            }
        }
    }

    private static double refusedByTls(DoorKit kit) {
        return kit.count(
                "air_source_connections_refused_total",
                "door",
                "mqtt",
                "reason",
                "not-authenticated");
    }

    @Test
    void countsNoOneWhoOnlyLooksAndGoes() throws Exception {
        try (DoorKit kit = start()) {
            new java.net.Socket("127.0.0.1", kit.broker().port("mqtt")).close();
            Mqtt5BlockingClient device =
                    five(kit, "thermo-1", TestPki.device("thermo-1", authority));
            device.connect();
            device.disconnect();
            await().until(() -> kit.broker().facts().get("connections").equals(0));
            assertThat(refusedByTls(kit)).isZero();
        }
    }

    @Test
    void refusesTheClientIdOfAnotherDevice() throws Exception {
        try (DoorKit kit = start()) {
            TestPki.Identity thermo = TestPki.device("thermo-1", authority);
            Mqtt5BlockingClient five = five(kit, "thermo-2", thermo);
            assertThatThrownBy(five::connect)
                    .isInstanceOfSatisfying(
                            Mqtt5ConnAckException.class,
                            e ->
                                    assertThat(e.getMqttMessage().getReasonCode())
                                            .isEqualTo(Mqtt5ConnAckReasonCode.NOT_AUTHORIZED));
            var three =
                    Mqtt3Client.builder()
                            .identifier("thermo-2")
                            .serverHost("127.0.0.1")
                            .serverPort(kit.broker().port("mqtt"))
                            .sslConfig(tls(thermo))
                            .buildBlocking();
            assertThatThrownBy(three::connect)
                    .isInstanceOfSatisfying(
                            Mqtt3ConnAckException.class,
                            e ->
                                    assertThat(e.getMqttMessage().getReturnCode())
                                            .isEqualTo(Mqtt3ConnAckReturnCode.NOT_AUTHORIZED));
        }
    }

    @Test
    void evictsARevokedDeviceWithinASecondAndKeepsItOut() throws Exception {
        try (DoorKit kit = start()) {
            TestPki.Identity thermo = TestPki.device("thermo-1", authority);
            CompletableFuture<Throwable> end = new CompletableFuture<>();
            Mqtt5BlockingClient device =
                    Mqtt5Client.builder()
                            .identifier("thermo-1")
                            .serverHost("127.0.0.1")
                            .serverPort(kit.broker().port("mqtt"))
                            .sslConfig(tls(thermo))
                            .addDisconnectedListener(context -> end.complete(context.getCause()))
                            .buildBlocking();
            device.connect();
            Mqtt5BlockingClient other =
                    five(kit, "thermo-2", TestPki.device("thermo-2", authority));
            other.connect();
            kit.identities.revoke("thermo-1");
            await().atMost(Duration.ofSeconds(1)).until(end::isDone);
            assertThat(((Mqtt5DisconnectException) end.join()).getMqttMessage().getReasonCode())
                    .isEqualTo(Mqtt5DisconnectReasonCode.ADMINISTRATIVE_ACTION);
            assertThatThrownBy(device::connect)
                    .isInstanceOfSatisfying(
                            Mqtt5ConnAckException.class,
                            e ->
                                    assertThat(e.getMqttMessage().getReasonCode())
                                            .isEqualTo(Mqtt5ConnAckReasonCode.BANNED));
            assertThat(other.getState().isConnected()).isTrue();
            assertThat(kit.broker().evict("nobody", "test")).isZero();
            other.disconnect();
        }
    }

    @Test
    void letsNobodyInOnThePlainListenerUnlessAnonymousIsSwitchedOn() throws Exception {
        try (DoorKit kit =
                DoorKit.start(
                        directory.resolve("data"),
                        options -> options.setPlainAnonymous(false),
                        AsyncProcessorConverterHelper.convert(exchange -> {}))) {
            assertThatThrownBy(() -> kit.connectFive("thermo-1"))
                    .isInstanceOf(Mqtt5ConnAckException.class);
        }
    }
}
