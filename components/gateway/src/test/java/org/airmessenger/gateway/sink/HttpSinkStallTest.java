/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.gateway.demo.function.FunctionOptions;
import org.airmessenger.message.DeliveryException;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

class HttpSinkStallTest {

    private final Vertx vertx = Vertx.vertx();
    private SinkFixture sink;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        sink = new SinkFixture(folder, FunctionOptions.secure(SinkFixture.CERTIFICATE));
    }

    @AfterEach
    void stop() throws Exception {
        sink.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Sends a head and never more; the connection is busy, so that it does not look dead. */
    private void stall(HttpServerRequest request) {
        request.response().setChunked(true).setStatusCode(200);
        request.response().write("{");
        vertx.setPeriodic(
                100,
                id -> {
                    if ("HTTP_2".equals(request.version().name())) {
                        request.connection().ping(Buffer.buffer(new byte[8]));
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void endsAnAnswerThatStallsAfterItsHead(boolean http2) throws Exception {
        HttpServer server =
                vertx.createHttpServer(
                                new HttpServerOptions()
                                        .setSsl(true)
                                        .setUseAlpn(http2)
                                        .setKeyCertOptions(
                                                new PemKeyCertOptions()
                                                        .addCertValue(
                                                                Buffer.buffer(
                                                                        SinkFixture.CERTIFICATE
                                                                                .certificate()))
                                                        .addKeyValue(
                                                                Buffer.buffer(
                                                                        SinkFixture.CERTIFICATE
                                                                                .key()))))
                        .requestHandler(this::stall)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
        sink.add(
                "cloud",
                sink.parameters(
                        "url",
                        "https://127.0.0.1:" + server.actualPort() + "/ingest",
                        "timeout",
                        "500ms"));

        Message message = sink.message("id-1", "{}");
        CompletableFuture<Exchange> sent = sink.sendLater("cloud", message.getBody(), message);

        DeliveryException verdict = sink.verdict(sent.get(10, TimeUnit.SECONDS));
        assertThat(verdict.isAway()).isTrue();
        assertThat(verdict).hasMessageContaining("127.0.0.1");
    }
}
