/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.identity.Authority;
import org.airmessenger.control.identity.Authority.Issued;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.direct.DirectComponent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** Who gets in at the operator port, and what happens to those who may not. */
class OperatorServerTest {

    @TempDir Path home;
    @TempDir Path other;
    private TestGateway gateway;
    private SSLContext operator;

    @BeforeEach
    void starts() throws Exception {
        TestGateway.write(home, "destinations", "cloud: { sink: s }\n");
        TestGateway.write(home, "policies", "sensor: {}\n");
        gateway = new TestGateway(home, List.of()).start();
        operator = identity(home);
    }

    @AfterEach
    void stops() {
        gateway.close();
    }

    /** The operator of a home, believing that the gateway is the one under test. */
    private SSLContext identity(Path of) throws Exception {
        Authority authority = new Authority(of);
        return TestTls.of(
                authority.operatorKey(),
                authority.operatorCertificate(),
                gateway.authority.deviceCa());
    }

    private static void assertProblem(HttpResponse<String> response, int status, String code)
            throws Exception {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        var body = new ObjectMapper().readTree(response.body());
        assertThat(body.path("code").asText()).isEqualTo(code);
        assertThat(body.path("status").asInt()).isEqualTo(status);
        assertThat(body.path("detail").asText()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/status",
        "GET, /observe/metrics",
        "GET, /observe/health/../metrics",
        "POST, /api/v1/reload",
        "GET, /",
        "GET, /no/such/path",
        "DELETE, /api/v1/devices/x",
    })
    void refusesWhoeverShowsNoCertificate(String method, String path) throws Exception {
        SSLContext nobody = TestTls.nobody(gateway.authority);
        assertProblem(gateway.call(nobody, method, path, null), 401, "AIR-6210");
    }

    @Test
    void refusesADeviceWithItsOwnCertificate() throws Exception {
        Issued device =
                gateway.authority.issue("operator", null, Duration.ofDays(1), home.resolve("out"));
        SSLContext tls = TestTls.of(device.key(), device.certificate(), device.ca());
        assertProblem(gateway.call(tls, "GET", "/api/v1/status", null), 403, "AIR-6211");
    }

    @Test
    void refusesTheGatewaysOwnServerCertificate() throws Exception {
        Authority own = gateway.authority;
        SSLContext tls = TestTls.of(own.serverKey(), own.serverCertificate(), own.deviceCa());
        assertProblem(gateway.call(tls, "GET", "/api/v1/status", null), 403, "AIR-6211");
    }

    @Test
    void refusesTheOperatorOfAnotherGateway() throws Exception {
        new Authority(other).init(List.of());
        SSLContext tls = identity(other);
        assertProblem(gateway.call(tls, "GET", "/api/v1/status", null), 403, "AIR-6211");
    }

    @Test
    void refusesAnOperatorWhoseTimeIsOver() throws Exception {
        gateway.close();
        Clock longAgo = Clock.fixed(Instant.parse("2010-01-01T00:00:00Z"), ZoneOffset.UTC);
        Authority old = new Authority(other, longAgo);
        old.init(List.of());
        TestGateway.write(other, "policies", "p: {}\n");
        // an authority of today with the operator of long ago
        java.nio.file.Files.delete(old.serverCertificate());
        java.nio.file.Files.delete(old.deviceCa());
        gateway = new TestGateway(other, List.of()).start();
        assertProblem(
                gateway.call(identity(other), "GET", "/api/v1/status", null), 403, "AIR-6211");
    }

