/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.door.TestPki;

import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A client library that many use, over WebSocket with and without TLS. */
class NodeDeviceTest {

    private static final Path DEVICE = Path.of("src", "test", "mqttjs", "device.js");

    @TempDir Path directory;

    private DoorKit start() throws Exception {
        TestPki.Identity authority = TestPki.authority("Test CA");
        TestPki.Identity gateway = TestPki.device("localhost", authority);
        TestPki.Identity device = TestPki.device("thermo-1", authority);
        String certificate = gateway.writeCertificate(directory.resolve("gateway.pem")).toString();
        String key = gateway.writeKey(directory.resolve("gateway.key")).toString();
        String authorities = authority.writeCertificate(directory.resolve("ca.pem")).toString();
        device.writeCertificate(directory.resolve("thermo-1.pem"));
        device.writeKey(directory.resolve("thermo-1.key"));
        return DoorKit.start(
                directory.resolve("data"),
                options -> {
                    options.setMqttEnabled(true);
                    options.setMqttPort(0);
                    options.setCertificateFile(certificate);
                    options.setKeyFile(key);
                    options.setClientCaFiles(authorities);
                },
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        errorHandler(noErrorHandler());
                        from("airbroker:door").routeId("door").to("airbroker:topic");
                    }
                });
    }

    private void run(String url, int version, String folder) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("node", DEVICE.toString(), url, "" + version, "thermo-1"));
        if (folder != null) {
            command.add(folder);
        }
        Path said = directory.resolve("node.log");
        Process node =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        try {
            assertThat(node.waitFor(90, TimeUnit.SECONDS)).as("node ends").isTrue();
            assertThat(said).hasContent("ok");
        } finally {
            node.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void servesWssWithAClientCertificate(int version) throws Exception {
        try (DoorKit kit = start()) {
            String url = "wss://localhost:" + kit.broker().port("mqtt") + "/mqtt";
            run(url, version, directory.toString());
        }
    }

    @Test
    void servesWsOnLoopback() throws Exception {
        try (DoorKit kit = start()) {
            run("ws://127.0.0.1:" + kit.plainPort() + "/mqtt", 5, null);
        }
    }
}
