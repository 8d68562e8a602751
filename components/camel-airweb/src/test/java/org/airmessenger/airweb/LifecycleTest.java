/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.airmessenger.door.HeldStep;
import org.airmessenger.door.TestPki;
import org.airmessenger.message.Downlink;
import org.airmessenger.message.Handover;

import org.apache.camel.Consumer;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;

/** Opening and closing, changed routes, changed certificates. */
class LifecycleTest {

    @TempDir Path directory;

    private final HeldStep step = new HeldStep();
    private final FakeDownlink down = new FakeDownlink();
    private WebKit kit;

    @BeforeEach
    void start() throws Exception {
        kit =
                WebKit.start(
                        directory,
                        made -> made.context.getRegistry().bind(Downlink.BEAN, down),
                        step);
    }

    @AfterEach
    void stop() {
        step.held.forEach(HeldStep.Held::keep);
        kit.close();
    }

    private CompletableFuture<HttpResponse<String>> post(HttpClient client) {
        return client.sendAsync(kit.post("/v1/messages/a", "x"), BodyHandlers.ofString());
    }

    @Test
    void saysWhichPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(
                            () ->
                                    WebKit.start(
                                            directory,
                                            made -> made.options.setPort(taken.getLocalPort()),
                                            step))
                    .hasStackTraceContaining(
                            "AIR-1009 web must listen on 127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void opensNothingThatIsSwitchedOff() throws Exception {
        try (WebKit off =
                WebKit.start(directory, made -> made.options.setTlsEnabled(false), step)) {
            assertThat(off.port()).isZero();
        }
    }

