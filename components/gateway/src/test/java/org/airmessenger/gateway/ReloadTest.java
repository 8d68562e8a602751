/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.airmessenger.control.api.OperatorClient;
import org.airmessenger.gateway.cli.Air;
import org.airmessenger.gateway.config.Problem;
import org.airmessenger.gateway.config.Settings;
import org.airmessenger.gateway.config.SettingsReader;
import org.airmessenger.message.Lanes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** A whole gateway whose files change while messages flow. */
class ReloadTest {

    private static final String AWAY = "http://127.0.0.1:9/";

    @TempDir Path folder;
    private Path home;
    private HttpServer functions;
    private final List<String> arrived = Collections.synchronizedList(new ArrayList<>());
    private AirGateway gateway;

    @BeforeEach
    void makeHome() throws IOException {
        home = folder.resolve("home");
        functions =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        functions.createContext("/", this::arrive);
        functions.start();
        System.setProperty("air.dist", System.getProperty("air.project.root"));
        air("init");
        air("device", "add", "t-1", "--out", folder.toString());
    }

    @AfterEach
    void stop() {
        System.clearProperty("air.dist");
        if (gateway != null) {
            gateway.close();
        }
        functions.stop(0);
    }

    @Test
    void addsChangesAndRemovesDestinationsWhileItRuns() throws IOException {
        configure(entry("one", url("a")));
        start();
        send("first");
        awaitArrival("/a first");

        configure(entry("one", url("b")), entry("two", url("c")));
        OperatorClient.of(home).reload();
        send("second");
        awaitArrival("/b second");
        awaitArrival("/c second");

        configure(entry("one", url("b")));
        OperatorClient.of(home).reload();
        send("third");
        awaitArrival("/b third");
        assertThat(arrived).doesNotContain("/c third", "/a second");
        assertThat(OperatorClient.of(home).status().path("ready").asBoolean()).isTrue();
        assertThat(air("ledger")).isZero();
    }

    @Test
    void deliversTheBacklogToTheNewAddressOfADestination() throws IOException {
        configure(entry("one", AWAY));
        start();
        send("waits");
        await().until(() -> account("one").waiting() == 1);
        configure(entry("one", url("b")));
        OperatorClient.of(home).reload();
        awaitArrival("/b waits");
    }

    @Test
    void changesNothingIfADestinationCannotStart() throws IOException {
        configure(entry("one", url("a")), entry("two", url("c")));
        start();
        configure(
                entry("new", url("n")),
                entry("one", url("b")),
                entry("two", "ftp://127.0.0.1/nothing"));
        assertThatThrownBy(() -> OperatorClient.of(home).reload())
                .hasMessageStartingWith("AIR-6028")
                .hasMessageContaining("two");
        send("still");
        awaitArrival("/a still");
        awaitArrival("/c still");
        assertThat(arrived).doesNotContain("/b still", "/n still");
    }

    @Test
    void keepsADestinationWithABacklogAndSaysWhichOne() throws IOException {
        configure(entry("one", url("a")), entry("gone", AWAY));
        start();
        send("waits");
        await().until(() -> account("gone").waiting() == 1);
        configure(entry("one", url("b")));
        assertThatThrownBy(() -> OperatorClient.of(home).reload())
                .hasMessageStartingWith("AIR-6024")
                .hasMessageContaining("gone");
        send("again");
        awaitArrival("/a again");
        await().until(() -> account("gone").waiting() == 2);
    }

    @Test
    void isReadyAlthoughAnEarlierDestinationLeftItsLanesBehind() throws IOException {
        configure(entry("one", url("a")), entry("gone", AWAY));
        start();
        send("waits");
        await().until(() -> account("gone").waiting() == 1);
        gateway.close();
        configure(entry("one", url("a")));
        start();
        var status = OperatorClient.of(home).status();
        assertThat(status.path("ready").asBoolean()).as(status.toString()).isTrue();
        assertThat(status.path("orphans").path("gone").asInt()).isEqualTo(1);
        configure(entry("one", url("b")));
        OperatorClient.of(home).reload();
        configure(entry("one", url("b")), entry("gone", url("g")));
        OperatorClient.of(home).reload();
        awaitArrival("/g waits");
    }

    private void arrive(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            arrived.add(exchange.getRequestURI().getPath() + " " + body);
            exchange.sendResponseHeaders(204, -1);
        }
    }

    private void awaitArrival(String what) {
        await().untilAsserted(() -> assertThat(arrived).contains(what));
    }

    private String url(String path) {
        return "http://127.0.0.1:" + functions.getAddress().getPort() + "/" + path;
    }

    /** One destination that gets single messages, and the rule that leads to it. */
    private static String[] entry(String name, String url) {
        return new String[] {
            name
                    + ":\n  sink: air-http-sink\n  parameters: { url: \""
                    + url
                    + "\" }\n  batch: { normal: { maxMessages: 1 } }\n"
                    + "  retry: { initial: 100ms, max: 200ms }\n",
            "- { id: to-" + name + ", match: { topic: \"sensors/#\" }, to: [" + name + "] }\n"
        };
    }

    private void configure(String[]... entries) throws IOException {
        StringBuilder destinations = new StringBuilder();
        StringBuilder rules = new StringBuilder();
        for (String[] entry : entries) {
            destinations.append(entry[0]);
            rules.append(entry[1]);
        }
        Files.writeString(home.resolve("conf/destinations.yaml"), destinations);
        Files.writeString(home.resolve("conf/rules.yaml"), rules);
    }

    private void start() {
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

    private Lanes.Account account(String destination) {
        return gateway
                .camel()
                .getRegistry()
                .lookupByNameAndType(Lanes.BEAN, Lanes.class)
                .accounts()
                .stream()
                .filter(account -> account.destination().equals(destination))
                .findFirst()
                .orElseThrow();
    }

    private void send(String text) {
        String port = Integer.toString(gateway.port(AirGateway.MQTT));
        assertThat(
                        air(
                                "send",
                                "--as",
                                "t-1",
                                "--certs",
                                folder.toString(),
                                "--port",
                                port,
                                "sensors/t-1/a",
                                text))
                .isZero();
    }

    private int air(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--home", home.toString()));
        var line = Air.commandLine();
        line.setOut(new PrintWriter(new StringWriter()));
        line.setErr(new PrintWriter(System.err, true));
        return line.execute(all.toArray(String[]::new));
    }
}
