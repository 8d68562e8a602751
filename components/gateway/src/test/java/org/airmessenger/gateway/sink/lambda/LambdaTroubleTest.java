/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.gateway.sink.lambda.InvokeStub.Call;
import org.airmessenger.gateway.sink.lambda.InvokeStub.Reply;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A whole gateway and a function in trouble that an emulator cannot be made to have. */
class LambdaTroubleTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern ID = Pattern.compile("\"id\":\"(m-\\d+)\"");
    private static final Reply OUT_OF_TIME =
            Reply.thrown("Unhandled", "Sandbox.Timedout", "Task timed out after 3.00 seconds");

    @TempDir Path folder;
    private final List<String> worked = new CopyOnWriteArrayList<>();
    private InvokeStub function;
    private LambdaGateway gateway;

    @BeforeEach
    void start() throws Exception {
        function = new InvokeStub();
        gateway =
                new LambdaGateway(
                        folder,
                        function.url(),
                        """
                        batch: { normal: { maxMessages: 20, maxDelay: 50ms, maxBytes: 1MB } }
                        concurrency: 2
                        order: none
                        retry: { initial: 100ms, max: 100ms, maxAttempts: 2 }
                        """);
    }

    @AfterEach
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
        function.close();
    }

    /** The function works on what comes, if its trouble answers nothing. */
    private void works(Function<List<String>, Reply> trouble) {
        function.answer(
                call -> {
                    List<String> ids = ids(call);
                    Reply reply = trouble.apply(ids);
                    if (reply == null) {
                        worked.addAll(ids);
                    }
                    return reply == null ? Reply.ok("null") : reply;
                });
    }

    @Test
    void deliversAllThroughThrottling() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        works(
                ids ->
                        calls.incrementAndGet() % 3 == 0
                                ? null
                                : Reply.error(429, "TooManyRequestsException"));
        publish(100);

        await().atMost(PATIENCE).until(() -> gateway.account().waiting() == 0);
        assertThat(gateway.account().dead()).isZero();
        assertThat(worked).doesNotHaveDuplicates().hasSize(100);
    }

    @Test
    void givesAFunctionThatIsOutOfTimeLessUntilItManages() throws Exception {
        works(ids -> ids.size() > 3 ? OUT_OF_TIME : null);
        publish(100);

        await().atMost(PATIENCE).until(() -> gateway.account().waiting() == 0);
        assertThat(gateway.account().dead()).isZero();
        assertThat(worked).doesNotHaveDuplicates().hasSize(100);
        assertThat(gateway.account().difference()).isZero();
    }

    @Test
    void buriesNothingWhileTheFunctionIsAlwaysOutOfTime() throws Exception {
        works(ids -> OUT_OF_TIME);
        publish(40);
        await().atMost(PATIENCE).until(() -> function.calls().size() > 30);
        assertThat(gateway.account().dead()).isZero();
        assertThat(gateway.lanes().lanes().get(0).reason()).contains("AIR-5067");

        works(ids -> null);
        await().atMost(PATIENCE).until(() -> gateway.account().waiting() == 0);
        assertThat(gateway.account().dead()).isZero();
        assertThat(new HashSet<>(worked)).isEqualTo(gateway.acknowledged());
    }

    @Test
    void buriesTheMessageThatCrashesTheFunctionAgainAndAgainWhileOthersPass() throws Exception {
        works(
                ids ->
                        ids.contains("m-7")
                                ? Reply.thrown("Unhandled", "Runtime.ExitError", "exit status 1")
                                : null);
        // its verdict needs others that succeed between its tries, however far apart these are
        AtomicInteger next = new AtomicInteger();
        await().atMost(PATIENCE)
                .until(
                        () -> {
                            publish(next.getAndAdd(10), 10);
                            return gateway.account().dead() > 0;
                        });
        await().atMost(PATIENCE).until(() -> gateway.account().waiting() == 0);
        assertThat(gateway.lanes().dead("cloud", 10))
                .singleElement()
                .satisfies(
                        dead -> {
                            assertThat(dead.id()).isEqualTo("m-7");
                            assertThat(dead.reason()).contains("AIR-5067", "exit status 1");
                        });
        assertThat(new HashSet<>(worked)).hasSize(gateway.acknowledged().size() - 1);
    }

    private void publish(int count) throws Exception {
        publish(0, count);
    }

    private void publish(int first, int count) throws Exception {
        CompletableFuture.allOf(
                        gateway.publish(first, count, i -> "{\"n\":" + i + "}")
                                .toArray(CompletableFuture[]::new))
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static List<String> ids(Call call) {
        return ID.matcher(call.body())
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }
}
