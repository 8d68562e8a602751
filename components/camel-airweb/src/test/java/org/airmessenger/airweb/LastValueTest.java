/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.door.HeldStep;
import org.airmessenger.message.LastValues;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

class LastValueTest {

    private static final int SECOND = 1000;

    @TempDir Path directory;

    private final Map<String, LastValues.Last> known = new ConcurrentHashMap<>();
    private final LastValues values =
            new LastValues() {
                @Override
                public Last of(String topic) {
                    return known.get(topic);
                }

                @Override
                public void remember(Last last) {
                    known.put(last.topic(), last);
                }
            };
    private WebKit kit;
    private HttpClient client;

    @BeforeEach
    void start() throws Exception {
        kit =
                WebKit.start(
                        directory,
                        made -> made.context.getRegistry().bind(LastValues.BEAN, values),
                        new HeldStep());
        client = kit.client("thermo-1");
    }

    @AfterEach
    void stop() {
        kit.close();
    }

    private void know(String topic, byte[] body, String type, String encoding, String key) {
        long now = System.currentTimeMillis();
        values.remember(
                new LastValues.Last(
                        topic,
                        body,
                        "id-1",
                        now - 90 * SECOND,
                        now + 60 * SECOND,
                        type,
                        encoding,
                        key));
    }

    private void know(String topic, String body, String type) {
        know(topic, body.getBytes(StandardCharsets.UTF_8), type, null, null);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return WebKit.send(client, kit.request(path).build());
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void answersWithTheLastMessageAsItCameAndItsAge(HttpClient.Version version) throws Exception {
        client = kit.client(kit.device("thermo-1"), version);
        byte[] body = {0, 1, (byte) 0xff};
        know("sensors/hall/a b", body, "application/cbor", "zstd", "key-1");
        HttpResponse<byte[]> answer =
                client.send(
                        kit.request("/v1/last/sensors/hall/a%20b").build(),
                        BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(body);
        assertThat(header(answer, "Content-Type")).isEqualTo("application/cbor");
        assertThat(header(answer, "Content-Encoding")).isEqualTo("zstd");
        assertThat(header(answer, "Air-Key-Id")).isEqualTo("key-1");
        assertThat(header(answer, "Air-Id")).isEqualTo("id-1");
        assertThat(header(answer, "Air-Time"))
                .isEqualTo(Long.toString(known.get("sensors/hall/a b").time()));
        assertThat(Long.parseLong(header(answer, "Age"))).isBetween(90L, 120L);
        assertThat(Long.parseLong(header(answer, "Air-Expires-In"))).isBetween(30L, 60L);
        await().atMost(WebKit.LIMIT).until(() -> kit.component.port() > 0 && inFlight() == 0);
    }

    private double inFlight() {
        return kit.meters.get("air_source_in_flight_bytes").gauge().value();
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse(null);
    }

    @Test
    void tellsTheHeadAlone() throws Exception {
        know("a", "12345", "text/plain");
        HttpResponse<String> answer =
                WebKit.send(
                        client,
                        kit.request("/v1/last/a").method("HEAD", BodyPublishers.noBody()).build());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Content-Length")).isEqualTo("5");
        assertThat(header(answer, "Content-Type")).isEqualTo("text/plain");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void aTopicOfWhichNothingIsKnownIsNotFound() throws Exception {
        HttpResponse<String> answer = get("/v1/last/a");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("\"code\":\"AIR-1225\"", "problem:no-value");
    }

    @Test
    void whoMayNotSubscribeMayNotAsk() throws Exception {
        know("secret", "x", "text/plain");
        kit.identities.forbiddenFilters.add("secret");
        HttpResponse<String> answer = get("/v1/last/secret");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("\"code\":\"AIR-1226\"");
        kit.identities.forbiddenFilters.add("unknown");
        assertThat(get("/v1/last/unknown").statusCode()).isEqualTo(403);
        assertThat(
                        WebKit.send(kit.client(null), kit.request("/v1/last/secret").build())
                                .statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%23", "a/%23", "%2b/a", "a/+", "$SYS/a", "lane.cloud.normal", "%00"})
    void askedForWhatIsNoTopic(String topic) throws Exception {
        HttpResponse<String> answer = get("/v1/last/" + topic);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"code\":\"AIR-1021\"");
    }

    @ParameterizedTest
    @CsvSource({"/v1/last,404", "/v1/last/,404", "/v1/last/%ff,400"})
    void refusesAPathThatNamesNoTopic(String path, int status) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(status);
    }

    @Test
    void readsOnly() throws Exception {
        HttpResponse<String> answer = WebKit.send(client, kit.post("/v1/last/a", "x"));
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(header(answer, "Allow")).isEqualTo("GET, HEAD, OPTIONS");
    }

    @Test
    void whatADeviceCalledItsTypeIsNoHeadOfAnAnswer() throws Exception {
        know("a", "<script>", "text/html\r\nSet-Cookie: a=b");
        HttpResponse<String> answer = get("/v1/last/a");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Set-Cookie")).isNull();
        assertThat(header(answer, "Content-Type")).isEqualTo("application/octet-stream");
        assertThat(header(answer, "Content-Security-Policy")).isEqualTo("sandbox");
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void aTypeInUtf8ComesBackAsItWas() throws Exception {
        know("a", "x", "text/plain; note=grün");
        byte[] given =
                header(get("/v1/last/a"), "Content-Type").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(new String(given, StandardCharsets.UTF_8)).isEqualTo("text/plain; note=grün");
    }

    @Test
    void refusesWhatDoesNotFitIntoMemoryNow() throws Exception {
        stop();
        kit =
                WebKit.start(
                        directory,
                        made -> {
                            made.options.setMaxInFlightBytes(1 << 20);
                            made.context.getRegistry().bind(LastValues.BEAN, values);
                        },
                        new HeldStep());
        know("large", new byte[(1 << 20) + 1], null, null, null);
        know("small", "x", null);
        client = kit.client("thermo-1");
        HttpResponse<String> answer = get("/v1/last/large");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("AIR-1211");
        assertThat(get("/v1/last/small").statusCode()).isEqualTo(200);
    }

    @Test
    void whereNothingIsRememberedThereIsNoSuchPath() throws Exception {
        stop();
        kit = WebKit.start(directory, made -> {}, new HeldStep());
        client = kit.client("thermo-1");
        HttpResponse<String> answer = get("/v1/last/a");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("AIR-1207");
    }
}
