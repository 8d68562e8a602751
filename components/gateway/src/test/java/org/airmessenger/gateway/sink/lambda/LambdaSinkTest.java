/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.gateway.sink.lambda.InvokeStub.Call;
import org.airmessenger.gateway.sink.lambda.InvokeStub.Reply;
import org.airmessenger.message.DeliveryException;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What goes over the wire, and in how many invocations. */
class LambdaSinkTest {

    private LambdaFixture sink;

    @BeforeEach
    void start() throws Exception {
        sink = new LambdaFixture();
    }

    @AfterEach
    void stop() {
        sink.close();
    }

    @Test
    void invokesWithOneMessageAsOneCloudEvent() throws Exception {
        sink.add("cloud", sink.parameters("functionName", "air-ingest:live"));
        Message message = sink.message("id-1", "{\"celsius\":81.5}");
        Map<String, Object> before = Map.copyOf(message.getHeaders());

        Exchange exchange = sink.send(message);

        assertThat(exchange.getException()).isNull();
        Call call = sink.function.last();
        assertThat(call.target())
                .isEqualTo("/2015-03-31/functions/air-ingest/invocations?Qualifier=live");
        assertThat(call.header("X-Amz-Invocation-Type")).isEqualTo("RequestResponse");
        assertThat(call.header("Authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
                .contains("/eu-central-1/lambda/aws4_request");
        JsonObject event = new JsonObject(call.body());
        assertThat(event.getString("specversion")).isEqualTo("1.0");
        assertThat(event.getString("id")).isEqualTo("id-1");
        assertThat(event.getString("source")).isEqualTo("/devices/thermo-1");
        assertThat(event.getString("subject")).isEqualTo("sensors/thermo-1/temperature");
        assertThat(event.getJsonObject("data").getDouble("celsius")).isEqualTo(81.5);
        assertThat(exchange.getMessage().getBody()).isSameAs(message.getBody());
        assertThat(exchange.getMessage().getHeaders()).isEqualTo(before);
    }

    @Test
    void invokesWithABatchAsRecordsInOrder() throws Exception {
        sink.add("cloud", sink.parameters());
        List<Message> batch = sink.batch(100);

        Exchange exchange = sink.sendLater(batch).join();

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isSameAs(batch);
        assertThat(sink.function.calls()).hasSize(1);
        assertThat(ids(sink.function.last()))
                .containsExactlyElementsOf(
                        batch.stream().map(it -> it.getHeader("AirId").toString()).toList());
    }

    @Test
    void queuesOnlyWhenToldSo() throws Exception {
        sink.add("cloud", sink.parameters("invocationType", "Event"));
        sink.function.answer(new Reply(202, Map.of(), "", 0));

        assertThat(sink.verdict(sink.batch(2))).isNull();

        assertThat(sink.function.last().header("X-Amz-Invocation-Type")).isEqualTo("Event");
    }

    @Test
    void cutsABatchAtTheLimitOfTheVendorAndKeepsOrder() throws Exception {
        sink.add("cloud", sink.parameters("invocationType", "Event"));

        assertThat(sink.verdict(sink.batch(7, 400_000))).isNull();

        assertThat(sink.function.calls())
                .extracting(LambdaSinkTest::ids)
                .containsExactly(
                        List.of("id-0", "id-1"),
                        List.of("id-2", "id-3"),
                        List.of("id-4", "id-5"),
                        List.of("id-6"));
        assertThat(sink.function.calls())
                .allSatisfy(call -> assertThat(call.body().length()).isLessThan(1024 * 1024));
    }

    @Test
    void sendsSixMegabytesWhenItWaitsForTheFunction() throws Exception {
        sink.add("cloud", sink.parameters());

        assertThat(sink.verdict(sink.batch(15, 400_000))).isNull();
        assertThat(sink.function.calls()).hasSize(1);
        assertThat(sink.verdict(sink.batch(16, 400_000))).isNull();
        assertThat(sink.function.calls()).hasSize(3);
    }

    @Test
    void fillsAPayloadToTheLastByteOfTheLimit() throws Exception {
        List<Message> batch = sink.batch(2, 10);
        int bytes = Payloads.of(batch, true, 10_000).next(2).bytes();

        assertThat(Payloads.of(batch, true, bytes).next(2).count()).isEqualTo(2);
        assertThat(Payloads.of(batch, true, bytes).next(2).content()).hasSize(bytes);
        assertThat(Payloads.of(batch, true, bytes - 1).next(2).count()).isEqualTo(1);
        int alone = Payloads.of(batch.subList(0, 1), false, 10_000).next(1).bytes();
        assertThat(Payloads.of(batch.subList(0, 1), false, alone).next(1).content()).hasSize(alone);
        assertThat(Payloads.of(batch.subList(0, 1), false, alone - 1).next(1).content()).isNull();
    }

    @Test
    void tellsHowManyWereAcceptedBeforeItWasAway() throws Exception {
        sink.add("cloud", sink.parameters("invocationType", "Event"));
        sink.function.answer(
                call ->
                        ids(call).contains("id-4")
                                ? Reply.error(429, "TooManyRequestsException")
                                : Reply.ok(""));

        DeliveryException verdict = sink.verdict(sink.batch(7, 400_000));

        assertThat(verdict.isAway()).isTrue();
        assertThat(verdict.accepted()).isEqualTo(4);
        assertThat(sink.function.calls()).hasSize(3);
    }

    @Test
    void tellsOnlyWhatCameBeforeTheFirstRefusedAsAccepted() throws Exception {
        sink.add("cloud", sink.parameters());
        sink.function.answer(
                call ->
                        ids(call).contains("id-0")
                                ? Reply.ok(
                                        "{\"batchItemFailures\":[{\"itemIdentifier\":\"id-0\"}]}")
                                : Reply.error(503, "ServiceException"));

        DeliveryException verdict = sink.verdict(sink.batch(16, 400_000));

        assertThat(verdict.isAway()).isTrue();
        assertThat(verdict.accepted()).isZero();
    }

    @Test
    void refusesAMessageOverTheLimitAloneAndSendsTheOthers() throws Exception {
        sink.add("cloud", sink.parameters("invocationType", "Event"));
        List<Message> batch = new ArrayList<>(sink.batch(2));
        batch.add(1, sink.message("huge", "\"" + "x".repeat(1_100_000) + "\""));

        DeliveryException verdict = sink.verdict(batch);

        assertThat(verdict.isAway()).isFalse();
        assertThat(verdict.refused()).containsOnlyKeys("huge");
        assertThat(verdict.refused().get("huge")).startsWith("AIR-5069").contains("1048575");
        assertThat(sink.function.calls())
                .extracting(LambdaSinkTest::ids)
                .containsExactly(List.of("id-0"), List.of("id-1"));

        verdict = sink.verdict(sink.send(batch.get(1)));
        assertThat(verdict.isAway()).isFalse();
        assertThat(verdict.getMessage()).startsWith("AIR-5069");
    }

    @Test
    void givesHalfAsMuchToAFunctionThatRanOutOfTimeAndMoreAgainLater() throws Exception {
        sink.add("cloud", sink.parameters());
        sink.function.answer(
                call ->
                        ids(call).size() > 20
                                ? Reply.thrown("Unhandled", "Sandbox.Timedout", "3.00 seconds")
                                : Reply.ok("null"));
        List<Message> batch = sink.batch(100);

        assertThat(sink.verdict(batch).isUnsure()).isTrue();
        assertThat(sink.verdict(batch).isUnsure()).isTrue();
        DeliveryException verdict = sink.verdict(batch);
        assertThat(verdict.isAway()).isTrue();
        verdict = sink.verdict(batch);
        assertThat(verdict.accepted()).as("12, then 24 were too many").isEqualTo(12);

        sink.function.answer(Reply.ok("null"));
        assertThat(sink.verdict(batch)).as("12, 24, 48 and the rest").isNull();
        assertThat(sink.verdict(batch)).as("96 and the rest").isNull();
        sink.function.calls().clear();
        assertThat(sink.verdict(batch)).isNull();
        assertThat(sink.function.calls()).hasSize(1);
    }

    @Test
    void keepsHundredsInFlightWithoutAThreadEach() throws Exception {
        sink.add("cloud", sink.parameters());
        sink.send(sink.message("warm-up", "{}"));
        sink.function.answer(Reply.ok("null").after(500));
        long threads = threads();

        long start = System.nanoTime();
        List<CompletableFuture<Exchange>> sent = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            sent.add(sink.sendLater("{}", sink.message("id-" + i, "{}")));
        }
        await().until(() -> sink.function.calls().size() == 201);
        long more = threads() - threads;
        CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);

        assertThat(sent).allSatisfy(done -> assertThat(done.join().getException()).isNull());
        assertThat(took).as("one after the other they would take 100 s").isLessThan(10_000);
        assertThat(more).as("threads for 200 in flight").isLessThan(40);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith(InvokeStub.THREADS))
                .count();
    }

    private static List<String> ids(Call call) {
        JsonArray records = new JsonObject(call.body()).getJsonArray("Records");
        return records.stream().map(it -> ((JsonObject) it).getString("id")).toList();
    }
}
