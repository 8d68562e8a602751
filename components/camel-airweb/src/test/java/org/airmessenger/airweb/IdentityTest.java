/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.airmessenger.door.HeldStep;
import org.airmessenger.door.TestPki;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Downlink;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Proof;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;
import org.airmessenger.message.Revocation;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

class IdentityTest {

    @TempDir Path directory;

    private final HeldStep step = new HeldStep();
    private final FakeDownlink down = new FakeDownlink();
    private WebKit kit;

    @BeforeEach
    void start() throws Exception {
        kit =
                WebKit.start(
                        directory,
                        made -> {
                            made.context
                                    .getPropertiesComponent()
                                    .addInitialProperty("air.source.refusalsBeforeBan", "3");
                            made.context.getRegistry().bind(Downlink.BEAN, down);
                        },
                        step);
    }

    @AfterEach
    void stop() {
        kit.close();
    }

    private HttpRequest post(String... headers) {
        return kit.post("/v1/messages/a", "x", headers);
    }

    private void token(String token, String device, long until) {
        kit.identities.tokens.put(
                token,
                new Identity(
                        device, null, "any", "http", new Proof(token, "key-1", until, List.of())));
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void refusesWhoShowsNothing(HttpClient.Version version) throws Exception {
        HttpResponse<String> refused = WebKit.send(kit.client(null, version), post());
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate"))
                .hasValue("Bearer realm=\"air\"");
        assertThat(refused.body()).contains("AIR-1205");
        assertThat(step.held).isEmpty();
    }

    @Test
    void refusesACertificateOfAnotherAuthorityInTheHandshake() throws Exception {
        TestPki.Identity other = TestPki.authority("other-ca");
        HttpClient stranger =
                HttpClient.newBuilder()
                        .sslContext(kit.insisting(TestPki.device("thermo-1", other)))
                        .build();
        assertThatThrownBy(() -> WebKit.send(stranger, post())).isInstanceOf(IOException.class);
        await().atMost(WebKit.LIMIT)
                .until(
                        () ->
                                kit.count(
                                                "air_source_connections_refused_total",
                                                "door",
                                                "http",
                                                "reason",
                                                "not-authenticated")
                                        >= 1);
        assertThat(step.held).isEmpty();
    }

    @Test
    void refusesACertificateThatIsOver() throws Exception {
        HttpClient late =
                kit.client(
                        TestPki.expiredDevice("thermo-1", kit.authority),
                        HttpClient.Version.HTTP_2);
        assertThatThrownBy(() -> WebKit.send(late, post())).isInstanceOf(IOException.class);
        assertThat(step.held).isEmpty();
    }

    @Test
    void refusesADeviceThatIsNotKnown() throws Exception {
        assertThat(WebKit.send(kit.client("stranger-1"), post()).statusCode()).isEqualTo(401);
        kit.identities.revoked.add("thermo-1");
        assertThat(WebKit.send(kit.client("thermo-1"), post()).statusCode()).isEqualTo(403);
        assertThat(step.held).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1", "TLSv1.1"})
    void speaksNoOldTls(String version) throws Exception {
        try (SSLSocket socket =
                (SSLSocket)
                        kit.tls(null).getSocketFactory().createSocket("127.0.0.1", kit.port())) {
            socket.setEnabledProtocols(new String[] {version});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void takesATokenInPlaceOfACertificate() throws Exception {
        token("secret-7", "thermo-7", Proof.FOREVER);
        var answer =
                kit.client((String) null)
                        .sendAsync(
                                post("Authorization", "Bearer secret-7"), BodyHandlers.ofString());
        HeldStep.Held held = step.next();
        assertThat(held.header(AirHeaders.DEVICE)).isEqualTo("thermo-7");
        held.keep();
        assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
    }

    @Test
    void refusesATokenThatProvesNothingAndNeverTellsIt() throws Exception {
        HttpClient client = kit.client("thermo-1");
        HttpResponse<String> refused =
                WebKit.send(client, post("Authorization", "Bearer wrong-secret"));
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
                .contains("invalid_token");
        assertThat(refused.body()).doesNotContain("wrong-secret");
        HttpResponse<String> basic = WebKit.send(client, post("Authorization", "Basic YTpi"));
        assertThat(basic.statusCode()).isEqualTo(401);
        assertThat(basic.body()).contains("AIR-1206").doesNotContain("YTpi");
        assertThat(step.held).isEmpty();
    }

    @Test
    void aTokensLineEndsWithTheToken() throws Exception {
        token("short", "thermo-1", System.currentTimeMillis() + 300);
        HttpClient client = kit.client((String) null);
        HttpRequest listen =
                HttpRequest.newBuilder(kit.uri("/v1/commands"))
                        .header("Authorization", "Bearer short")
                        .build();
        try (EventReader events = EventReader.open(client, listen)) {
            assertThat(events.next().data()).contains("expired");
        }
    }

    @Test
    void aRevokedTokenIsNotTakenAnyMoreOnTheSameConnection() throws Exception {
        token("one", "thermo-1", Proof.FOREVER);
        token("two", "thermo-2", Proof.FOREVER);
        HttpClient client = kit.client((String) null);
        sendKept(client, "one");
        sendKept(client, "two");
        kit.identities.tokens.remove("one");
        kit.identities.revoke(Revocation.ofProof("one"));
        await().atMost(WebKit.LIMIT)
                .until(
                        () ->
                                WebKit.send(client, post("Authorization", "Bearer one"))
                                                .statusCode()
                                        == 401);
        sendKept(client, "two");
    }

    private void sendKept(HttpClient client, String token) throws Exception {
        var answer =
                client.sendAsync(post("Authorization", "Bearer " + token), BodyHandlers.ofString());
        step.next().keep();
        assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
    }

    @Test
    void aRevokedDevicesConnectionIsClosed() throws Exception {
        try (RawHttp2 device = RawHttp2.connect(kit, "thermo-1")) {
            device.request(1, "GET", "/v1/openapi.yaml");
            device.awaitStatus(1);
            device.request(3, "POST", "/v1/messages/a");
            step.next().keep();
            device.awaitStatus(3);
            kit.identities.revoke("thermo-1");
            device.awaitClosed();
        }
    }

    @Test
    void whoIsRefusedTooOftenIsBannedForAWhile() throws Exception {
        HttpClient client = kit.client("thermo-1");
        for (int i = 0; i < 3; i++) {
            var answer = client.sendAsync(post(), BodyHandlers.ofString());
            step.next().refuse(new RefusedException(Refusal.NOT_ALLOWED, "AIR-2003 not there, do"));
            answer.handle((response, failure) -> null).get(60, TimeUnit.SECONDS);
        }
        await().atMost(WebKit.LIMIT)
                .untilAsserted(
                        () -> {
                            HttpResponse<String> banned =
                                    WebKit.send(kit.client("thermo-1"), post());
                            assertThat(banned.statusCode()).isEqualTo(403);
                            assertThat(banned.body()).contains("AIR-1014");
                            assertThat(banned.headers().firstValue("Retry-After")).hasValue("60");
                        });
        var other = kit.client("thermo-2").sendAsync(post(), BodyHandlers.ofString());
        step.next().keep();
        assertThat(other.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
    }

    @Test
    void aStrangerIsSentAwayWhenHeKeepsAsking() throws Exception {
        try (RawHttp2 stranger = RawHttp2.connect(kit, null)) {
            for (int i = 0; i < 10; i++) {
                stranger.request(2 * i + 1, "POST", "/v1/messages/a");
            }
            stranger.awaitClosed();
            assertThat(stranger.statuses()).containsOnly("401");
        }
    }
}
