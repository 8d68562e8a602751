/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import static org.airmessenger.airweb.RawSocket.CLOSE;
import static org.airmessenger.airweb.RawSocket.CONTINUATION;
import static org.airmessenger.airweb.RawSocket.LAST;
import static org.airmessenger.airweb.RawSocket.PING;
import static org.airmessenger.airweb.RawSocket.PONG;
import static org.airmessenger.airweb.RawSocket.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.door.HeldStep;
import org.airmessenger.message.Downlink;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Proof;
import org.airmessenger.message.Revocation;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Who is let in, how long, and how much of a WebSocket there may be. */
class SocketLifeTest {

    @TempDir Path directory;

    private final HeldStep step = new HeldStep();
    private final FakeDownlink down = new FakeDownlink();
    private WebKit kit;

    @AfterEach
    void stop() {
        if (kit != null) {
            kit.close();
        }
    }

    private void start(Consumer<SocketConfiguration> options) throws Exception {
        kit =
                WebKit.withSockets(
                        directory,
                        made -> {
                            options.accept(made.component.getWebSocket());
                            made.context.getRegistry().bind(Downlink.BEAN, down);
                        },
                        step);
    }

    private String answer(String device, String... lines) throws Exception {
        try (RawSocket client = new RawSocket(kit, device == null ? null : kit.device(device))) {
            return client.ask(RawSocket.request(kit, lines));
        }
    }

    @Test
    void letsNobodyInWithoutARightToIt() throws Exception {
        start(options -> options.setSocketOrigins("https://ops.example"));
        assertThat(answer(null))
                .startsWith("HTTP/1.1 401 ")
                .containsIgnoringCase("WWW-Authenticate: Bearer")
                .contains("application/problem+json", "AIR-1205");
        assertThat(answer(null, "Authorization: Basic eDp5"))
                .startsWith("HTTP/1.1 401 ")
                .contains("AIR-1206");
        assertThat(answer("stranger-1")).startsWith("HTTP/1.1 401 ");
        kit.identities.revoke("thermo-9");
        assertThat(answer("thermo-9")).startsWith("HTTP/1.1 403 ").contains("AIR-6002");
        assertThat(answer("thermo-1", "Origin: https://evil.example"))
                .startsWith("HTTP/1.1 403 ")
                .contains("AIR-1303");
        assertThat(answer("thermo-1", "Origin: https://ops.example")).startsWith("HTTP/1.1 101 ");
        assertThat(answer("thermo-1", "Origin: https://127.0.0.1:9999"))
                .startsWith("HTTP/1.1 101 ");
        assertThat(answer("thermo-1", "Sec-WebSocket-Protocol: mqtt"))
                .startsWith("HTTP/1.1 400 ")
                .contains("AIR-1302");
        assertThat(answer("thermo-1", "Upgrade:"))
                .startsWith("HTTP/1.1 426 ")
                .containsIgnoringCase("Upgrade: websocket")
                .contains("AIR-1301");
        assertThat(answer("thermo-1", "Sec-WebSocket-Version: 12"))
                .startsWith("HTTP/1.1 426 ")
                .containsIgnoringCase("Sec-WebSocket-Version: 13");
        assertThat(answer("thermo-1", "Sec-WebSocket-Key: abc")).startsWith("HTTP/1.1 400 ");
        HttpResponse<String> h2 =
                WebKit.send(kit.client("thermo-1"), kit.request("/v1/ws").GET().build());
        assertThat(h2.statusCode()).isEqualTo(400);
        assertThat(h2.body()).contains("AIR-1301");
        assertThat(
                        kit.count(
                                "air_source_connections_refused_total",
                                "door",
                                "websocket",
                                "reason",
                                "not-authenticated"))
                .isEqualTo(3);
    }

    private void token(String token, String device, Proof proof) {
        kit.identities.tokens.put(
                token, new Identity(device, "plant-a", "any", "websocket", proof));
    }

