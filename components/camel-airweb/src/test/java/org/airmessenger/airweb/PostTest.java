/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.door.HeldStep;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

class PostTest {

    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String[] EVERY_HEADER = {
        "Air-Id",
        "m-1",
        "Air-Priority",
        "9",
        "Air-Expires-In",
        "60",
        "Air-Qos",
        "0",
        "Content-Type",
        "application/json",
        "Content-Encoding",
        "gzip",
        "Air-Key-Id",
        "k-1",
        "traceparent",
        TRACE,
        "Air-Reply-To",
        "sensors/thermo-1/answers",
        "Air-Correlation",
        "AAEC",
        "Air-User-Unit",
        "celsius",
        "AirDevice",
        "somebody-else",
        "CamelHttpUri",
        "http://elsewhere"
    };

    @TempDir Path directory;

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void answersOnlyWhenTheRouteHasKeptIt(HttpClient.Version version) throws Exception {
        HeldStep step = new HeldStep();
        try (WebKit kit = WebKit.start(directory, step)) {
            HttpClient client = kit.client(kit.device("thermo-1"), version);
            CompletableFuture<HttpResponse<String>> answer =
                    client.sendAsync(
                            kit.post("/v1/messages/sensors/thermo-1/t", "21.5", "Air-Id", "m-1"),
                            BodyHandlers.ofString());
            HeldStep.Held held = step.next();
            assertThat(answer).isNotDone();
            assertThat(held.text()).isEqualTo("21.5");
            held.keep();
            HttpResponse<String> kept = answer.get(60, TimeUnit.SECONDS);
            assertThat(kept.statusCode()).isEqualTo(202);
            assertThat(kept.body()).isEqualTo("{\"id\":\"m-1\"}");
            assertThat(kept.headers().firstValue("Air-Id")).hasValue("m-1");
            assertThat(kept.headers().firstValue("Strict-Transport-Security")).isPresent();
            assertThat(kept.version()).isEqualTo(version);
        }
    }

    @Test
    void translatesEveryHeaderOfTheTable() throws Exception {
        HeldStep step = new HeldStep();
        try (WebKit kit = WebKit.start(directory, step)) {
            HttpClient client = kit.client("thermo-1");
            client.sendAsync(
                    kit.post("/v1/messages/sensors/thermo-1/temp%C3%A9rature", "{}", EVERY_HEADER),
                    BodyHandlers.ofString());
            HeldStep.Held held = step.next();
            var exchange = held.exchange();
            var message = exchange.getIn();
            assertThat(message.getHeaders())
                    .containsEntry(AirHeaders.ID, "m-1")
                    .containsEntry(AirHeaders.DEVICE, "thermo-1")
                    .containsEntry(AirHeaders.TENANT, "plant-a")
                    .containsEntry(AirHeaders.TOPIC, "sensors/thermo-1/température")
                    .containsEntry(AirHeaders.DOOR, "http")
                    .containsEntry(AirHeaders.QOS, 0)
                    .containsEntry(AirHeaders.PRIORITY, 9)
                    .containsEntry(AirHeaders.CONTENT_TYPE, "application/json")
                    .containsEntry(AirHeaders.CONTENT_ENCODING, "gzip")
                    .containsEntry(AirHeaders.KEY_ID, "k-1")
                    .containsEntry(AirHeaders.TRACE, TRACE)
                    .containsEntry(AirHeaders.REPLY_TO, "sensors/thermo-1/answers")
                    .containsEntry(AirHeaders.CORRELATION, new byte[] {0, 1, 2})
                    .containsEntry("AirUser.unit", "celsius");
            assertThat((Long) message.getHeader(AirHeaders.EXPIRY))
                    .isEqualTo((Long) message.getHeader(AirHeaders.TIME) + 60_000);
            assertOnlyKnown(message.getHeaders());
            assertThat(exchange.getProperty(AirHeaders.ID_GIVEN)).isEqualTo(true);
            assertThat(exchange.getProperty(AirHeaders.IDENTITY, Identity.class).device())
                    .isEqualTo("thermo-1");
            held.keep();
        }
    }

