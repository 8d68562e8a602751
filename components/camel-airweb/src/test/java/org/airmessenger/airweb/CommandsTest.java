/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.door.HeldStep;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Downlink;
import org.airmessenger.message.Presence;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

class CommandsTest {

    @TempDir Path directory;

    private final FakeDownlink down = new FakeDownlink();
    private final PresenceLog presence = new PresenceLog();
    private WebKit kit;
    private HttpClient client;

    @BeforeEach
    void start() throws Exception {
        kit =
                WebKit.start(
                        directory,
                        made -> {
                            made.options.setHeartbeatMillis(200);
                            made.context.getRegistry().bind(Downlink.BEAN, down);
                            made.context.getRegistry().bind(Presence.BEAN, presence);
                        },
                        new HeldStep());
        client = kit.client("thermo-1");
    }

    @AfterEach
    void stop() {
        kit.close();
    }

    private EventReader listen(String query, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(kit.uri("/v1/commands" + query)).GET();
        if (headers.length > 0) {
            request.headers(headers);
        }
        return EventReader.open(client, request.build());
    }

    private HttpResponse<String> poll(String query, String... headers) throws Exception {
        HttpRequest.Builder request = kit.request("/v1/commands" + query).GET();
        if (headers.length > 0) {
            request.headers(headers);
        }
        return WebKit.send(client, request.build());
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void streamsWhatWaitedAndWhatComes(HttpClient.Version version) throws Exception {
        client = kit.client(kit.device("thermo-1"), version);
        down.send("thermo-1", Map.of(AirHeaders.CONTENT_TYPE, "application/json"), "{\"on\":true}");
        try (EventReader events = listen("")) {
            assertThat(events.response.statusCode()).isEqualTo(200);
            assertThat(events.response.headers().firstValue("Content-Type"))
                    .hasValue("text/event-stream");
            EventReader.Event first = events.next();
            assertThat(first.id()).isEqualTo("1");
            assertThat(first.name()).isEqualTo("command");
            assertThat(first.data())
                    .startsWith("{\"number\":1,\"topic\":\"commands/thermo-1/do\",\"id\":\"c-1\"")
                    .contains("\"body\":{\"on\":true}");
            down.send("thermo-1", Map.of(), "later");
            assertThat(events.next().data()).contains("\"number\":2", "\"text\":\"later\"");
            down.send("thermo-2", Map.of(), "another's");
            down.send("thermo-1", Map.of(), "mine");
            assertThat(events.next().data()).contains("mine");
            assertThat(down.waiting("thermo-1")).isEqualTo(3);
        }
    }

    @Test
    void resumesBehindTheLastEventThatTheDeviceHas() throws Exception {
        for (int i = 0; i < 3; i++) {
            down.send("thermo-1", Map.of(), "command " + i);
        }
        try (EventReader events = listen("")) {
            assertThat(events.next().id()).isEqualTo("1");
            assertThat(events.next().id()).isEqualTo("2");
        }
        try (EventReader events = listen("", "Last-Event-ID", "2")) {
            assertThat(events.next().id()).isEqualTo("3");
            assertThat(down.waiting("thermo-1")).isOne();
        }
    }

    @Test
    void keepsWhatIsNotAcknowledged() throws Exception {
        down.send("thermo-1", Map.of(), "one");
        down.send("thermo-1", Map.of(), "two");
        assertThat(poll("?wait=60").body()).contains("\"number\":1", "\"number\":2");
        assertThat(acknowledge(1)).isEqualTo(204);
        assertThat(poll("?wait=60").body())
                .contains("\"number\":2")
                .doesNotContain("\"number\":1,");
        assertThat(poll("?wait=0", "Last-Event-ID", "2").body()).isEqualTo("{\"commands\":[]}");
        assertThat(down.waiting("thermo-1")).isZero();
        await().atMost(WebKit.LIMIT).until(() -> down.lines.isEmpty());
    }

    private int acknowledge(long number) throws Exception {
        return WebKit.send(client, kit.post("/v1/commands/" + number + "/ack", "")).statusCode();
    }

    @Test
    void aLongPollWaitsUntilSomethingComes() throws Exception {
        var answer =
                client.sendAsync(
                        kit.request("/v1/commands?wait=60").build(), BodyHandlers.ofString());
        await().atMost(WebKit.LIMIT).until(() -> down.credit("thermo-1") > 0);
        assertThat(answer).isNotDone();
        down.send("thermo-1", Map.of(), "now");
        HttpResponse<String> got = answer.get(60, TimeUnit.SECONDS);
        assertThat(got.statusCode()).isEqualTo(200);
        assertThat(got.body()).startsWith("{\"commands\":[{").contains("\"text\":\"now\"");
    }

    @Test
    void aLongPollTakesNoMoreThanItAskedFor() throws Exception {
        for (int i = 0; i < 5; i++) {
            down.send("thermo-1", Map.of(), "command " + i);
        }
        assertThat(poll("?wait=60&max=2").body())
                .contains("\"number\":1", "\"number\":2")
                .doesNotContain("\"number\":3");
    }

    @Test
    void asksForJsonGetWhatWaitsAtOnce() throws Exception {
        HttpResponse<String> nothing = poll("", "Accept", "application/json");
        assertThat(nothing.body()).isEqualTo("{\"commands\":[]}");
    }

    @Test
    void servesOtherTopicsThatThePolicyAllows() throws Exception {
        try (EventReader events = listen("?topic=news/%23&topic=commands/thermo-1/%23")) {
            await().atMost(WebKit.LIMIT).until(() -> down.credit("thermo-1") > 0);
            down.publish("news/#", "news/today", "hello");
            EventReader.Event news = events.next();
            assertThat(news.id()).isNull();
            assertThat(news.data()).contains("\"topic\":\"news/today\"", "\"qos\":0");
        }
        HttpResponse<String> refused = poll("?wait=5&topic=forbidden/%23");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("AIR-1501");
        await().atMost(WebKit.LIMIT).until(() -> down.lines.isEmpty());
    }

    @Test
    void translatesEveryHeaderOfTheTable() throws Exception {
        long expiry = System.currentTimeMillis() + 60_000;
        down.send(
                "thermo-1",
                Map.of(
                        AirHeaders.PRIORITY,
                        9,
                        AirHeaders.EXPIRY,
                        expiry,
                        AirHeaders.TIME,
                        17L,
                        AirHeaders.CONTENT_TYPE,
                        "application/json",
                        AirHeaders.CONTENT_ENCODING,
                        "gzip",
                        AirHeaders.KEY_ID,
                        "k-1",
                        AirHeaders.TRACE,
                        "00-0af7",
                        AirHeaders.REPLY_TO,
                        "answers/thermo-1",
                        AirHeaders.CORRELATION,
                        new byte[] {0, 1, 2},
                        "AirUser.unit",
                        "celsius"),
                "\u0001\u0002");
        assertThat(poll("?wait=5").body())
                .contains("\"priority\":9")
                .contains("\"time\":17")
                .containsPattern("\"expiresIn\":(60|59|5\\d)")
                .contains("\"contentEncoding\":\"gzip\"")
                .contains("\"keyId\":\"k-1\"")
                .contains("\"traceparent\":\"00-0af7\"")
                .contains("\"replyTo\":\"answers/thermo-1\"")
                .contains("\"correlation\":\"AAEC\"")
                .contains("\"user\":{\"unit\":\"celsius\"}")
                .contains("\"base64\":\"AQI=\"");
    }

    @Test
    void aBodyWithLineBreaksStaysOneEvent() throws Exception {
        down.send(
                "thermo-1",
                Map.of(AirHeaders.CONTENT_TYPE, "application/json"),
                "{\n \"on\":\n true\n}");
        down.send("thermo-1", Map.of(), "a\r\n\nevent: fake\n\ndata: x");
        try (EventReader events = listen("")) {
            assertThat(events.next().data()).endsWith("\"body\":{\n \"on\":\n true\n}}");
            assertThat(events.next().data())
                    .contains("\"text\":\"a\\r\\n\\nevent: fake\\n\\ndata: x\"");
        }
    }

    @Test
    void givesSignsOfLife() throws Exception {
        try (EventReader events = listen("")) {
            assertThat(events.any().name()).isEqualTo(":");
            assertThat(events.any().name()).isEqualTo(":");
        }
    }

    @Test
    void tellsWhoIsHereAndWhoIsGone() throws Exception {
        try (EventReader events = listen("")) {
            await().atMost(WebKit.LIMIT)
                    .until(() -> presence.said.contains("thermo-1 here by http"));
            assertThat(events.isQuiet()).isTrue();
        }
        await().atMost(WebKit.LIMIT)
                .until(() -> presence.said.contains("thermo-1 gone: disconnected"));
        presence.said.clear();
        poll("?wait=0");
        WebKit.send(client, kit.post("/v1/commands/1/ack", ""));
        assertThat(presence.said).isEmpty();
    }

    @Test
    void isHereAsLongAsOneOfItsStreamsIs() throws Exception {
        try (EventReader first = listen("")) {
            try (EventReader second = listen("")) {
                await().atMost(WebKit.LIMIT).until(() -> down.lines.size() == 2);
                assertThat(second.isQuiet()).isTrue();
            }
            await().atMost(WebKit.LIMIT).until(() -> down.lines.size() == 1);
            assertThat(first.isQuiet()).isTrue();
        }
        await().atMost(WebKit.LIMIT)
                .until(() -> presence.said.contains("thermo-1 gone: disconnected"));
        assertThat(presence.said)
                .containsExactly("thermo-1 here by http", "thermo-1 gone: disconnected");
    }

    @Test
    void aRevokedDeviceLosesItsLineAtOnce() throws Exception {
        try (EventReader events = listen("")) {
            await().atMost(WebKit.LIMIT)
                    .until(() -> presence.said.contains("thermo-1 here by http"));
            kit.identities.revoke("thermo-1");
            EventReader.Event end = events.next();
            assertThat(end.name()).isEqualTo("end");
            assertThat(end.data()).contains("revoked");
            assertThat(events.next().name()).isEqualTo("over");
        }
        await().atMost(WebKit.LIMIT).until(() -> presence.said.contains("thermo-1 gone: revoked"));
        assertThat(poll("?wait=1").statusCode()).isEqualTo(403);
    }

    @Test
    void linesEndWhenTheGatewayDoes() throws Exception {
        try (EventReader events = listen("")) {
            await().atMost(WebKit.LIMIT)
                    .until(() -> presence.said.contains("thermo-1 here by http"));
            var poll =
                    client.sendAsync(
                            kit.request("/v1/commands?wait=60").build(), BodyHandlers.ofString());
            await().atMost(WebKit.LIMIT).until(() -> down.lines.size() == 2);
            kit.context.getRouteController().suspendRoute("door");
            assertThat(events.next().data()).contains("going down");
            assertThat(poll.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"?wait=x", "?wait=-1", "?wait=1&max=0", "?wait=1&max=1000"})
    void refusesWhatIsNoRequest(String query) throws Exception {
        HttpResponse<String> refused = poll(query);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("AIR-1223");
    }

    @Test
    void refusesALastEventThatIsNone() throws Exception {
        assertThat(poll("?wait=1", "Last-Event-ID", "abc").statusCode()).isEqualTo(400);
        assertThat(WebKit.send(client, kit.post("/v1/commands/x/ack", "")).statusCode())
                .isEqualTo(404);
        assertThat(WebKit.send(client, kit.post("/v1/commands/0/ack", "")).statusCode())
                .isEqualTo(404);
    }
}