    @Test
    void refusesToTrustAnotherGateway() throws Exception {
        new Authority(other).init(List.of());
        String address = "127.0.0.1:" + gateway.server.getPort();
        assertThatThrownBy(() -> OperatorClient.of(other, address).status())
                .isInstanceOf(ControlException.class)
                .hasMessageStartingWith("AIR-6302");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/observe/health", "/observe/health/ready", "/observe/health/live"})
    void tellsAnybodyWhetherItIsUpAndNothingElse(String path) throws Exception {
        SSLContext nobody = TestTls.nobody(gateway.authority);
        boolean live = path.endsWith("live");
        HttpResponse<String> response = gateway.call(nobody, "GET", path, null);
        // no door is open in this test
        assertThat(response.body()).isEqualTo("{\"status\":\"" + (live ? "UP" : "DOWN") + "\"}");
        assertThat(response.statusCode()).isEqualTo(live ? 200 : 503);
    }

    @Test
    void speaksHttp2AndHttp11() throws Exception {
        assertThat(gateway.call(operator, "GET", "/api/v1/status", null).version())
                .isEqualTo(HttpClient.Version.HTTP_2);
        HttpResponse<String> old =
                TestGateway.send(
                        operator,
                        gateway.request("GET", "/api/v1/status", null)
                                .version(HttpClient.Version.HTTP_1_1)
                                .build());
        assertThat(old.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(old.statusCode()).isEqualTo(200);
    }

    @Test
    void refusesWhatItDoesNotKnow() throws Exception {
        assertProblem(gateway.call(operator, "GET", "/api/v1/nothing", null), 404, "AIR-6202");
        assertProblem(gateway.call(operator, "PUT", "/api/v1/status", null), 405, "AIR-6203");
        assertProblem(gateway.call(operator, "GET", "/api/v1/status?x=1", null), 400, "AIR-6204");
        assertProblem(
                gateway.call(operator, "GET", "/api/v1/dead/cloud?limit=1&limit=2", null),
                400,
                "AIR-6204");
        assertProblem(
                gateway.call(operator, "GET", "/api/v1/dead/cloud?destination=x", null),
                400,
                "AIR-6204");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"ids\":[]}",
                "{\"ids\":[],\"all\":false}",
                "{\"ids\":[\"a\"],\"all\":true}",
                "{\"ids\":[1]}",
                "{\"all\":true,\"all\":true}",
                "{\"all\":true,\"other\":1}",
                "not json",
                "{\"all\":true} {}",
            })
    void purgesOnlyWhatIsClearlyMeant(String body) throws Exception {
        gateway.lanes.dead.put("x", null);
        assertProblem(
                gateway.call(operator, "POST", "/api/v1/dead/cloud/purge", body), 400, "AIR-6204");
        assertThat(gateway.lanes.dead).containsKey("x");
    }

    @Test
    void refusesBodiesThatAreTooLargeOrOfAnotherType() throws Exception {
        String large = "{\"id\":\"" + "x".repeat(2 << 20) + "\"}";
        assertProblem(gateway.call(operator, "POST", "/api/v1/devices", large), 413, "AIR-6205");
        HttpResponse<String> form =
                TestGateway.send(
                        operator,
                        gateway.request("POST", "/api/v1/devices", "id=x")
                                .setHeader("Content-Type", "application/x-www-form-urlencoded")
                                .build());
        assertProblem(form, 400, "AIR-6204");
    }

    @Test
    void letsNoHeaderOfTheCallerThrough() throws Exception {
        HttpResponse<String> response =
                TestGateway.send(
                        operator,
                        gateway.request("GET", "/api/v1/dead/cloud", null)
                                .header("destination", "other")
                                .header("X-Echo", "1")
                                .header("CamelHttpResponseCode", "299")
                                .header("AirDevice", "forged")
                                .build());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().map())
                .doesNotContainKeys("x-echo", "destination", "airdevice");
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    }

