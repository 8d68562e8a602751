/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.door.TestPki;

import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Sockets before their CONNECT. */
class DoorGateTest {

    @TempDir Path directory;

    private DoorKit start() throws Exception {
        TestPki.Identity authority = TestPki.authority("Test CA");
        TestPki.Identity gateway = TestPki.device("gateway", authority);
        String certificate = gateway.writeCertificate(directory.resolve("gateway.pem")).toString();
        String key = gateway.writeKey(directory.resolve("gateway.key")).toString();
        String authorities = authority.writeCertificate(directory.resolve("ca.pem")).toString();
        return DoorKit.start(
                directory.resolve("data"),
                options -> {
                    options.setMqttEnabled(true);
                    options.setMqttPort(0);
                    options.setCertificateFile(certificate);
                    options.setKeyFile(key);
                    options.setClientCaFiles(authorities);
                    options.setMaxConnections(3);
                    options.setConnectTimeoutMillis(1500);
                },
                AsyncProcessorConverterHelper.convert(exchange -> {}));
    }

    private static Socket open(int port) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(5_000);
        return socket;
    }

    private static int readEnd(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read();
        } catch (SocketException reset) {
            return -1;
        }
    }

    @Test
    void closesWhateverSpeaksHttpAtItsFirstByte() throws Exception {
        try (DoorKit kit = start();
                Socket socket = open(kit.plainPort())) {
            socket.getOutputStream()
                    .write(
                            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000000\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(readEnd(socket)).isEqualTo(-1);
            await().until(() -> kit.broker().facts().get("connections").equals(0));
            assertThat(kit.count("air_source_connections_refused_total", "reason", "malformed"))
                    .isEqualTo(1);
        }
    }

    @Test
    void countsAndCapsAndClosesSocketsThatNeverFinishTls() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (DoorKit kit = start()) {
            int port = kit.broker().port("mqtt");
            for (int i = 0; i < 3; i++) {
                sockets.add(open(port));
            }
            await().until(() -> kit.broker().facts().get("connections").equals(3));
            try (Socket tooMany = open(port)) {
                assertThat(readEnd(tooMany)).isEqualTo(-1);
            }
            assertThat(kit.count("air_source_connections_refused_total", "reason", "over-rate"))
                    .isEqualTo(1);
            for (Socket socket : sockets) {
                assertThat(readEnd(socket)).isEqualTo(-1);
            }
            await().until(() -> kit.broker().facts().get("connections").equals(0));
            assertThat(
                            kit.count(
                                    "air_source_connections_refused_total",
                                    "reason",
                                    "not-authenticated"))
                    .isEqualTo(3);
            kit.connectFive("thermo-1").disconnect();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
