/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.door.TestPki;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** The certificate of the listener over TLS is changed while devices are connected. */
@ParameterizedClass
@ValueSource(strings = {"jdk", "openssl"})
class DoorCertificateTest {

    @Parameter String provider;
    @TempDir Path directory;
    private TestPki.Identity authority;
    private DoorKit kit;

    @BeforeEach
    void start() throws Exception {
        authority = TestPki.authority("Test CA");
        authority.writeCertificate(directory.resolve("ca.pem"));
        show(TestPki.device("first", authority));
        kit =
                DoorKit.start(
                        directory.resolve("data"),
                        options -> {
                            options.setMqttEnabled(true);
                            options.setTlsProvider(provider);
                            options.setPlainEnabled(false);
                            options.setCertificateFile(directory.resolve("door.pem").toString());
                            options.setKeyFile(directory.resolve("door.key").toString());
                            options.setClientCaFiles(directory.resolve("ca.pem").toString());
                        },
                        AsyncProcessorConverterHelper.convert(exchange -> {}));
    }

    @AfterEach
    void stop() {
        kit.close();
    }

    private void show(TestPki.Identity door) throws Exception {
        door.writeKey(directory.resolve("door.key"));
        door.writeCertificate(directory.resolve("door.pem"));
    }

    private Mqtt5BlockingClient device(String name, TestPki.Identity signer) throws Exception {
        return Mqtt5Client.builder()
                .identifier(name)
                .serverHost("127.0.0.1")
                .serverPort(kit.broker().port("mqtt"))
                .sslConfig(
                        MqttClientSslConfig.builder()
                                .trustManagerFactory(authority.trustManagers())
                                .keyManagerFactory(TestPki.device(name, signer).keyManagers())
                                .handshakeTimeout(20, TimeUnit.SECONDS)
                                .build())
                .buildBlocking();
    }

    private static void publish(Mqtt5BlockingClient device) {
        device.publishWith().topic("t").qos(MqttQos.AT_LEAST_ONCE).send();
    }

    private double changes(String verdict) {
        return kit.count("air_source_certificates_total", "door", "mqtt", "verdict", verdict);
    }

    /** The name of the certificate that a new connection is shown. */
    private String shown() throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, authority.trustManagers().getTrustManagers(), null);
        try (SSLSocket socket =
                (SSLSocket)
                        tls.getSocketFactory()
                                .createSocket("127.0.0.1", kit.broker().port("mqtt"))) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    @Test
    void showsANewCertificateToWhoComesAndKeepsWhoIsThere() throws Exception {
        Mqtt5BlockingClient before = device("before", authority);
        before.connect();
        assertThat(shown()).isEqualTo("CN=first");

        show(TestPki.device("second", authority));
        await().until(() -> changes("taken") >= 1);
        assertThat(shown()).isEqualTo("CN=second");
        publish(before);
        Mqtt5BlockingClient after = device("after", authority);
        after.connect();
        publish(after);
        assertThat(kit.broker().facts()).containsEntry("connections", 2);
        before.disconnect();
        after.disconnect();
    }

    @Test
    void keepsTheLastGoodCertificateWhenTheNextIsBad() throws Exception {
        // the certificate without its key
        TestPki.device("second", authority).writeCertificate(directory.resolve("door.pem"));
        await().until(() -> changes("refused") == 1);
        assertThat(shown()).isEqualTo("CN=first");
        Mqtt5BlockingClient device = device("thermo-1", authority);
        device.connect();
        publish(device);
        device.disconnect();
    }

    @Test
    void trustsAnotherAuthorityFromThenOn() throws Exception {
        TestPki.Identity next = TestPki.authority("Next CA");
        next.writeCertificate(directory.resolve("ca.pem"));
        await().until(() -> changes("taken") == 1);
        Mqtt5BlockingClient device = device("thermo-1", next);
        device.connect();
        publish(device);
        device.disconnect();
    }
}
