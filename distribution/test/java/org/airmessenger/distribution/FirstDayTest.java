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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Types what the README's first day says, word by word, against the packed product; only ports and
 * the address of the function are others.
 */
class FirstDayTest {

    private static final Path ROOT = Path.of(System.getProperty("air.project.root"));
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern BLOCK = Pattern.compile("(?s)```sh\\n(.*?)```");
    private static final String RUN = "./air run --home ./air-home";

    @TempDir Path folder;
    private HttpServer function;
    private final List<String> arrived = Collections.synchronizedList(new ArrayList<>());
    private Process gateway;

    @BeforeEach
    void start() throws IOException {
        function = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        function.createContext("/", this::arrive);
        function.start();
        Files.createSymbolicLink(
                folder.resolve("air"), Product.unzip(folder.resolve("distribution")));
    }

    @AfterEach
    void stop() {
        if (gateway != null) {
            gateway.destroyForcibly();
        }
        function.stop(0);
    }

    @Test
    void theFirstDayOfTheReadmeWorksAsWritten() throws Exception {
        List<String> blocks = blocks("README.md", "## A first day");
        assertThat(blocks).hasSize(2);
        String first =
                blocks.get(0)
                        .replace(
                                "https://functions.example",
                                "http://127.0.0.1:" + function.getAddress().getPort());
        assertThat(first).contains(RUN);
        assertThat(shell(first.replaceAll("(?m)^\\./air run.*$", ""))).contains("thermo-1");

        Path out = folder.resolve("run.txt");
        gateway =
                process("exec " + RUN + " --set air.source.mqtt.port=0 --set air.control.port=0")
                        .redirectOutput(out.toFile())
                        .start();
        await().atMost(PATIENCE)
                .until(() -> !gateway.isAlive() || Files.readString(out).contains("ready  "));
        String report = Files.readString(out);
        assertThat(report).contains("cloud (air-http-sink)");
        String device = port(report, "(?m)^mqtt .*:(\\d+) TLS");

        String second = blocks.get(1).replace("-p 8883", "-p " + device);
        if (!isInstalled("mosquitto_pub")) {
            second =
                    second.replaceAll(
                            "(?s)mosquitto_pub .*?(-t \\S+ )-m ([^\\n]*)",
                            "./air send --as thermo-1 --certs certs --port "
                                    + device
                                    + " sensors/thermo-1/temperature $2");
        }
        assertThat(shell(second)).contains("ready").contains("balanced").doesNotContain("NOT");
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(arrived)
                                        .anyMatch(
                                                body ->
                                                        body.contains(
                                                                "sensors/thermo-1/temperature")));

        if (isInstalled("curl")) {
            String reload =
                    blocks("docs/operating.md", "## Change and reload")
                            .get(0)
                            .replace(":9443", ":" + port(report, "https://\\S+:(\\d+)"));
            assertThat(shell(reload)).contains("\"destinations\":1");
        }
        gateway.destroy();
        assertThat(gateway.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(gateway.exitValue()).isZero();
    }

    private void arrive(HttpExchange exchange) throws IOException {
        try (exchange) {
            arrived.add(
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
        }
    }

    private static List<String> blocks(String document, String heading) throws IOException {
        String text = Files.readString(ROOT.resolve(document));
        int from = text.indexOf(heading);
        assertThat(from).as(heading).isNotNegative();
        int to = text.indexOf("\n## ", from + 1);
        return BLOCK.matcher(text.substring(from, to))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }

    private static String port(String report, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(report);
        assertThat(matcher.find()).as(report).isTrue();
        return matcher.group(1);
    }

    private static boolean isInstalled(String command) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(path -> Files.isExecutable(Path.of(path, command)));
    }

    private String shell(String script) throws Exception {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Process process = process(script).redirectOutput(out.toFile()).start();
        boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        process.destroyForcibly();
        String text = Files.readString(out);
        assertThat(ended).as(text).isTrue();
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }

    private ProcessBuilder process(String script) {
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-eu", "-c", script)
                        .directory(folder.toFile())
                        .redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().keySet().removeIf(name -> name.startsWith("AIR_"));
        // StartArchiveTest is about it; elsewhere its making would only take time
        builder.environment().put("AIR_ARCHIVE", "off");
        return builder;
    }
}
