/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** A whole gateway, its lanes, and a real Invoke API that fails: nothing acknowledged is lost. */
class LambdaDestinationTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path folder;
    private LambdaEndpoint endpoint;
    private LambdaGateway gateway;

    @BeforeEach
    void start() throws Exception {
        endpoint = new LambdaEndpoint(folder);
        gateway =
                new LambdaGateway(
                        folder,
                        endpoint.url(),
                        """
                        batch: { normal: { maxMessages: 20, maxDelay: 50ms, maxBytes: 1MB } }
                        concurrency: 4
                        retry: { initial: 100ms, max: 500ms, maxAttempts: 2 }
                        """);
    }

    @AfterEach
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
        if (endpoint != null) {
            endpoint.close();
        }
    }

    @Test
    void losesNothingWhileTheEndpointIsKilledAndStartedAgain() throws Exception {
        losesNothing(1);
    }

    @Test
    @Tag("long")
    void losesNothingWhileTheEndpointIsKilledAgainAndAgain() throws Exception {
        losesNothing(5);
    }

    private void losesNothing(int rounds) throws Exception {
        IntFunction<String> body =
                i -> i % 40 == 0 ? "{\"do\":\"sleep\",\"millis\":200}" : "{\"n\":" + i + "}";
        for (int round = 0; round < rounds; round++) {
            int before = endpoint.ids().size();
            List<CompletableFuture<?>> open = gateway.publish(round * 600, 300, body);
            await().atMost(PATIENCE).until(() -> endpoint.ids().size() > before + 60);
            endpoint.kill();
            open.addAll(gateway.publish(round * 600 + 300, 300, body));
            awaitAll(open);
            await().atMost(PATIENCE).until(() -> "away".equals(gateway.state()));
            endpoint.start();
        }

        int all = rounds * 600;
        assertThat(gateway.acknowledged()).hasSize(all);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(new HashSet<>(endpoint.ids()))
                                        .isEqualTo(gateway.acknowledged()));
        await().atMost(PATIENCE).until(() -> gateway.account().waiting() == 0);
        assertThat(gateway.account().accepted()).isEqualTo(all);
        assertThat(gateway.account().delivered()).isEqualTo(all);
        assertThat(gateway.account().dead()).isZero();
        assertThat(gateway.account().difference()).isZero();
    }

    @Test
    void buriesWhatTheFunctionRefusesAndDeliversAllElse() throws Exception {
        awaitAll(
                gateway.publish(
                        0,
                        80,
                        i ->
                                i == 17
                                        ? "{\"do\":\"throw\"}"
                                        : i % 8 == 0 ? "{\"do\":\"refuse\"}" : "{\"n\":1}"));

        await().atMost(PATIENCE).until(() -> gateway.account().waiting() == 0);
        assertThat(gateway.account().dead()).isEqualTo(11);
        assertThat(gateway.account().delivered()).isEqualTo(69);
        assertThat(gateway.lanes().dead("cloud", 100))
                .filteredOn(dead -> dead.id().equals("m-17"))
                .singleElement()
                .satisfies(dead -> assertThat(dead.reason()).contains("AIR-5068", "cannot read"));
        Set<String> delivered = gateway.acknowledged();
        delivered.removeIf(id -> id.equals("m-17") || Integer.parseInt(id.substring(2)) % 8 == 0);
        assertThat(new HashSet<>(endpoint.ids())).isEqualTo(delivered);
        assertThat(gateway.account().difference()).isZero();
    }

    private static void awaitAll(List<CompletableFuture<?>> open) throws Exception {
        CompletableFuture.allOf(open.toArray(CompletableFuture[]::new))
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