    @Test
    void givesAnIdToWhoBringsNone() throws Exception {
        HeldStep step = new HeldStep();
        try (WebKit kit = WebKit.start(directory, step)) {
            var answer =
                    kit.client("thermo-1")
                            .sendAsync(kit.post("/v1/messages/a", "x"), BodyHandlers.ofString());
            HeldStep.Held held = step.next();
            String id = held.header(AirHeaders.ID);
            assertThat(held.exchange().getProperty(AirHeaders.ID_GIVEN)).isEqualTo(false);
            held.keep();
            assertThat(answer.get(60, TimeUnit.SECONDS).body())
                    .isEqualTo("{\"id\":\"" + id + "\"}");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_AUTHENTICATED,401",
        "BANNED,403",
        "NOT_ALLOWED,403",
        "TOO_LARGE,413",
        "OVER_RATE,429",
        "LANE_FULL,503",
        "NO_RECEIVER,404",
        "MALFORMED,400",
        "GOING_DOWN,503",
        "FAILED,500"
    })
    void tellsEveryRefusalAsProblem(Refusal refusal, int status) throws Exception {
        HeldStep step = new HeldStep();
        try (WebKit kit = WebKit.start(directory, step)) {
            var answer =
                    kit.client("thermo-1")
                            .sendAsync(
                                    kit.post("/v1/messages/a/b", "x", "Air-Id", "m-1"),
                                    BodyHandlers.ofString());
            step.next().refuse(new RefusedException(refusal, "AIR-2999 why, what, do that", 1500));
            HttpResponse<String> refused = answer.get(60, TimeUnit.SECONDS);
            assertThat(refused.statusCode()).isEqualTo(status);
            assertThat(refused.headers().firstValue("Content-Type"))
                    .hasValue("application/problem+json");
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("2");
            assertThat(refused.body())
                    .contains(
                            "\"status\":" + status,
                            "\"code\":\"AIR-2999\"",
                            "\"detail\":\"why, what, do that\"",
                            "problem:" + refusal.word(),
                            "\"instance\":\"/v1/messages/a/b\"",
                            "\"title\":\"");
            assertThat(
                            kit.count(
                                    "air_source_refused_total",
                                    "door",
                                    "http",
                                    "reason",
                                    refusal.word()))
                    .isOne();
        }
    }

    @Test
    void aFailureBehindTheDoorIsNotAcknowledged() throws Exception {
        HeldStep step = new HeldStep();
        try (WebKit kit = WebKit.start(directory, step)) {
            var answer =
                    kit.client("thermo-1")
                            .sendAsync(kit.post("/v1/messages/a", "x"), BodyHandlers.ofString());
            step.next().refuse(new IllegalStateException("the disk is gone: /secret/path"));
            HttpResponse<String> failed = answer.get(60, TimeUnit.SECONDS);
            assertThat(failed.statusCode()).isEqualTo(500);
            assertThat(failed.body()).contains("AIR-1023").doesNotContain("secret");
        }
    }

    @Test
    void bodiesAreBytesWhateverTheyAre() throws Exception {
        HeldStep step = new HeldStep();
        byte[] bytes = new byte[70_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        try (WebKit kit = WebKit.start(directory, step)) {
            kit.client("thermo-1")
                    .sendAsync(
                            kit.request("/v1/messages/a")
                                    .POST(BodyPublishers.ofByteArray(bytes))
                                    .build(),
                            BodyHandlers.ofString());
            HeldStep.Held full = step.next();
            assertThat(full.exchange().getIn().getBody(byte[].class)).isEqualTo(bytes);
            full.keep();
            kit.client("thermo-1")
                    .sendAsync(kit.post("/v1/messages/a", ""), BodyHandlers.ofString());
            HeldStep.Held empty = step.next();
            assertThat(empty.text().getBytes(StandardCharsets.UTF_8)).isEmpty();
            empty.keep();
        }
    }

    private static void assertOnlyKnown(Map<String, Object> headers) {
        assertThat(headers.keySet())
                .allMatch(
                        name ->
                                AirHeaders.ALL.contains(name)
                                        || name.startsWith(AirHeaders.USER_PREFIX));
    }
}
