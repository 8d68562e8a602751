/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.airmessenger.door.HeldStep;
import org.airmessenger.message.Downlink;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;

/** What is bounded, and that who is beyond it harms no other. */
class LimitsTest {

    @TempDir Path directory;

    private final HeldStep step = new HeldStep();
    private WebKit kit;

    private void start(Consumer<WebConfiguration> options) throws Exception {
        kit = WebKit.start(directory, made -> options.accept(made.options), step);
    }

    @AfterEach
    void stop() {
        step.held.forEach(HeldStep.Held::keep);
        if (kit != null) {
            kit.close();
        }
    }

    @Test
    void closesSocketsBeyondItsLimitBeforeTheirHandshake() throws Exception {
        start(options -> options.setMaxConnections(3));
        List<Socket> mute = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            mute.add(new Socket("127.0.0.1", kit.port()));
        }
        try (Socket late = new Socket("127.0.0.1", kit.port())) {
            late.setSoTimeout(60_000);
            assertThat(endOf(late)).isEqualTo(-1);
        }
        assertThat(refused("over-rate")).isOne();
        for (Socket socket : mute) {
            socket.close();
        }
        HttpClient client = kit.client("thermo-1");
        await().atMost(WebKit.LIMIT)
                .ignoreExceptions()
                .until(
                        () ->
                                WebKit.send(client, kit.request("/nothing").build()).statusCode()
                                        == 404);
    }

    private double refused(String reason) {
        return kit.count("air_source_connections_refused_total", "door", "http", "reason", reason);
    }

    /** -1 at the end of the connection, however it ends. */
    private static int endOf(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read();
        } catch (SocketException e) {
            return -1;
        }
    }

    @Test
    void sendsAwayWhoSaysNothing() throws Exception {
        // a handshake must fit in, on a machine that has other things to do
        start(options -> options.setDeadlineMillis(2_000));
        try (Socket mute = new Socket("127.0.0.1", kit.port())) {
            mute.setSoTimeout(60_000);
            assertThat(endOf(mute)).isEqualTo(-1);
        }
        try (SSLSocket silent = plain()) {
            silent.startHandshake();
            assertThat(endOf(silent)).isEqualTo(-1);
        }
        try (RawHttp2 silent = RawHttp2.connect(kit, "thermo-1")) {
            silent.awaitClosed();
        }
    }

    @Test
    void sendsAwayWhoSendsItsHeadByteByByte() throws Exception {
        start(options -> options.setDeadlineMillis(300));
        try (SSLSocket slow = plain()) {
            slow.startHandshake();
            slow.setSoTimeout(20);
            byte[] head =
                    ("POST /v1/messages/a HTTP/1.1\r\nX: " + "y".repeat(3_000))
                            .getBytes(StandardCharsets.US_ASCII);
            assertThat(trickle(slow, head)).isLessThan(head.length);
        }
    }

    /** Sends byte by byte until the other end closes; how many it sent. */
    private static int trickle(SSLSocket slow, byte[] bytes) throws IOException {
        for (int i = 0; i < bytes.length; i++) {
            try {
                slow.getOutputStream().write(bytes[i]);
                slow.getOutputStream().flush();
                if (slow.getInputStream().read() < 0) {
                    return i;
                }
            } catch (SocketTimeoutException e) {
                // nothing to read yet: on with it
            } catch (IOException e) {
                return i;
            }
        }
        return bytes.length;
    }

    @Test
    void sendsAwayWhoSendsItsBodyTooSlowly() throws Exception {
        start(options -> options.setBodyDeadlineMillis(200));
        try (RawHttp2 slow = RawHttp2.connect(kit, "thermo-1")) {
            slow.frame(
                    RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, slow.head("POST", "/v1/messages/a"));
            slow.frame(RawHttp2.DATA, 0, 1, new byte[10]);
            assertThat(slow.awaitStatus(1)).isEqualTo("408");
            // only the stream is over
            slow.request(3, "GET", "/nothing");
            assertThat(slow.awaitStatus(3)).isEqualTo("404");
        }
        assertThat(step.held).isEmpty();
    }

    @Test
    void closesAConnectionWithoutRequests() throws Exception {
        start(options -> options.setIdleMillis(1000));
        try (RawHttp2 idle = RawHttp2.connect(kit, "thermo-1")) {
            idle.request(1, "GET", "/nothing");
            idle.awaitStatus(1);
            // bytes are no requests
            idle.frame(RawHttp2.PING, 0, 0, new byte[8]);
            idle.awaitClosed();
        }
    }

    @Test
    void aRequestInProgressIsNotIdle() throws Exception {
        start(options -> options.setIdleMillis(1000));
        var answer =
                kit.client("thermo-1")
                        .sendAsync(kit.post("/v1/messages/a", "x"), BodyHandlers.ofString());
        HeldStep.Held held = step.next();
        try (RawHttp2 idle = RawHttp2.connect(kit, "thermo-2")) {
            idle.request(1, "GET", "/nothing");
            idle.awaitClosed();
        }
        held.keep();
        assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
    }

    @Test
    void tellsWhoIsOneRequestTooManyToComeBack() throws Exception {
        start(options -> options.setMaxRequests(5));
        HttpClient client = kit.client("thermo-1");
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            answers.add(client.sendAsync(kit.post("/v1/messages/a", "x"), BodyHandlers.ofString()));
        }
        await().atMost(WebKit.LIMIT).until(() -> step.held.size() == 5);
        HttpResponse<String> refused = WebKit.send(client, kit.post("/v1/messages/a", "x"));
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(refused.body()).contains("AIR-1203");
        for (int i = 0; i < 5; i++) {
            step.next().keep();
        }
        for (var answer : answers) {
            assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
        }
    }

    @Test
    void takesNoMoreIntoMemoryThanItMay() throws Exception {
        start(options -> options.setMaxInFlightBytes(100_000));
        HttpClient client = kit.client("thermo-1");
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            answers.add(post(client, 30_000));
        }
        await().atMost(WebKit.LIMIT).until(() -> step.held.size() == 3);
        HttpResponse<String> refused = post(client, 30_000).get(60, TimeUnit.SECONDS);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(refused.body()).contains("AIR-1211");
        for (int i = 0; i < 3; i++) {
            step.next().keep();
        }
        for (var answer : answers) {
            assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
        }
        var again = post(client, 30_000);
        step.next().keep();
        assertThat(again.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
        await().atMost(WebKit.LIMIT)
                .until(
                        () ->
                                kit.meters
                                                .get("air_source_in_flight_bytes")
                                                .tag("door", "http")
                                                .gauge()
                                                .value()
                                        == 0);
    }

    private CompletableFuture<HttpResponse<String>> post(HttpClient client, int bytes) {
        return client.sendAsync(
                kit.post("/v1/messages/a", "x".repeat(bytes)), BodyHandlers.ofString());
    }

    @Test
    void givesBackWhatALostConnectionHeld() throws Exception {
        start(options -> options.setMaxInFlightBytes(100_000));
        for (int i = 0; i < 20; i++) {
            try (RawHttp2 lost = RawHttp2.connect(kit, "thermo-1")) {
                lost.frame(
                        RawHttp2.HEADERS,
                        RawHttp2.END_HEADERS,
                        1,
                        lost.head("POST", "/v1/messages/a", "content-length", "90000"));
                lost.await(RawHttp2.SETTINGS);
            }
        }
        await().atMost(WebKit.LIMIT)
                .until(() -> kit.meters.get("air_source_requests").gauge().value() == 0);
        var answer = post(kit.client("thermo-1"), 90_000);
        step.next().keep();
        assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
    }

    @Test
    void boundsTheLinesThatWaitForCommands() throws Exception {
        FakeDownlink down = new FakeDownlink();
        kit =
                WebKit.start(
                        directory,
                        made -> {
                            made.options.setMaxLines(1);
                            made.context.getRegistry().bind(Downlink.BEAN, down);
                        },
                        step);
        HttpClient client = kit.client("thermo-1");
        try (EventReader events = EventReader.open(client, kit.request("/v1/commands").build())) {
            HttpResponse<String> refused =
                    WebKit.send(client, kit.request("/v1/commands?wait=5").build());
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("AIR-1221");
            assertThat(events.isQuiet()).isTrue();
        }
        await().atMost(WebKit.LIMIT)
                .until(
                        () ->
                                WebKit.send(client, kit.request("/v1/commands?wait=0").build())
                                                .statusCode()
                                        == 200);
    }

    @Test
    void aDeviceThatReadsNothingHoldsNoMoreThanItsWindow() throws Exception {
        FakeDownlink down = new FakeDownlink();
        kit =
                WebKit.start(
                        directory,
                        made -> {
                            made.options.setHeartbeatMillis(100);
                            made.context.getRegistry().bind(Downlink.BEAN, down);
                        },
                        step);
        for (int i = 0; i < 500; i++) {
            down.send("thermo-1", Map.of(), "x".repeat(10_000));
        }
        try (RawHttp2 slow = RawHttp2.silent(kit, "thermo-1")) {
            slow.write(RawHttp2.PREFACE);
            slow.frame(RawHttp2.SETTINGS, 0, 0, new byte[0]);
            slow.request(1, "GET", "/v1/commands");
            assertThat(slow.awaitStatus(1)).isEqualTo("200");
            // it is 5 MB, and a window of 64 KB: most of it stays where it was
            await().atMost(WebKit.LIMIT).until(() -> down.credit("thermo-1") == 0);
            slow.awaitClosed();
        }
        assertThat(down.waiting("thermo-1")).isEqualTo(500);
    }

    @Test
    void saysEverythingThatIsWrongWithItsOptionsAtOnce() {
        assertThatThrownBy(
                        () ->
                                start(
                                        options -> {
                                            options.setPort(70_000);
                                            options.setMaxStreams(0);
                                            options.setTlsProtocols("SSLv3");
                                        }))
                .hasStackTraceContaining("AIR-1217 port must be 0 to 65535 but was 70000")
                .hasStackTraceContaining("AIR-1217 maxStreams")
                .hasStackTraceContaining("AIR-1217 tlsProtocols");
    }

    private SSLSocket plain() throws Exception {
        SSLSocket socket =
                (SSLSocket)
                        kit.tls(kit.device("thermo-1"))
                                .getSocketFactory()
                                .createSocket("127.0.0.1", kit.port());
        socket.setSoTimeout(60_000);
        return socket;
    }
}
