/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.mqtt;

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
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Debian's Mosquitto on free ports of loopback, and a subscriber that writes down what it hears.
 */
public final class MqttBroker implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    public final int port;
    public final int securePort;
    public final ThrowawayCertificate certificate = ThrowawayCertificate.make();
    private final Path folder;
    private final Path config;
    private final List<Process> processes = new ArrayList<>();
    private Process broker;

    /**
     * Starts it.
     *
     * @param acl lines of an access list; none allows everything, and restarts then keep what is
     *     queued: with a list Mosquitto 2.0.11 forgets it at the second one
     */
    public MqttBroker(Path folder, String... acl) throws IOException {
        this.folder = Files.createDirectories(folder);
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = one.getLocalPort();
            securePort = two.getLocalPort();
        }
        Path pem = certificate.writeCertificate(folder.resolve("broker.pem"));
        Path key = Files.writeString(folder.resolve("broker.key"), certificate.key());
        Path rights = Files.write(folder.resolve("acl"), List.of(acl));
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
                        %s
                        max_packet_size 20000
                        max_queued_messages 0
                        listener %d 127.0.0.1
                        listener %d 127.0.0.1
                        certfile %s
                        keyfile %s
                        cafile %s
                        require_certificate true
                        """
                                .formatted(
                                        folder,
                                        acl.length == 0 ? "" : "acl_file " + rights,
                                        port,
                                        securePort,
                                        pem,
                                        key,
                                        pem));
        start();
    }

    public void start() throws IOException {
        broker = begin("broker", "mosquitto", "-c", config.toString());
        await().atMost(PATIENCE).until(() -> listens() || !broker.isAlive());
        assertThat(broker.isAlive())
                .as("mosquitto must be installed: .ci/packages.sh; %s", log("broker"))
                .isTrue();
    }

    /** As when the power fails. */
    public void kill() throws InterruptedException {
        broker.destroyForcibly().waitFor();
    }

    /** As an operator does: what it holds is on disk when this returns. */
    public void stop() throws InterruptedException {
        broker.destroy();
        broker.waitFor();
    }

    /**
     * Makes it save, so that a kill takes nothing: what it has acknowledged by now is on disk when
     * this returns, for it does one thing at a time.
     */
    public void save() throws IOException {
        Path store = folder.resolve("mosquitto.db");
        FileTime before = time(store);
        new ProcessBuilder("kill", "-USR1", Long.toString(broker.pid())).start();
        await().atMost(PATIENCE).until(() -> !time(store).equals(before));
    }

    private static FileTime time(Path file) throws IOException {
        return Files.exists(file) ? Files.getLastModifiedTime(file) : FileTime.fromMillis(0);
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Writes down what comes, as {@code topic|user properties|content type|body}. */
    public void subscribe(String name, String filter) throws IOException {
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

    public List<String> heard(String name) throws IOException {
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

    public String url() {
        return "mqtt://127.0.0.1:" + port;
    }

    @Override
    public void close() {

        Stream.concat(processes.stream(), Stream.of(broker)).forEach(Process::destroyForcibly);
    }
}
