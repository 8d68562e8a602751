/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.airmessenger.gateway.demo.function.ThrowawayCertificate;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Polls a real server. */
class PollSourceTest {

    @TempDir Path folder;

    private final SourceFixture fixture = new SourceFixture();
    private final List<String> conditions = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private volatile String content = "one";
    private volatile int status = 200;
    private volatile boolean validators = true;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(local(), 0);
        begin();
    }

    private static InetSocketAddress local() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private void begin() {
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        fixture.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String etag = "\"" + content + "\"";
        String condition = exchange.getRequestHeaders().getFirst("If-None-Match");
        conditions.add(condition + " " + exchange.getRequestHeaders().getFirst("X-Key"));
        if (validators) {
            exchange.getResponseHeaders().set("ETag", etag);
        }
        exchange.getResponseHeaders().set("Content-Type", "text/plain");
        if (status == 200 && etag.equals(condition)) {
            exchange.sendResponseHeaders(304, -1);
        } else {
            byte[] body = content.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            } catch (IOException givenUp) {
                // by the one who asked
            }
        }
        exchange.close();
    }

    private String poll(String more) {
        return "kamelet:air-http-poll-source?device=service-1&topic=weather/now&period=20&url=RAW("
                + (server instanceof HttpsServer ? "https" : "http")
                + "://localhost:"
                + server.getAddress().getPort()
                + "/now?code=secret)"
                + more;
    }

    private double polls(String outcome) {
        return fixture.meters.counter("air_source_polls_total", "outcome", outcome).count();
    }

    @Test
    void aMessageIsMadeOnlyOfWhatIsNew() throws Exception {
        fixture.start(poll("&headers=RAW(X-Key: abc)"));
        await().until(() -> polls("unchanged") >= 3);
        assertThat(fixture.bodies()).containsExactly("one");
        content = "two";
        await().until(() -> polls("new") >= 2 && polls("unchanged") >= 6);
        assertThat(fixture.bodies()).containsExactly("one", "two");
        assertThat(fixture.arrived.get(0).headers())
                .containsEntry(AirHeaders.CONTENT_TYPE, "text/plain")
                .containsEntry(AirHeaders.DOOR, "poll")
                .containsEntry(AirHeaders.DEVICE, "service-1");
        assertThat(conditions.get(0)).isEqualTo("null abc");
        assertThat(conditions).contains("\"one\" abc", "\"two\" abc");
    }

    @Test
    void withoutValidatorsEveryAnswerIsNew() throws Exception {
        validators = false;
        fixture.start(poll(""));
        await().until(() -> fixture.arrived.size() >= 3);
        assertThat(fixture.ids()).doesNotHaveDuplicates();
    }

    @Test
    void whatWasFetchedIsNotLostWhenTheLanesAreFull() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        fixture.guard.set(
                arrival ->
                        tries.incrementAndGet() < 3
                                ? new RefusedException(Refusal.LANE_FULL, "AIR-3102 full")
                                : null);
        fixture.start(poll(""));
        await().untilAsserted(() -> assertThat(fixture.count("kept", "poll")).isEqualTo(1));
        assertThat(fixture.bodies()).containsExactly("one", "one", "one");
        assertThat(fixture.ids()).containsOnly(fixture.ids().get(0));
    }

    @Test
    void aServerThatFailsIsAskedAgain() throws Exception {
        status = 500;
        fixture.start(poll(""));
        await().until(() -> polls("away") >= 3);
        assertThat(fixture.arrived).isEmpty();
        status = 200;
        await().until(() -> fixture.arrived.size() == 1);
    }

    @Test
    void anAnswerBeyondTheSizeIsGivenUp() throws Exception {
        content = "x".repeat(1 << 20);
        fixture.start(poll("&maxBytes=1000"));
        await().until(() -> polls("away") >= 2);
        assertThat(fixture.arrived).isEmpty();
        content = "x".repeat(1000);
        await().until(() -> fixture.arrived.size() == 1);
    }

    @Test
    void redirectsAreNotFollowed() throws Exception {
        status = 302;
        fixture.start(poll(""));
        await().until(() -> polls("away") >= 2);
        assertThat(fixture.arrived).isEmpty();
    }

    @Test
    void trustsOnlyWhomItIsTold() throws Exception {
        server.stop(0);
        ThrowawayCertificate certificate = ThrowawayCertificate.make();
        HttpsServer secure = HttpsServer.create(local(), 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(tls(certificate)));
        server = secure;
        begin();
        Path ca = certificate.writeCertificate(folder.resolve("ca.pem"));
        fixture.start(poll("&caFile=" + ca));
        await().until(() -> fixture.arrived.size() == 1);
        try (SourceFixture stranger = new SourceFixture()) {
            stranger.start(poll(""));
            await().until(
                            () ->
                                    stranger.meters
                                                    .counter(
                                                            "air_source_polls_total",
                                                            "outcome",
                                                            "away")
                                                    .count()
                                            >= 1);
            assertThat(stranger.arrived).isEmpty();
        }
    }

    private static SSLContext tls(ThrowawayCertificate made) throws Exception {
        String der = made.key().replaceAll("-----[A-Z ]+-----|\\s", "");
        Certificate certificate =
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(
                                        made.certificate().getBytes(StandardCharsets.US_ASCII)));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "key",
                KeyFactory.getInstance("EC")
                        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(der))),
                new char[0],
                new Certificate[] {certificate});
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    @Test
    void refusesAllThatIsWrongAtOnceAndTellsNoSecret() {
        PollStep step = new PollStep();
        step.setUrl("http://weather.example/now?code=secret");
        step.setHeaders("bad header secret");
        step.setTimeoutMillis(1);
        step.setMaxBytes(0);
        step.setCaFile(folder.resolve("missing.pem").toString());
        step.setCamelContext(fixture.camel);
        assertThatThrownBy(step::init)
                .hasMessageContaining("AIR-1111 url must be https://")
                .hasMessageContaining("headers must be lines")
                .hasMessageContaining("timeout must be")
                .hasMessageContaining("maxBytes must be")
                .hasMessageContaining("caFile must be")
                .message()
                .doesNotContain("secret");
    }
}