    @Test
    void showsMetricsWithoutAnyNameOfADevice() throws Exception {
        gateway.client().addDevice("secret-device", "sensor", null);
        HttpResponse<String> metrics = gateway.call(operator, "GET", "/observe/metrics", null);
        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.headers().firstValue("Content-Type").orElse(""))
                .startsWith("text/plain");
        assertThat(metrics.body())
                .contains(
                        "air_control_request_seconds_count{operation=\"device-add\",status=\"200\"} 1")
                .doesNotContain("secret-device");
    }

    @Test
    void hidesItsOwnFailures() throws Exception {
        gateway.broker.failure = new IllegalStateException("a secret of the inside");
        HttpResponse<String> response = gateway.call(operator, "GET", "/api/v1/status", null);
        assertProblem(response, 500, "AIR-6299");
        assertThat(response.body()).doesNotContain("secret");
    }

    @Test
    void admitsOnlySoManyRequestsAtOnce() throws Exception {
        gateway.close();
        gateway =
                new TestGateway(home, List.of(), new OperatorSettings("127.0.0.1", 0, 1 << 20, 1));
        gateway.start();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        gateway.live.follow(
                model -> {
                    if (model.policies().containsKey("slow")) {
                        inside.countDown();
                        try {
                            release.await(20, TimeUnit.SECONDS);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                });
        TestGateway.write(home, "policies", "slow: {}\n");
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> gateway.client().reload());
        assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
        List<HttpResponse<String>> refused = new ArrayList<>();
        try {
            refused.add(gateway.call(operator, "GET", "/api/v1/ledger", null));
            refused.add(gateway.call(operator, "POST", "/api/v1/reload", "{}"));
        } finally {
            release.countDown();
        }
        first.get(20, TimeUnit.SECONDS);
        for (HttpResponse<String> one : refused) {
            assertProblem(one, 503, "AIR-6201");
            assertThat(one.headers().firstValue("Retry-After")).contains("1");
        }
        assertThat(gateway.call(operator, "GET", "/api/v1/ledger", null).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aPortInUseStopsTheStart() throws Exception {
        new Authority(other).init(List.of());
        OperatorSettings taken = OperatorSettings.STANDARD.withPort(gateway.server.getPort());
        assertThatThrownBy(() -> new TestGateway(other, List.of(), taken).start())
                .hasStackTraceContaining("AIR-6209");
    }

    @Test
    void isReadyOnlyWhileAMessageSentNowWouldBeKept() throws Exception {
        gateway.context.addComponent("airbroker", new DirectComponent());
        gateway.context.addRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("airbroker:door").routeId("the-door").to("bean:airControl");
                    }
                });
        awaitReady(200);
        gateway.broker.canPersist = false;
        awaitReady(503);
        assertThat(gateway.client().status().path("missing").toString()).contains("disk is full");
        gateway.broker.canPersist = true;
        gateway.lanes.state = "away";
        // a destination that is away loses nothing
        awaitReady(200);
        gateway.lanes.state = "stopped";
        awaitReady(503);
        gateway.lanes.state = "up";
        awaitReady(200);
        gateway.context.getRouteController().suspendRoute("the-door");
        awaitReady(503);
    }

    @Test
    void answersHealthWhateverStrangersBegunToSend() throws Exception {
        SSLContext nobody = TestTls.nobody(gateway.authority);
        List<Socket> begun = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                Socket socket =
                        nobody.getSocketFactory()
                                .createSocket("127.0.0.1", gateway.server.getPort());
                begun.add(socket);
                socket.getOutputStream()
                        .write(
                                ("GET /observe/health/live HTTP/1.1\r\nHost: x\r\n"
                                                + "Content-Length: 100000\r\n\r\n{")
                                        .getBytes(StandardCharsets.US_ASCII));
            }
            HttpResponse<String> live = gateway.call(nobody, "GET", "/observe/health/live", null);
            assertThat(live.statusCode()).isEqualTo(200);
            for (Socket socket : begun) {
                socket.setSoTimeout(10_000);
                String answer =
                        new String(
                                socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                assertThat(answer).startsWith("HTTP/1.1 413");
            }
        } finally {
            for (Socket socket : begun) {
                socket.close();
            }
        }
        assertProblem(gateway.call(nobody, "POST", "/observe/health", null), 405, "AIR-6203");
    }

    private void awaitReady(int status) {
        await().until(() -> ready() == status);
    }

    private int ready() throws Exception {
        SSLContext nobody = TestTls.nobody(gateway.authority);
        return gateway.call(nobody, "GET", "/observe/health/ready", null).statusCode();
    }
}
