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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Types what the README's first day says, word by word, against the packed product; only ports and
 * the address of the function are others.
 */
class FirstDayTest {

    private static final String RUN = "./air run --home ./air-home";

    @TempDir Path folder;
    private HttpServer function;
    private final List<String> arrived = Collections.synchronizedList(new ArrayList<>());
    private Typing typing;

    @BeforeEach
    void start() throws IOException {
        function = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        function.createContext("/", this::arrive);
        function.start();
        typing = new Typing(folder);
    }

    @AfterEach
    void stop() {
        typing.close();
        function.stop(0);
    }

    @Test
    void theFirstDayOfTheReadmeWorksAsWritten() throws Exception {
        List<String> blocks = Documents.shellBlocks("README.md", "## A first day");
        assertThat(blocks).hasSize(2);
        String first =
                blocks.get(0)
                        .replace(
                                "https://functions.example",
                                "http://127.0.0.1:" + function.getAddress().getPort());
        assertThat(first).contains(RUN);
        assertThat(typing.type(first.replaceAll("(?m)^\\./air run.*$", ""))).contains("thermo-1");

        Path out = folder.resolve("run.txt");
        Process gateway =
                typing.start(
                        RUN
                                + " --set air.source.mqtt.port=0 --set air.source.web.port=0 --set air.source.wire.port=0 --set air.control.port=0",
                        out);
        Typing.awaitOf(gateway, out, () -> Files.readString(out).contains("ready  "));
        String report = Files.readString(out);
        assertThat(report).contains("cloud (air-http-sink)");
        String device = port(report, "(?m)^mqtt .*:(\\d+) TLS");

        String second = blocks.get(1).replace("-p 8883", "-p " + device);
        if (!Typing.isInstalled("mosquitto_pub")) {
            second =
                    second.replaceAll(
                            "(?s)mosquitto_pub .*?(-t \\S+ )-m ([^\\n]*)",
                            "./air send --as thermo-1 --certs certs --port "
                                    + device
                                    + " sensors/thermo-1/temperature $2");
        }
        assertThat(typing.type(second))
                .contains("ready")
                .contains("balanced")
                .doesNotContain("NOT");
        await().atMost(Typing.PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(arrived)
                                        .anyMatch(
                                                body ->
                                                        body.contains(
                                                                "sensors/thermo-1/temperature")));

        if (Typing.isInstalled("curl")) {
            String reload =
                    Documents.shellBlocks("docs/operating.md", "## Change and reload")
                            .get(0)
                            .replace(
                                    ":9443",
                                    ":" + port(report, "(?m)^operator +https://\\S+:(\\d+)"));
            assertThat(typing.type(reload)).contains("\"destinations\":1");
        }
        gateway.destroy();
        assertThat(gateway.waitFor(Typing.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(gateway.exitValue()).isZero();
    }

    private void arrive(HttpExchange exchange) throws IOException {
        try (exchange) {
            arrived.add(
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
        }
    }

    private static String port(String report, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(report);
        assertThat(matcher.find()).as(report).isTrue();
        return matcher.group(1);
    }
}
