/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.door.HeldStep;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;

/** HTTP itself: methods, paths, heads, and what is not HTTP at all. */
class SemanticsTest {

    @TempDir static Path directory;

    private static final HeldStep STEP = new HeldStep();
    private static WebKit kit;
    private static HttpClient client;

    @BeforeAll
    static void start() throws Exception {
        kit =
                WebKit.start(
                        directory,
                        made -> {
                            made.options.setMaxBodyBytes(1000);
                            made.options.setMaxHeaderBytes(4096);
                        },
                        STEP);
        client = kit.client("thermo-1");
    }

    @AfterAll
    static void stop() {
        kit.close();
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(STEP.held).isEmpty();
    }

    private HttpResponse<String> ask(String method, String path) throws Exception {
        return WebKit.send(
                client, kit.request(path).method(method, BodyPublishers.noBody()).build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/v1",
                "/v1/",
                "/v2/messages/a",
                "/v1/nothing",
                "/v1/commands/1",
                "/v1/../x"
            })
    void saysThatThereIsNothingAtOtherPaths(String path) throws Exception {
        HttpResponse<String> nothing = ask("GET", path);
        assertThat(nothing.statusCode()).isEqualTo(404);
        assertThat(nothing.body()).contains("AIR-1207");
        assertThat(nothing.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/messages/a, 'POST, OPTIONS'",
        "PUT, /v1/messages/a, 'POST, OPTIONS'",
        "DELETE, /v1/commands, 'GET, OPTIONS'",
        "HEAD, /v1/commands, 'GET, OPTIONS'",
        "GET, /v1/commands/1/ack, 'POST, OPTIONS'"
    })
    void saysWhichMethodsAreAllowed(String method, String path, String allowed) throws Exception {
        HttpResponse<String> refused = ask(method, path);
        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(refused.headers().firstValue("Allow")).hasValue(allowed);
        HttpResponse<String> options = ask("OPTIONS", path);
        assertThat(options.statusCode()).isEqualTo(204);
        assertThat(options.headers().firstValue("Allow")).hasValue(allowed);
        assertThat(options.headers().map()).doesNotContainKey("access-control-allow-origin");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/messages/a/%23, wildcard",
        "/v1/messages/%2B/a, wildcard",
        "/v1/messages/%24SYS/a, '$'",
        "/v1/messages/lane.cloud.urgent, belong to the gateway",
        "/v1/messages/a%3A%3Ab, belong to the gateway",
        "/v1/messages/%00, U+0000",
        "/v1/messages/%FF, AIR-1214",
        "/v1/messages/, empty",
        "/v1/messages, empty"
    })
    void refusesWhatIsNoTopic(String path, String reason) throws Exception {
        HttpResponse<String> refused = WebKit.send(client, kit.post(path, "x"));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains(reason);
        assertThat(STEP.held).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Air-Priority, 10",
        "Air-Qos, 2",
        "Air-Expires-In, soon",
        "Air-Id, 'a b'",
        "Air-Correlation, '!'",
        "Air-Reply-To, a/#",
        "traceparent, 00-1",
        "ce-specversion, 1.0"
    })
    void refusesHeadersThatAreWrong(String name, String value) throws Exception {
        HttpResponse<String> refused =
                WebKit.send(client, kit.post("/v1/messages/a", "x", name, value));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("AIR-1021");
        assertThat(STEP.held).isEmpty();
    }

    @Test
    void refusesABodyThatIsAnnouncedTooLargeWithoutReadingIt() throws Exception {
        try (SSLSocket socket = plain()) {
            send(
                    socket,
                    "POST /v1/messages/a HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n");
            String answer = readHead(socket);
            assertThat(answer).startsWith("HTTP/1.1 413 ");
            assertThat(answer.toLowerCase()).contains("connection: close");
        }
        HttpResponse<String> refused =
                WebKit.send(client, kit.post("/v1/messages/a", "x".repeat(1001)));
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.body()).contains("AIR-1212");
    }

    @Test
    void refusesABodyThatTurnsOutTooLarge() throws Exception {
        HttpRequest endless =
                kit.request("/v1/messages/a")
                        .POST(BodyPublishers.ofInputStream(() -> new Endless(50_000)))
                        .build();
        assertThat(WebKit.send(client, endless).statusCode()).isEqualTo(413);
        try (SSLSocket socket = plain()) {
            send(
                    socket,
                    "POST /v1/messages/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "fff\r\n"
                            + "x".repeat(0xfff)
                            + "\r\n");
            assertThat(readHead(socket)).startsWith("HTTP/1.1 413 ");
        }
        assertThat(STEP.held).isEmpty();
    }

    private static final class Endless extends InputStream {
        private int left;

        private Endless(int bytes) {
            left = bytes;
        }

        @Override
        public int read() {
            return left-- > 0 ? 'x' : -1;
        }
    }

    @Test
    void asksForABodyThatWaitsToBeWanted() throws Exception {
        try (SSLSocket socket = plain()) {
            send(
                    socket,
                    "POST /v1/messages/a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                            + "Content-Length: 2\r\n\r\n");
            assertThat(readHead(socket)).startsWith("HTTP/1.1 100 ");
            send(socket, "hi");
            HeldStep.Held held = STEP.next();
            assertThat(held.text()).isEqualTo("hi");
            held.keep();
            assertThat(readHead(socket)).startsWith("HTTP/1.1 202 ");
        }
    }

    @Test
    void doesNotAskForABodyThatIsNotWanted() throws Exception {
        try (SSLSocket socket = plain()) {
            send(
                    socket,
                    "POST /v1/messages/a/%23 HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                            + "Content-Length: 2\r\n\r\n");
            assertThat(readHead(socket)).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void serversManyRequestsOnOneConnectionInTheirOrder() throws Exception {
        try (SSLSocket socket = plain()) {
            String post = "POST /v1/messages/a HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n";
            send(socket, post + "1" + post + "2");
            STEP.next().keep();
            STEP.next().keep();
            assertThat(readHead(socket)).startsWith("HTTP/1.1 202 ");
            socket.getInputStream().skipNBytes(45);
            assertThat(readHead(socket)).startsWith("HTTP/1.1 202 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\nnonsense\r\n\r\n",
                "GET /v1/messages/a HTTP/9.9\r\n\r\n",
                "POST /v1/messages/a HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                "POST /v1/messages/a HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
                "POST /v1/messages/a HTTP/1.1\r\nHost: x\r\nBad Name: 1\r\n\r\n",
                "POST /v1/messages/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
            })
    void refusesWhatIsNotHttp(String bytes) throws Exception {
        try (SSLSocket socket = plain()) {
            send(socket, bytes);
            String answer = readHead(socket);
            assertThat(answer).matches("(?s)|HTTP/\\d\\.\\d (400|501|505) .*");
        }
        assertThat(STEP.held).isEmpty();
    }

    @Test
    void aSmuggledRequestIsNone() throws Exception {
        // RFC 9112, 6.3: with both lengths it is not to be trusted
        try (SSLSocket socket = plain()) {
            send(
                    socket,
                    "POST /v1/messages/a HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                            + "POST /v1/messages/smuggled HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
            assertThat(readHead(socket)).matches("(?s)HTTP/1\\.\\d 400 .*");
            assertThat(readHead(socket)).doesNotContain("HTTP/1.1");
        }
        assertThat(STEP.held).isEmpty();
    }

    @Test
    void refusesAHeadThatIsTooLarge() throws Exception {
        try (SSLSocket socket = plain()) {
            send(
                    socket,
                    "GET /v1/messages/a HTTP/1.1\r\nHost: x\r\nX: "
                            + "y".repeat(5000)
                            + "\r\n\r\n");
            assertThat(readHead(socket)).matches("(?s)HTTP/1\\.\\d 431 .*");
        }
        try (SSLSocket socket = plain()) {
            send(socket, "GET /" + "y".repeat(5000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(readHead(socket)).matches("(?s)HTTP/1\\.\\d 414 .*");
        }
    }

    @Test
    void refusesMoreUserPropertiesThanAMessageHas() throws Exception {
        HttpRequest.Builder request =
                kit.request("/v1/messages/a").POST(BodyPublishers.ofString("x"));
        for (int i = 0; i < 33; i++) {
            request.header("Air-User-p" + i, "x");
        }
        HttpResponse<String> refused = WebKit.send(client, request.build());
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.body()).contains("AIR-1019");
    }

    @Test
    void everyAnswerSaysHowItIsToBeTaken() throws Exception {
        var answer = client.sendAsync(kit.post("/v1/messages/a", "x"), BodyHandlers.ofString());
        STEP.next().keep();
        for (HttpResponse<String> response :
                List.of(answer.get(60, TimeUnit.SECONDS), ask("GET", "/nothing"))) {
            assertThat(response.headers().firstValue("Strict-Transport-Security"))
                    .hasValue("max-age=31536000");
            assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
        }
    }

    /** A socket with TLS that does not speak HTTP/2. */
    private SSLSocket plain() throws Exception {
        SSLSocket socket =
                (SSLSocket)
                        kit.tls(kit.device("thermo-1"))
                                .getSocketFactory()
                                .createSocket("127.0.0.1", kit.port());
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static void send(SSLSocket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    private static String readHead(SSLSocket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next;
            try {
                next = in.read();
            } catch (SocketException e) {
                break;
            }
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }
}
