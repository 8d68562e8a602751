/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

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
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import javax.net.ssl.SSLSocket;

/** Handshakes, beside those who are here: one event loop serves all. */
class HandshakesTest {

    private static final int MESSAGES = 10;

    @TempDir Path directory;
    private WebKit kit;

    @BeforeEach
    void start() throws Exception {
        kit =
                WebKit.start(
                        directory,
                        made -> made.options.setEventLoops(1),
                        AsyncProcessorConverterHelper.convert(exchange -> {}));
    }

    @AfterEach
    void stop() {
        kit.close();
    }

    private SSLSocket connect(TestPki.Identity device) throws Exception {
        SSLSocket socket =
                (SSLSocket)
                        kit.tls(device).getSocketFactory().createSocket("127.0.0.1", kit.port());
        socket.setSoTimeout((int) WebKit.LIMIT.toMillis());
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
                    .contains("AIR-1052", "web listener", "CN=thermo-1", "expired")
                    .contains("127.0.0.1:" + late.getLocalPort());
        }
    }

    @Test
    void ofTheRevokedAreTold() throws Exception {
        kit.identities.revoked.add("thermo-1");
        try (LogLines log = new LogLines(CertificateRefusals.class)) {
            HttpRequest message = kit.post("/v1/messages/room/1", "warm");
            assertThat(WebKit.send(kit.client("thermo-1"), message).statusCode()).isEqualTo(403);
            assertThat(log.lines)
                    .singleElement()
                    .asString()
                    .contains("AIR-1052", "web listener", "CN=thermo-1", "127.0.0.1:")
                    .contains("revoked");
        }
    }

    @Test
    void keepNobodyWaitingWhoIsHere() throws Exception {
        HttpClient honest = kit.client("honest");
        HttpRequest message = kit.post("/v1/messages/room/1", "warm");
        assertThat(WebKit.send(honest, message).statusCode()).isEqualTo(202);
        try (LogLines log = new LogLines(CertificateRefusals.class)) {
            log.hold();
            try (SSLSocket late = connect(TestPki.expiredDevice("thermo-1", kit.authority))) {
                await().atMost(WebKit.LIMIT).until(() -> log.lines.size() == 1);
                // its handshake is in the middle of what it computes, and stays there
                for (int i = 0; i < MESSAGES; i++) {
                    assertThat(WebKit.send(honest, message).statusCode()).isEqualTo(202);
                }
                assertThat(late.isClosed()).isFalse();
            }
        }
    }
}
