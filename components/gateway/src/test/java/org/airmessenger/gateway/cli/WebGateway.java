/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.gateway.AirGateway;
import org.airmessenger.gateway.config.Problem;
import org.airmessenger.gateway.config.Settings;
import org.airmessenger.gateway.config.SettingsReader;
import org.airmessenger.gateway.mqtt.PemTls;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A whole gateway with its web door on a free port, and devices with certificates of its own. */
final class WebGateway implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    final Path home;
    final CommandKit kit;
    private final Path certificates;
    private AirGateway gateway;

    /** Makes the home and the devices; nothing runs yet. */
    WebGateway(Path folder, String... devices) {
        home = folder.resolve("home");
        certificates = folder.resolve("certs");
        kit = new CommandKit(home);
        assertThat(kit.air("init")).isZero();
        for (String id : devices) {
            assertThat(kit.air("device", "add", id, "--out", certificates.toString())).isZero();
        }
    }

    void write(String file, String text) throws IOException {
        Files.writeString(home.resolve(file), text);
    }

    void start() {
        List<Problem> problems = new ArrayList<>();
        List<String> sets =
                List.of(
                        "air.source.mqtt.port=0",
                        "air.source.web.port=0",
                        "air.source.wire.port=0",
                        "air.control.port=0");
        Settings settings = SettingsReader.read(home, sets, Map.of(), problems);
        assertThat(problems).isEmpty();
        gateway = AirGateway.start(settings);
    }

    void restart() {
        gateway.close();
        start();
    }

    AirGateway gateway() {
        return gateway;
    }

    /** A client that shows the device's certificate. */
    HttpClient client(String device) throws IOException, GeneralSecurityException {
        return HttpClient.newBuilder()
                .sslContext(
                        PemTls.context(
                                certificates.resolve("ca.pem"),
                                certificates.resolve(device + ".pem"),
                                certificates.resolve(device + ".key")))
                .build();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("https://127.0.0.1:" + gateway.port(AirGateway.WEB) + path))
                .timeout(PATIENCE);
    }

    HttpResponse<String> get(HttpClient client, String path)
            throws IOException, InterruptedException {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(HttpClient client, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        if (gateway != null) {
            gateway.close();
        }
        kit.close();
    }
}