    @Test
    void finishesWhatIsInFlightBeforeItCloses() throws Exception {
        HttpClient client = kit.client("thermo-1");
        var inFlight = post(client);
        HeldStep.Held held = step.next();
        int port = kit.port();
        Thread stopping = new Thread(kit.context::stop);
        stopping.start();
        await().atMost(WebKit.LIMIT)
                .untilAsserted(
                        () ->
                                assertThatThrownBy(() -> connect(port))
                                        .isInstanceOf(ConnectException.class));
        held.keep();
        assertThat(inFlight.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
        stopping.join(60_000);
        assertThat(stopping.isAlive()).isFalse();
    }

    private static void connect(int port) throws Exception {
        new Socket("127.0.0.1", port).close();
    }

    @Test
    void refusesNewRequestsOnConnectionsThatAreStillThere() throws Exception {
        try (RawHttp2 device = RawHttp2.connect(kit, "thermo-1")) {
            device.request(1, "POST", "/v1/messages/a");
            HeldStep.Held held = step.next();
            Thread stopping = new Thread(kit.context::stop);
            stopping.start();
            await().atMost(WebKit.LIMIT).until(() -> kit.port() == 0 || isRefused(device));
            held.keep();
            assertThat(device.awaitStatus(1)).isEqualTo("202");
            assertThat(device.awaitClosed()).isNotEmpty();
            stopping.join(60_000);
        }
    }

    private int stream = 3;

    private boolean isRefused(RawHttp2 device) throws Exception {
        device.request(stream, "GET", "/v1/commands");
        String status = device.awaitStatus(stream);
        stream += 2;
        return status.equals("503");
    }

    @Test
    void opensAgainAfterASuspension() throws Exception {
        kit.context.getRouteController().suspendRoute("door");
        kit.context.getRouteController().resumeRoute("door");
        var answer = post(kit.client("thermo-1"));
        step.next().keep();
        assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
    }

    @Test
    void anotherRouteTakesOverAndConnectionsStay() throws Exception {
        HttpClient client = kit.client("thermo-1");
        try (EventReader events = EventReader.open(client, kit.request("/v1/commands").build())) {
            await().atMost(WebKit.LIMIT).until(() -> down.credit("thermo-1") > 0);
            var before = post(client);
            HeldStep.Held old = step.next();
            Route route = kit.context.getRoute("door");
            Consumer consumer = route.getConsumer();
            ((Handover) consumer).letGo();
            HeldStep next = new HeldStep();
            kit.context.addRoutes(
                    new RouteBuilder() {
                        @Override
                        public void configure() {
                            errorHandler(noErrorHandler());
                            from("airweb:messages").routeId("door-2").process(next);
                        }
                    });
            var after = post(client);
            next.next().keep();
            assertThat(after.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
            assertThat(((Handover) consumer).isIdle()).isFalse();
            old.keep();
            assertThat(before.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
            await().atMost(WebKit.LIMIT).until(((Handover) consumer)::isIdle);
            kit.context.getRouteController().stopRoute("door");
            down.send("thermo-1", Map.of(), "still here");
            assertThat(events.next().data()).contains("still here");
        }
    }

    @Test
    void onlyOneRouteMayStartFromIt() {
        assertThatThrownBy(
                        () ->
                                kit.context.addRoutes(
                                        new RouteBuilder() {
                                            @Override
                                            public void configure() {
                                                from("airweb:messages").process(step);
                                            }
                                        }))
                .hasStackTraceContaining("AIR-1015 only one route may start from airweb:messages");
    }

    @Test
    void showsANewCertificateWithoutEndingConnections() throws Exception {
        assertThat(shown()).isEqualTo("CN=gateway");
        HttpClient client = kit.client("thermo-1");
        try (EventReader events = EventReader.open(client, kit.request("/v1/commands").build())) {
            await().atMost(WebKit.LIMIT).until(() -> down.credit("thermo-1") > 0);
            TestPki.Identity next = TestPki.device("gateway-2", kit.authority);
            next.writeCertificate(directory.resolve("server.pem"));
            next.writeKey(directory.resolve("server.key"));
            await().atMost(WebKit.LIMIT).until(() -> shown().equals("CN=gateway-2"));
            down.send("thermo-1", Map.of(), "after the change");
            assertThat(events.next().data()).contains("after the change");
        }
    }

    @Test
    void keepsTheLastGoodCertificateWhenTheNextIsBad() throws Exception {
        TestPki.Identity next = TestPki.device("gateway-2", kit.authority);
        // the certificate without its key
        next.writeCertificate(directory.resolve("server.pem"));
        await().atMost(WebKit.LIMIT)
                .until(() -> kit.count("air_source_certificates_total", "verdict", "refused") == 1);
        assertThat(shown()).isEqualTo("CN=gateway");
        next.writeKey(directory.resolve("server.key"));
        await().atMost(WebKit.LIMIT).until(() -> shown().equals("CN=gateway-2"));
    }

    @Test
    void trustsAnotherAuthorityWhenItsFileSaysSo() throws Exception {
        TestPki.Identity other = TestPki.authority("other-ca");
        HttpClient device =
                HttpClient.newBuilder()
                        .sslContext(kit.insisting(TestPki.device("thermo-1", other)))
                        .build();
        assertThatThrownBy(() -> WebKit.send(device, kit.post("/v1/messages/a", "x")))
                .isInstanceOf(IOException.class);
        Path authorities = directory.resolve("ca.pem");
        Path second = other.writeCertificate(directory.resolve("other.pem"));
        Files.writeString(authorities, Files.readString(authorities) + Files.readString(second));
        await().atMost(WebKit.LIMIT)
                .ignoreExceptions()
                .until(
                        () ->
                                WebKit.send(device, shortly(kit.request("/nothing"))).statusCode()
                                        == 404);
    }

    /** The client may wait for ever on a connection whose certificate was refused meanwhile. */
    private static HttpRequest shortly(HttpRequest.Builder request) {
        return request.timeout(Duration.ofSeconds(5)).build();
    }

    /** The name of the certificate that a new connection is shown. */
    private String shown() throws Exception {
        try (SSLSocket socket =
                (SSLSocket)
                        kit.tls(null).getSocketFactory().createSocket("127.0.0.1", kit.port())) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }
}
