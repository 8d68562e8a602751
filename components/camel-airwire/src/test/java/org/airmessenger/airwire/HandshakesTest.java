/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.airmessenger.door.CertificateRefusals;
import org.airmessenger.door.LogLines;
import org.airmessenger.door.TestPki;

import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Handshakes, beside those who are here: one event loop serves all. */
class HandshakesTest {

    private static final int MESSAGES = 10;

    @TempDir Path directory;
    private WireKit kit;

    @BeforeEach
    void start() throws Exception {
        kit =
                WireKit.start(
                        directory,
                        made -> made.options.setEventLoops(1),
                        AsyncProcessorConverterHelper.convert(exchange -> {}));
    }

    @AfterEach
    void stop() {
        kit.close();
    }

    private SSLSocket connect(TestPki.Identity device) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                device.keyManagers().getKeyManagers(),
                kit.authority.trustManagers().getTrustManagers(),
                null);
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", kit.port());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3"});
        parameters.setApplicationProtocols(new String[] {"airwire/1"});
        socket.setSSLParameters(parameters);
        socket.setSoTimeout((int) WireKit.LIMIT.toMillis());
        socket.startHandshake();
        return socket;
    }

    @Test
    void thatFailForACertificateAreTold() throws Exception {
        try (LogLines log = new LogLines(CertificateRefusals.class);
                SSLSocket late = connect(TestPki.expiredDevice("thermo-1", kit.authority))) {
            assertThatThrownBy(() -> late.getInputStream().read()).isInstanceOf(IOException.class);
            assertThat(log.lines)
                    .singleElement()
                    .asString()
                    .contains("AIR-1052", "wire listener", "CN=thermo-1", "expired")
                    .contains("127.0.0.1:" + late.getLocalPort());
        }
    }

    @Test
    void ofTheRevokedAreTold() throws Exception {
        kit.identities.revoked.add("thermo-1");
        try (LogLines log = new LogLines(CertificateRefusals.class);
                WireKit.Device gone = kit.device("thermo-1")) {
            assertThat(gone.nextLine()).isNotEqualTo("begun");
            assertThat(log.lines.get(0))
                    .contains("AIR-1052", "wire listener", "CN=thermo-1", "127.0.0.1:")
                    .contains("revoked");
        }
    }

    @Test
    void keepNobodyWaitingWhoIsHere() throws Exception {
        try (WireKit.Device honest = kit.device("honest");
                LogLines log = new LogLines(CertificateRefusals.class)) {
            assertThat(honest.nextLine()).isEqualTo("begun");
            log.hold();
            try (SSLSocket late = connect(TestPki.expiredDevice("thermo-1", kit.authority))) {
                await().atMost(WireKit.LIMIT).until(() -> log.lines.size() == 1);
                // its handshake is in the middle of what it computes, and stays there
                for (int i = 0; i < MESSAGES; i++) {
                    honest.client
                            .publish("room/1", new byte[1])
                            .get(WireKit.LIMIT.toSeconds(), TimeUnit.SECONDS);
                }
                assertThat(late.isClosed()).isFalse();
            }
        }
    }
}