    @Test
    void takesATokenAsAHeaderOrAsASubProtocol() throws Exception {
        start(options -> {});
        token("a.b-c_d", "thermo-1", Proof.LASTING);
        assertThat(answer(null, "Sec-WebSocket-Protocol: air.v1.json, air.bearer.a.b-c_d"))
                .startsWith("HTTP/1.1 101 ")
                .containsIgnoringCase("sec-websocket-protocol: air.v1.json\r\n")
                .doesNotContain("a.b-c_d");
        assertThat(answer(null, "Authorization: Bearer a.b-c_d")).startsWith("HTTP/1.1 101 ");
        assertThat(answer(null, "Sec-WebSocket-Protocol: air.v1.json, air.bearer.wrong"))
                .startsWith("HTTP/1.1 401 ")
                .contains("AIR-6150");
        assertThat(
                        answer(
                                null,
                                "Authorization: Bearer a.b-c_d",
                                "Sec-WebSocket-Protocol: air.v1.json, air.bearer.a.b-c_d"))
                .startsWith("HTTP/1.1 400 ")
                .contains("AIR-1302");
    }

    @Test
    void endsWithItsProof() throws Exception {
        start(options -> {});
        token(
                "short",
                "thermo-1",
                new Proof("t-1", "k", System.currentTimeMillis() + 1500, List.of()));
        token("long", "thermo-2", new Proof("t-2", "k", Proof.FOREVER, List.of()));
        HttpClient client = kit.client((String) null);
        SocketDevice expires =
                SocketDevice.open(
                        kit,
                        client.newWebSocketBuilder()
                                .subprotocols(SocketDevice.JSON, "air.bearer.short"),
                        Long.MAX_VALUE);
        SocketDevice revoked =
                SocketDevice.open(
                        kit,
                        client.newWebSocketBuilder()
                                .subprotocols(SocketDevice.JSON, "air.bearer.long"),
                        Long.MAX_VALUE);
        SocketDevice other = SocketDevice.open(kit, "thermo-2");
        assertThat(expires.closing()).startsWith("4401 AIR-1030");
        kit.identities.revoke(Revocation.ofProof("t-2"));
        assertThat(revoked.closing()).isEqualTo("1008 AIR-1030 the session ended: revoked");
        other.send("{'type':'ping'}");
        assertThat(other.next()).contains("pong");
        kit.identities.revoke("thermo-2");
        assertThat(other.closing()).startsWith("1008");
        assertThat(
                        kit.count(
                                "air_source_connections_ended_total",
                                "door",
                                "websocket",
                                "reason",
                                "evicted"))
                .isEqualTo(3);
    }

    @Test
    void takesNothingMoreOfWhoIsRevokedAndNothingIsAcknowledged() throws Exception {
        start(options -> {});
        SocketDevice device = SocketDevice.open(kit, "thermo-1");
        device.send("{'type':'send','ref':1,'topic':'a/b','text':'1'}");
        HeldStep.Held first = step.next();
        kit.identities.revoke("thermo-1");
        assertThat(device.closing()).startsWith("1008");
        first.keep();
        await().until(() -> kit.component.getCamelContext().getInflightRepository().size() == 0);
        assertThat(step.held).isEmpty();
    }

    @Test
    void bansWhoIsRefusedTooOften() throws Exception {
        start(options -> {});
        SocketDevice device = SocketDevice.open(kit, "thermo-1");
        for (int i = 0; i < 100; i++) {
            device.socket.sendText("{\"type\":\"sing\"}", true).join();
        }
        assertThat(device.closing()).isEqualTo("1008 AIR-1030 the session ended: banned");
        assertThat(answer("thermo-1")).startsWith("HTTP/1.1 403 ").contains("AIR-1014");
    }

