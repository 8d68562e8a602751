/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Sinks of the Apache catalogue are destinations by their name: one whose jars are dropped into
 * {@code lib/ext}, one whose jars are there; each gets one message at a time.
 */
class CatalogueTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MESSAGES = 20;
    private static final int FAILURES = 3;

    @TempDir Path folder;
    private HttpServer function;
    private final List<String> arrived = Collections.synchronizedList(new ArrayList<>());
    private final Set<String> agents = Collections.synchronizedSet(new HashSet<>());
    private final AtomicInteger requests = new AtomicInteger();
    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        function = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        function.createContext("/", this::arrive);
        function.start();
    }

    @AfterEach
    void stop() {
        processes.forEach(Process::destroyForcibly);
        function.stop(0);
    }

    private void arrive(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            agents.add(exchange.getRequestHeaders().getFirst("User-Agent"));
            boolean fails = requests.incrementAndGet() <= FAILURES;
            if (!fails) {
                arrived.add(body);
            }
            exchange.sendResponseHeaders(fails ? 503 : 204, -1);
        }
    }

    @Test
    void deliversThroughTwoSinksOfTheCatalogue() throws Exception {
        Path air = product();
        int mqtt = freePort();
        Path broker =
                Files.writeString(
                        folder.resolve("mosquitto.conf"),
                        "listener " + mqtt + " 127.0.0.1\nallow_anonymous true\n");
        begin("broker", "mosquitto", "-c", broker.toString());
        await().atMost(PATIENCE).until(() -> listens(mqtt));
        Path heard =
                begin(
                        "heard",
                        "stdbuf",
                        "-oL",
                        "mosquitto_sub",
                        "-p",
                        "" + mqtt,
                        "-q",
                        "1",
                        "-d",
                        "-t",
                        "gateway");
        await().atMost(PATIENCE).until(() -> Files.readString(heard).contains("Subscribed"));

        String report = gateway(air, mqtt);
        assertThat(report).contains("hook (http-sink)").contains("other (mqtt5-sink)");

        List<String> bodies =
                IntStream.range(0, MESSAGES).mapToObj(i -> "{\"n\":" + i + "}").toList();
        publish(port(report), bodies);

        await().atMost(PATIENCE).until(() -> arrived.size() >= MESSAGES);
        assertThat(arrived).hasSize(MESSAGES).containsExactlyElementsOf(bodies);
        assertThat(agents)
                .as("the sink of the catalogue, not ours of a similar name")
                .singleElement()
                .asString()
                .startsWith("Apache-HttpClient");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Files.readString(heard)).contains(bodies));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(run(air, "ledger", "--home", "home"))
                                        .contains("balanced")
                                        .doesNotContain("NOT"));
    }

    /** The product with the jars of the HTTP sink dropped in. */
    private Path product() throws IOException {
        Path air = Product.unzip(folder.resolve("product"));
        Path ext = air.resolveSibling("../lib/ext").normalize();
        try (Stream<Path> jars = Files.list(Path.of(System.getProperty("air.ext")))) {
            for (Path jar : jars.toList()) {
                Files.copy(jar, ext.resolve(jar.getFileName()));
            }
        }
        return air;
    }

    /** Starts a gateway with the two destinations; gives what it reported. */
    private String gateway(Path air, int mqtt) throws Exception {
        run(air, "init", "--home", "home");
        run(air, "device", "add", "thermo-1", "--policy", "sensor", "--home", "home", "--out", "c");
        Files.writeString(
                folder.resolve("home/conf/destinations.yaml"),
                """
                hook: { sink: http-sink, parameters: { url: "http://127.0.0.1:%d/hook" } }
                other: { sink: mqtt5-sink, parameters: { brokerUrl: "tcp://127.0.0.1:%d", topic: gateway } }
                """
                        .formatted(function.getAddress().getPort(), mqtt));
        Files.writeString(
                folder.resolve("home/conf/rules.yaml"),
                "- { id: all, match: { topic: \"sensors/#\" }, to: [hook, other] }\n");
        Path out =
                begin(
                        "gateway",
                        air.toString(),
                        "run",
                        "--home",
                        "home",
                        "--set",
                        "air.source.mqtt.port=0",
                        "--set",
                        "air.source.web.port=0",
                        "--set",
                        "air.source.wire.port=0",
                        "--set",
                        "air.control.port=0");
        await().atMost(PATIENCE)
                .until(() -> !last().isAlive() || Files.readString(out).contains("ready  "));
        return Files.readString(out);
    }

    private void publish(String port, List<String> bodies) throws Exception {
        Path lines = Files.write(folder.resolve("lines"), bodies);
        ProcessBuilder builder =
                command(
                        "mosquitto_pub",
                        "-h",
                        "localhost",
                        "-p",
                        port,
                        "-V",
                        "5",
                        "-i",
                        "thermo-1",
                        "--cafile",
                        "c/ca.pem",
                        "--cert",
                        "c/thermo-1.pem",
                        "--key",
                        "c/thermo-1.key",
                        "-q",
                        "1",
                        "-l",
                        "-t",
                        "sensors/thermo-1/t");
        Process process = builder.redirectInput(lines.toFile()).start();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    private static String port(String report) {
        Matcher matcher = Pattern.compile("(?m)^mqtt .*:(\\d+) TLS").matcher(report);
        assertThat(matcher.find()).as(report).isTrue();
        return matcher.group(1);
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private Process last() {
        return processes.get(processes.size() - 1);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Path begin(String name, String... command) throws IOException {
        Path out = folder.resolve(name + ".txt");
        processes.add(
                command(command).redirectErrorStream(true).redirectOutput(out.toFile()).start());
        return out;
    }

    private String run(Path air, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(air.toString()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(folder, "run", ".txt");
        Process process =
                command(command.toArray(String[]::new))
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        processes.add(process);
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(out)).isZero();
        return Files.readString(out);
    }

    private ProcessBuilder command(String... command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // where Debian keeps daemons
        builder.environment().merge("PATH", "/usr/sbin", (path, more) -> path + ":" + more);
        builder.environment().keySet().removeIf(name -> name.startsWith("AIR_"));
        builder.environment().put("AIR_ARCHIVE", "off");
        builder.environment().put("AIR_JAVA_OPTS", Product.SHORT_LIVED);
        return builder;
    }
}
