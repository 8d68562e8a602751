/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.gateway.demo.function.FunctionOptions;
import org.airmessenger.gateway.sink.StallingFunction.Manner;
import org.airmessenger.message.DeliveryException;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Answers that begin and do not end. */
class HttpSinkStallTest {

    private static final long PATIENCE = 20;

    private SinkFixture sink;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        sink = new SinkFixture(folder, FunctionOptions.secure(SinkFixture.CERTIFICATE));
        sink.add("quick", sink.parameters());
        // the first handshake of a process may take longer than the short times of these tests
        assertThat(sink.send("quick", sink.batch(1)).getException()).isNull();
    }

    @AfterEach
    void stop() {
        sink.close();
    }

    @ParameterizedTest
    @CsvSource({"true, STALL", "true, DRIP", "false, STALL", "false, DRIP"})
    void endsAnAnswerThatBeginsAndDoesNotEnd(boolean http2, Manner manner) throws Exception {
        try (StallingFunction function = new StallingFunction(http2)) {
            add(function, "1s");
            assertThat(later().get(PATIENCE, TimeUnit.SECONDS).getException()).isNull();
            int connections = function.connections.get();
            function.manner = manner;

            DeliveryException verdict = verdict(later());

            assertThat(verdict.isAway()).isTrue();
            assertThat(verdict)
                    .hasMessageStartingWith("AIR-5021 127.0.0.1:")
                    .hasMessageContaining("1000 ms")
                    .hasMessageNotContaining("topsecret");
            await().untilAsserted(() -> assertThat(function.unfinished).hasValue(0));
            function.manner = Manner.ACCEPT;
            assertThat(later().get(PATIENCE, TimeUnit.SECONDS).getException()).isNull();
            if (http2) {
                assertThat(function.connections).as("only the stream ended").hasValue(connections);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void keepsItsConnectionsUsableAfterMoreStalledThanThePoolHolds(boolean http2) throws Exception {
        try (StallingFunction function = new StallingFunction(http2)) {
            add(function, "1s");
            function.manner = Manner.STALL;
            List<CompletableFuture<Exchange>> stalled = later(http2 ? 450 : 300);

            for (CompletableFuture<Exchange> one : stalled) {
                assertThat(verdict(one).isAway()).isTrue();
            }

            await().untilAsserted(() -> assertThat(function.unfinished).hasValue(0));
            function.manner = Manner.ACCEPT;
            for (CompletableFuture<Exchange> one : later(50)) {
                assertThat(one.get(PATIENCE, TimeUnit.SECONDS).getException()).isNull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void disturbsNoOtherDestinationWithAHundredStalledAtOnce(boolean http2) throws Exception {
        try (StallingFunction function = new StallingFunction(http2)) {
            add(function, "1m");
            function.manner = Manner.STALL;
            List<CompletableFuture<Exchange>> stalled = later(100);
            // over HTTP/1.1 most of them wait for a connection
            await().until(() -> function.unfinished.get() >= (http2 ? 100 : 4));

            for (int i = 0; i < 20; i++) {
                assertThat(sink.send("quick", sink.batch(2)).getException()).isNull();
            }

            assertThat(stalled).noneMatch(CompletableFuture::isDone);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void cutsAnAnswerThatIsTooLongToRead(boolean http2) throws Exception {
        try (StallingFunction function = new StallingFunction(http2)) {
            add(function, "1m");
            function.manner = Manner.FLOOD;

            assertThat(verdict(later())).hasMessageContaining("16 MiB");

            await().untilAsserted(() -> assertThat(function.unfinished).hasValue(0));
        }
    }

    @Test
    void closesAConnectionThatDoesNotEvenAnswerAPing() throws Exception {
        try (StallingFunction function = new StallingFunction(true)) {
            add(function, "500ms");
            await().until(() -> later().get(PATIENCE, TimeUnit.SECONDS).getException() == null);
            function.cut = true;

            assertThat(verdict(later()).isAway()).isTrue();

            await().untilAsserted(() -> assertThat(function.connections).hasValue(0));
            function.cut = false;
            assertThat(later().get(PATIENCE, TimeUnit.SECONDS).getException()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sendsNothingAfterItsTimeIsOver(boolean http2) throws Exception {
        try (StallingFunction function = new StallingFunction(http2)) {
            add(function, "500ms");
            function.cut = true;
            assertThat(verdict(later()).isAway()).isTrue();
            function.cut = false;

            await().until(() -> later().get(PATIENCE, TimeUnit.SECONDS).getException() == null);

            assertThat(function.requests).hasValue(1);
        }
    }

    private void add(StallingFunction function, String timeout) throws Exception {
        sink.add("cloud", sink.parameters("url", function.url(), "timeout", timeout));
    }

    private CompletableFuture<Exchange> later() {
        return sink.sendLater("cloud", "{}", sink.message("id-1", "{}"));
    }

    private List<CompletableFuture<Exchange>> later(int count) {
        List<CompletableFuture<Exchange>> sent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sent.add(later());
        }
        return sent;
    }

    private DeliveryException verdict(CompletableFuture<Exchange> sent) throws Exception {
        return sink.verdict(sent.get(PATIENCE, TimeUnit.SECONDS));
    }
}
