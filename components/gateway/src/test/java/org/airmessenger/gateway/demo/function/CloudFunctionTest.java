/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.demo.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The function itself, by another client than the gateway's. */
class CloudFunctionTest {

    private static final String KEY = "a-key-for-this-function";

    private final HttpClient http = HttpClient.newHttpClient();
    private CloudFunction function = CloudFunction.start(FunctionOptions.plain());

    @AfterEach
    void close() {
        function.close();
    }

    @Test
    void countsDuplicatesAndInversionsPerDevice() throws Exception {
        post(batch(event("a", "d1", 1), event("b", "d1", 2), event("c", "d2", 1)));
        post(batch(event("b", "d1", 2), event("d", "d1", 5), event("e", "d1", 4)));

        FunctionReport report = function.report();
        assertThat(report.requests()).isEqualTo(2);
        assertThat(report.batches()).isEqualTo(2);
        assertThat(report.messages()).isEqualTo(5);
        assertThat(report.duplicates()).isEqualTo(1);
        assertThat(report.inversions()).isEqualTo(1);
        assertThat(report.other().count()).isEqualTo(5);
        assertThat(report.urgent().count()).isZero();
    }

    @Test
    void countsNothingThatItRefused() throws Exception {
        function.answer(Answer.status(503));
        assertThat(post(batch(event("a", "d1", 1))).statusCode()).isEqualTo(503);
        function.answer(Answer.refusing("a"::equals, "a \"reason\""));

        HttpResponse<String> answer = post(batch(event("a", "d1", 1), event("b", "d1", 2)));

        assertThat(answer.body())
                .isEqualTo("{\"failed\":[{\"id\":\"a\",\"reason\":\"a \\\"reason\\\"\"}]}");
        assertThat(function.report().messages()).isEqualTo(1);
        assertThat(function.report().refused()).isEqualTo(1);
        assertThat(function.report().failures()).isEqualTo(1);
    }

    @Test
    void answersBadRequestToWhatIsNoEvent() throws Exception {
        for (String bad : new String[] {"{}", "[{}]", "[{\"id\":\"a\"}]", "[", ""}) {
            assertThat(post(bad).statusCode()).as(bad).isEqualTo(400);
        }
    }

    @Test
    void believesOnlyTheRightSignatureOfNow() throws Exception {
        function.close();
        function = CloudFunction.start(FunctionOptions.plain().signedWith(KEY));
        String body = batch(event("a", "d1", 1));
        long now = Instant.now().getEpochSecond();

        assertThat(post(body).statusCode()).isEqualTo(401);
        assertThat(post(body, sign("another-key", now, body)).statusCode()).isEqualTo(401);
        assertThat(post(body, sign(KEY, now - 3600, body)).statusCode()).isEqualTo(401);
        assertThat(post(body, sign(KEY, now, body + " ")).statusCode()).isEqualTo(401);
        assertThat(post(body, sign(KEY, now, body)).statusCode()).isEqualTo(204);
        assertThat(function.report().badSignatures()).isEqualTo(4);
    }

    @Test
    void goesAwayAndComesBackOnTheSamePort() throws Exception {
        int port = function.port();
        function.goAway();
        assertThatThrownBy(() -> post(batch())).isInstanceOf(ConnectException.class);

        function.comeBack();

        assertThat(post(batch(event("a", "d1", 1))).statusCode()).isEqualTo(204);
        assertThat(function.port()).isEqualTo(port);
    }

    @Test
    void remembersAMillionIdsInLittleMemory() {
        IdSet ids = new IdSet(1_000_000);
        for (int i = 0; i < 500_000; i++) {
            assertThat(ids.add("id-" + i)).isTrue();
        }
        assertThat(ids.add("id-499999")).isFalse();
        assertThat(ids.add("id-0")).isFalse();
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return post(body, "none");
    }

    private HttpResponse<String> post(String body, String signature)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(function.url()))
                        .version(HttpClient.Version.HTTP_1_1)
                        .header("Content-Type", "application/cloudevents-batch+json")
                        .header("Air-Signature", signature)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String batch(String... events) {
        return "[" + String.join(",", events) + "]";
    }

    private static String event(String id, String device, int sequence) {
        return ("{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/devices/%s\",\"type\":\"t\","
                        + "\"device\":\"%s\",\"time\":\"2026-01-01T00:00:00.5Z\","
                        + "\"data\":{\"x\":{\"seq\":9},\"seq\":%d}}")
                .formatted(id, device, device, sequence);
    }

    private static String sign(String key, long time, String body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] signed = mac.doFinal((time + "." + body).getBytes(StandardCharsets.UTF_8));
        return "t=" + time + ",v1=" + HexFormat.of().formatHex(signed);
    }
}
