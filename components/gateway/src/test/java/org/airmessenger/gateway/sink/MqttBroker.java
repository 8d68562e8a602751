/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.gateway.demo.function.ThrowawayCertificate;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Debian's Mosquitto on free ports of loopback, and a subscriber that writes down what it hears.
 */
final class MqttBroker implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final int port;
    final int securePort;
    final ThrowawayCertificate certificate = ThrowawayCertificate.make();
    private final Path folder;
    private final Path config;
    private final List<Process> processes = new ArrayList<>();
    private Process broker;

    MqttBroker(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = one.getLocalPort();
            securePort = two.getLocalPort();
        }
        Path pem = certificate.writeCertificate(folder.resolve("broker.pem"));
        Path key = Files.writeString(folder.resolve("broker.key"), certificate.key());
        Path acl = Files.writeString(folder.resolve("acl"), "topic readwrite from/#\n");
        config =
                Files.writeString(
                        folder.resolve("mosquitto.conf"),
                        """
                        per_listener_settings false
                        user root
                        persistence true
                        persistence_location %s/
                        autosave_interval 1
                        allow_anonymous true
                        acl_file %s
                        max_packet_size 20000
                        listener %d 127.0.0.1
                        listener %d 127.0.0.1
                        certfile %s
                        keyfile %s
                        cafile %s
                        require_certificate true
                        """
                                .formatted(folder, acl, port, securePort, pem, key, pem));
        start();
    }

    void start() throws IOException {
        broker = begin("broker", "mosquitto", "-c", config.toString());
        await().atMost(PATIENCE).until(() -> listens() || !broker.isAlive());
        assertThat(broker.isAlive())
                .as("mosquitto must be installed: .ci/packages.sh; %s", log("broker"))
                .isTrue();
    }

    /** As when the power fails. */
    void kill() throws InterruptedException {
        broker.destroyForcibly().waitFor();
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Writes down what comes, as {@code topic|user properties|content type|body}. */
    void subscribe(String name, String filter) throws IOException {
        begin(
                name,
                "stdbuf",
                "-oL",
                "mosquitto_sub",
                "-h",
                "127.0.0.1",
                "-p",
                "" + port,
                "-V",
                "5",
                "-q",
                "1",
                "-d",
                "-i",
                name,
                "-c",
                "-x",
                "600",
                "-t",
                filter,
                "-F",
                "heard|%t|%P|%C|%p");
        await().atMost(PATIENCE).until(() -> log(name).contains("Subscribed"));
    }

    List<String> heard(String name) throws IOException {
        return log(name).lines().filter(line -> line.startsWith("heard|")).toList();
    }

    private String log(String name) throws IOException {
        return Files.readString(folder.resolve(name + ".log"));
    }

    private Process begin(String name, String... command) throws IOException {
        File log = folder.resolve(name + ".log").toFile();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // where Debian keeps daemons
        builder.environment().merge("PATH", "/usr/sbin", (path, more) -> path + ":" + more);
        Process process = builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log)).start();
        processes.add(process);
        return process;
    }

    String url() {
        return "mqtt://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        Stream.concat(processes.stream(), Stream.of(broker)).forEach(Process::destroyForcibly);
    }
}
