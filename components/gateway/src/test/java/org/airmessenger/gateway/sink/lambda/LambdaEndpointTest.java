/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.message.DeliveryException;

import org.apache.camel.Message;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The sink against a real Invoke API with a function as users write them. */
class LambdaEndpointTest {

    @TempDir static Path folder;
    private static LambdaEndpoint endpoint;
    private LambdaFixture sink;

    @BeforeAll
    static void startEndpoint() throws Exception {
        endpoint = new LambdaEndpoint(folder);
    }

    @AfterAll
    static void stopEndpoint() {
        endpoint.close();
    }

    @BeforeEach
    void start() throws Exception {
        sink = new LambdaFixture();
    }

    @AfterEach
    void stop() {
        sink.close();
    }

    private void add(String... pairs) throws Exception {
        Map<String, String> parameters = sink.parameters(pairs);
        parameters.put("endpoint", endpoint.url());
        parameters.put("region", "us-east-1");
        sink.add("cloud", parameters);
    }

    @Test
    void deliversOneMessageAndABatch() throws Exception {
        add();

        assertThat(sink.send(sink.message("one", "{\"celsius\":21.5}")).getException()).isNull();
        List<Message> batch = List.of(sink.message("b-1", "{}"), sink.message("b-2", "[1]"));
        assertThat(sink.verdict(batch)).isNull();

        assertThat(endpoint.ids()).containsSubsequence("one", "b-1", "b-2");
    }

    @Test
    void refusesHalfABatchThatTheFunctionNames() throws Exception {
        add();

        DeliveryException verdict =
                sink.verdict(
                        List.of(
                                sink.message("h-1", "{}"),
                                sink.message("h-2", "{\"do\":\"refuse\"}"),
                                sink.message("h-3", "{}"),
                                sink.message("h-4", "{\"do\":\"refuse\"}")));

        assertThat(verdict.isAway()).isFalse();
        assertThat(verdict.refused()).containsOnlyKeys("h-2", "h-4");
        assertThat(endpoint.ids()).contains("h-1", "h-3").doesNotContain("h-2", "h-4");
    }

    @Test
    void refusesWhatTheFunctionThrowsOn() throws Exception {
        add();

        DeliveryException verdict =
                sink.verdict(sink.send(sink.message("t-1", "{\"do\":\"throw\"}")));

        assertThat(verdict.isAway()).isFalse();
        assertThat(verdict.getMessage()).startsWith("AIR-5068").contains("cannot read t-1");
    }

    @Test
    void takesTheFunctionsOwnWordForAway() throws Exception {
        // this endpoint knows no other type of an error than Error
        add("awayErrors", "Error");

        DeliveryException verdict =
                sink.verdict(sink.send(sink.message("a-1", "{\"do\":\"away\"}")));

        assertThat(verdict.isAway()).isTrue();
        assertThat(verdict.getMessage()).startsWith("AIR-5070").contains("the database is down");
    }

    @Test
    void takesAMissingFunctionForAway() throws Exception {
        add("functionName", "nobody");

        DeliveryException verdict = sink.verdict(sink.batch(2));

        assertThat(verdict.isAway()).isTrue();
        assertThat(verdict.getMessage())
                .startsWith("AIR-5023 function nobody was not invoked: 404 ResourceNotFoundExc");
    }

    @Test
    void takesASlowFunctionForAway() throws Exception {
        add("timeout", "500ms");

        DeliveryException verdict =
                sink.verdict(sink.send(sink.message("s-1", "{\"do\":\"sleep\",\"millis\":2000}")));

        assertThat(verdict.isAway()).isTrue();
        assertThat(verdict.getMessage()).startsWith("AIR-5021");
    }

    @Test
    void doesNotWaitForAQueuedEvent() throws Exception {
        add("invocationType", "Event");

        Message slow = sink.message("e-1", "{\"do\":\"sleep\",\"millis\":1000}");
        assertThat(sink.send(slow).getException()).isNull();

        assertThat(endpoint.ids()).doesNotContain("e-1");
        await().untilAsserted(() -> assertThat(endpoint.ids()).contains("e-1"));
    }
}