    @Test
    void finishesWhatIsInProgressBeforeItGoesDown() throws Exception {
        start(options -> {});
        SocketDevice busy = SocketDevice.open(kit, "thermo-1");
        SocketDevice idle = SocketDevice.open(kit, "thermo-2");
        busy.send("{'type':'send','ref':1,'topic':'a/b','text':'1'}");
        HeldStep.Held held = step.next();
        CompletableFuture<Void> stopping = CompletableFuture.runAsync(() -> kit.close());
        assertThat(idle.closing()).startsWith("1001 AIR-1022");
        busy.send("{'type':'send','ref':2,'topic':'a/b','text':'2'}");
        assertThat(busy.nextFields()).containsEntry("code", "going-down").containsEntry("ref", 2L);
        assertThat(busy.closed).isNotDone();
        held.keep();
        assertThat(busy.next()).contains("\"type\":\"ack\",\"ref\":1");
        assertThat(busy.closing()).startsWith("1001 AIR-1022");
        stopping.join();
    }

    @Test
    void aNewerWebSocketTakesThePlaceOfTheOldestOne() throws Exception {
        start(
                options -> {
                    options.setMaxSocketsPerDevice(2);
                    options.setMaxSockets(3);
                });
        SocketDevice first = SocketDevice.open(kit, "thermo-1");
        SocketDevice second = SocketDevice.open(kit, "thermo-1");
        SocketDevice third = SocketDevice.open(kit, "thermo-1");
        assertThat(first.closing()).startsWith("4409 AIR-1305");
        second.send("{'type':'ping'}");
        assertThat(second.next()).contains("pong");
        SocketDevice other = SocketDevice.open(kit, "thermo-2");
        assertThat(answer("thermo-3")).startsWith("HTTP/1.1 503 ").contains("AIR-1304");
        assertThat(third.closed).isNotDone();
        assertThat(other.closed).isNotDone();
    }

    @Test
    void endsWhoIsSilent() throws Exception {
        start(
                options -> {
                    options.setSocketPingMillis(200);
                    options.setSocketIdleMillis(1000);
                });
        try (RawSocket deaf = RawSocket.open(kit, "thermo-1");
                RawSocket lively = RawSocket.open(kit, "thermo-2")) {
            CompletableFuture<Integer> answered =
                    CompletableFuture.supplyAsync(() -> answerPings(lively, 10));
            assertThat(deaf.next().first()).isEqualTo(LAST | PING);
            assertThat(deaf.closing().code()).isEqualTo(4408);
            assertThat(answered.join()).isEqualTo(10);
        }
    }

    private static int answerPings(RawSocket client, int times) {
        try {
            int pings = 0;
            while (pings < times) {
                RawSocket.Frame next = client.next();
                if (next == null || next.opcode() == CLOSE) {
                    return pings;
                }
                client.frame(LAST | PONG, next.payload());
                pings++;
            }
            return pings;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatIsSwitchedOffIsNotThere() throws Exception {
        start(options -> options.setSocketsEnabled(false));
        assertThat(answer("thermo-1")).startsWith("HTTP/1.1 404 ").contains("AIR-1207");
    }

    @Test
    void aMessageThatDoesNotComeToItsEndEndsItHoweverAliveItIs() throws Exception {
        kit = WebKit.withSockets(directory, made -> made.options.setBodyDeadlineMillis(300), step);
        try (RawSocket client = RawSocket.open(kit, "thermo-1");
                RawSocket calm = RawSocket.open(kit, "thermo-2")) {
            client.frame(TEXT, "{'type':'send','topic':'a/b','text':'");
            Thread alive =
                    new Thread(
                            () -> {
                                try {
                                    while (true) {
                                        client.frame(CONTINUATION, "");
                                    }
                                } catch (IOException over) {
                                    // as it must be
                                }
                            });
            alive.start();
            RawSocket.Frame end = client.closing();
            assertThat(end.code()).as(end.reason()).isEqualTo(4408);
            assertThat(end.reason()).startsWith("AIR-1313");
            alive.join();
            calm.frame(LAST | TEXT, "{'type':'ping','ref':1}");
            assertThat(calm.next().text()).isEqualTo("{\"type\":\"pong\",\"ref\":1}");
        }
        assertThat(step.held).isEmpty();
        // what it held is free again
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
}
