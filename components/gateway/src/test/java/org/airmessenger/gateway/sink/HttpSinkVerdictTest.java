/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.gateway.demo.function.Answer;
import org.airmessenger.gateway.demo.function.FunctionOptions;
import org.airmessenger.gateway.demo.function.ThrowawayCertificate;
import org.airmessenger.message.DeliveryException;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What an answer, or none, means. */
class HttpSinkVerdictTest {

    @TempDir Path folder;
    private SinkFixture sink;

    @BeforeEach
    void start() throws Exception {
        sink = new SinkFixture(folder, FunctionOptions.secure(SinkFixture.CERTIFICATE));
    }

    @AfterEach
    void stop() {
        sink.close();
    }

    @Test
    void takesWhatConcernsTheDestinationAsAway() throws Exception {
        for (int status :
                new int[] {
                    301, 307, 401, 403, 404, 405, 407, 408, 410, 425, 429, 500, 502, 503, 504
                }) {
            DeliveryException verdict = verdictOn(Answer.status(status));

            assertThat(verdict.isAway()).as("%d", status).isTrue();
            assertThat(verdict.getMessage()).contains("AIR-502").contains(String.valueOf(status));
        }
    }

    @Test
    void takesWhatConcernsTheContentAsRefusal() throws Exception {
        for (int status : new int[] {400, 409, 413, 415, 418, 422, 431}) {
            DeliveryException verdict = verdictOn(Answer.status(status).body("too\r\nbad\u0007!"));

            assertThat(verdict.isAway()).isFalse();
            assertThat(verdict.refused()).isEmpty();
            assertThat(verdict.getMessage())
                    .startsWith("AIR-5030")
                    .endsWith(status + " too  bad !");
        }
    }

    @Test
    void honoursRetryAfterInSecondsAndAsDateWithinBounds() throws Exception {
        assertThat(verdictOn(Answer.later(503, "7")).retryAfterMillis()).isEqualTo(7000);
        assertThat(verdictOn(Answer.later(429, "99999999999")).retryAfterMillis())
                .isEqualTo(RetryAfter.MAX.toMillis());
        String date =
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(60));
        assertThat(verdictOn(Answer.later(503, date)).retryAfterMillis())
                .isBetween(50_000L, 60_000L);
        assertThat(verdictOn(Answer.later(503, "soon")).retryAfterMillis()).isZero();
        assertThat(verdictOn(Answer.later(503, "-5")).retryAfterMillis()).isZero();
    }

    @Test
    void refusesOnlyTheMessagesThatTheAnswerNames() throws Exception {
        sink.add("cloud", sink.parameters());
        sink.function.answer(Answer.refusing(id -> id.equals("id-2"), "no\u0000pe"));

        DeliveryException verdict = sink.verdict(sink.send("cloud", sink.batch(5)));

        assertThat(verdict.isAway()).isFalse();
        assertThat(verdict.refused()).containsExactly(Map.entry("id-2", "no pe"));
        assertThat(sink.function.report().messages()).isEqualTo(4);
    }

    @Test
    void understandsPartialFailuresOfLambda() throws Exception {
        String names =
                "{\"batchItemFailures\":[{\"itemIdentifier\":\"id-0\"},{\"itemIdentifier\":\"id-3\"}]}";
        assertThat(verdictOn(Answer.status(200).body(names)).refused())
                .containsOnlyKeys("id-0", "id-3");
        assertThat(verdictOn(Answer.status(207).body(names)).refused()).hasSize(2);
        // an empty or unknown identifier: all failed, as Lambda has it; who, is found by splitting
        String unknown = "{\"batchItemFailures\":[{\"itemIdentifier\":\"\"}]}";
        DeliveryException verdict = verdictOn(Answer.status(200).body(unknown));
        assertThat(verdict.isAway()).isFalse();
        assertThat(verdict.refused()).isEmpty();
    }

    @Test
    void acceptsWhenTheAnswerNamesNobody() throws Exception {
        List<String> bodies =
                List.of(
                        "ok",
                        "{}",
                        "[]",
                        "{\"failed\":[]}",
                        "{\"batchItemFailures\":[]}",
                        "{\"failed\":0,\"more\":{\"failed\":[\"id-1\"]}}",
                        "{broken");
        for (String body : bodies) {
            assertThat(verdictOn(Answer.status(200).body(body))).as(body).isNull();
        }
    }

    @Test
    void losesNoMessageWhenNamesAreCutOff() throws Exception {
        StringBuilder names = new StringBuilder("{\"failed\":[\"id-0\"");
        while (names.length() < 200_000) {
            names.append(",\"other\"");
        }
        DeliveryException verdict = verdictOn(Answer.status(200).body(names + ",\"id-4\"]}"));

        assertThat(verdict.isAway()).isFalse();
        assertThat(verdict.refused()).isEmpty();
        assertThat(verdict.getMessage()).contains("AIR-5032");
    }

    @Test
    void givesUpOnFunctionThatNeverAnswers() throws Exception {
        sink.add("cloud", sink.parameters("timeout", "300ms"));
        sink.function.answer(Answer.hang());

        DeliveryException verdict = sink.verdict(sink.send("cloud", sink.message("id-1", "{}")));

        assertThat(verdict.isAway()).isTrue();
        assertThat(verdict.getMessage()).contains("AIR-5021");
    }

    @Test
    void recoversOnTheSamePortAfterTheFunctionWasAway() throws Exception {
        sink.add("cloud", sink.parameters());
        assertThat(sink.send("cloud", sink.batch(2)).getException()).isNull();
        sink.function.goAway();

        DeliveryException verdict = sink.verdict(sink.send("cloud", sink.batch(2)));
        assertThat(verdict.isAway()).isTrue();
        assertThat(verdict.getMessage()).contains("AIR-5020");

        sink.function.comeBack();
        assertThat(sink.send("cloud", sink.batch(2)).getException()).isNull();
        assertThat(sink.function.report().duplicates()).isEqualTo(2);
    }

    @Test
    void trustsNoForeignCertificate() throws Exception {
        Path other = ThrowawayCertificate.make().writeCertificate(folder.resolve("other.pem"));
        sink.add("other-ca", sink.parameters("caFile", other.toString()));
        sink.add("jdk-ca", sink.parameters("caFile", null));

        for (String destination : List.of("other-ca", "jdk-ca")) {
            DeliveryException verdict = sink.verdict(sink.send(destination, sink.batch(1)));
            assertThat(verdict.isAway()).isTrue();
            assertThat(verdict.getMessage()).contains("AIR-5022");
        }
        assertThat(sink.function.report().requests()).isZero();
    }

    @Test
    void trustsNoCertificateOfAnotherHost() throws Exception {
        ThrowawayCertificate elsewhere = ThrowawayCertificate.make("functions.example");
        try (SinkFixture other = new SinkFixture(folder, FunctionOptions.secure(elsewhere))) {
            Path trusted = elsewhere.writeCertificate(folder.resolve("elsewhere.pem"));
            other.add("cloud", other.parameters("caFile", trusted.toString()));

            DeliveryException verdict = other.verdict(other.send("cloud", other.batch(1)));

            assertThat(verdict.isAway()).isTrue();
            assertThat(verdict.getMessage()).contains("AIR-5022");
        }
    }

    @Test
    void showsItsClientCertificateWhereOneIsRequired() throws Exception {
        ThrowawayCertificate client = ThrowawayCertificate.make("gateway");
        Path cert = client.writeCertificate(folder.resolve("gateway.pem"));
        Path key = Files.writeString(folder.resolve("gateway.key"), client.key());
        FunctionOptions options =
                FunctionOptions.secure(SinkFixture.CERTIFICATE)
                        .requiringClients(client.certificate());
        try (SinkFixture strict = new SinkFixture(folder, options)) {
            strict.add(
                    "known",
                    strict.parameters("certFile", cert.toString(), "keyFile", key.toString()));
            strict.add("unknown", strict.parameters());

            assertThat(strict.send("known", strict.batch(1)).getException()).isNull();
            assertThat(strict.verdict(strict.send("unknown", strict.batch(1))).isAway()).isTrue();
        }
    }

    @Test
    void takesBrokenCertificateFileAsAwaySoThatNothingIsBuried() throws Exception {
        Path broken =
                Files.writeString(
                        folder.resolve("broken.pem"),
                        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        sink.add("cloud", sink.parameters("caFile", broken.toString()));

        assertThat(sink.verdict(sink.send("cloud", sink.batch(1))).isAway()).isTrue();
    }

    @Test
    void speaksHttp1WhereHttp2IsNotOffered() throws Exception {
        FunctionOptions options = FunctionOptions.secure(SinkFixture.CERTIFICATE).http1();
        try (SinkFixture old = new SinkFixture(folder, options)) {
            old.add("cloud", old.parameters());

            assertThat(old.send("cloud", old.batch(2)).getException()).isNull();

            assertThat(old.last().httpVersion()).isEqualTo("HTTP_1_1");
        }
    }

    @Test
    void speaksPlainHttpOnLoopback() throws Exception {
        try (SinkFixture plain = new SinkFixture(folder, FunctionOptions.plain())) {
            plain.add("cloud", plain.parameters());

            assertThat(plain.send("cloud", plain.batch(2)).getException()).isNull();
        }
    }

    @Test
    void keepsHundredsOfRequestsInFlightWithoutAThreadEach() throws Exception {
        sink.add("cloud", sink.parameters());
        sink.send("cloud", sink.message("warm-up", "{}"));
        sink.function.answer(Answer.ok().after(Duration.ofMillis(500)));
        int threads = Thread.activeCount();

        long start = System.nanoTime();
        List<CompletableFuture<Exchange>> sent = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            sent.add(sink.sendLater("cloud", "{}", sink.message("id-" + i, "{}")));
        }
        await().until(() -> sink.received.size() == 201);
        int connections = sink.function.connections();
        CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);

        assertThat(sent).allSatisfy(done -> assertThat(done.join().getException()).isNull());
        // one after the other they would take 100 s; a thread each would show
        assertThat(took).isLessThan(10_000);
        assertThat(connections).as("200 requests, multiplexed").isLessThanOrEqualTo(4);
        assertThat(Thread.activeCount() - threads).isLessThan(60);
    }

    @Test
    void servesOnAfterRequestsThatHung() throws Exception {
        sink.add("cloud", sink.parameters("timeout", "500ms"));
        sink.function.answer(Answer.hang());
        List<CompletableFuture<Exchange>> hung = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            hung.add(sink.sendLater("cloud", "{}", sink.message("id-" + i, "{}")));
        }
        assertThat(hung).allSatisfy(one -> assertThat(sink.verdict(one.join()).isAway()).isTrue());

        sink.function.answer(Answer.ok());

        assertThat(sink.send("cloud", sink.batch(2)).getException()).isNull();
    }

    @Test
    void slowDestinationHoldsUpNoOther() throws Exception {
        sink.add("slow", sink.parameters("timeout", "3s"));
        sink.add("quick", sink.parameters("headers", "X-Quick: 1"));
        sink.function.answer(Answer.hang());
        List<CompletableFuture<Exchange>> hung = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            hung.add(sink.sendLater("slow", "{}", sink.message("id-" + i, "{}")));
        }
        await().until(() -> sink.received.size() >= 400);
        sink.function.answer(Answer.ok());

        assertThat(sink.send("quick", sink.batch(2)).getException()).isNull();

        assertThat(hung).noneMatch(CompletableFuture::isDone);
    }

    @Test
    void closesItsConnectionsWhenTheDestinationIsRemoved() throws Exception {
        sink.add("cloud", sink.parameters());
        sink.send("cloud", sink.batch(1));
        assertThat(sink.function.connections()).isEqualTo(1);

        sink.remove("cloud");

        await().untilAsserted(() -> assertThat(sink.function.connections()).isZero());
    }

    private DeliveryException verdictOn(Answer answer) throws Exception {
        if (sink.camel.getRoute("5-sink-cloud") == null) {
            sink.add("cloud", sink.parameters());
        }
        sink.function.answer(answer);
        return sink.verdict(sink.send("cloud", sink.batch(5)));
    }
}
