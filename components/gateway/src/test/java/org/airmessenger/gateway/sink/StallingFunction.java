/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A function on loopback that does not end its answers, reached through a wire that can be cut
 * without either side being told.
 */
final class StallingFunction implements AutoCloseable {

    /** What it does with a request. */
    enum Manner {
        /** Accepts. */
        ACCEPT,
        /** The head, one byte, and never more. */
        STALL,
        /** The head, and then a byte each 100 ms. */
        DRIP,
        /** More than anybody wants to read. */
        FLOOD
    }

    private static final int CHUNK = 64 * 1024;

    final AtomicInteger requests = new AtomicInteger();
    final AtomicInteger unfinished = new AtomicInteger();
    final AtomicInteger connections = new AtomicInteger();
    volatile Manner manner = Manner.ACCEPT;
    volatile boolean cut;

    private final Vertx vertx = Vertx.vertx();
    private final int port;
    private final int wire;

    StallingFunction(boolean http2) {
        PemKeyCertOptions identity =
                new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(SinkFixture.CERTIFICATE.certificate()))
                        .addKeyValue(Buffer.buffer(SinkFixture.CERTIFICATE.key()));
        HttpServerOptions options =
                new HttpServerOptions().setSsl(true).setUseAlpn(http2).setKeyCertOptions(identity);
        port =
                done(vertx.createHttpServer(options)
                                .requestHandler(this::take)
                                .listen(0, "127.0.0.1"))
                        .actualPort();
        wire =
                done(vertx.createNetServer().connectHandler(this::lay).listen(0, "127.0.0.1"))
                        .actualPort();
    }

    String url() {
        return "https://127.0.0.1:" + wire + "/ingest?code=topsecret";
    }

    private void lay(NetSocket near) {
        connections.incrementAndGet();
        near.closeHandler(closed -> connections.decrementAndGet());
        near.pause();
        vertx.createNetClient()
                .connect(port, "127.0.0.1")
                .onSuccess(
                        far -> {
                            carry(near, far);
                            carry(far, near);
                            near.resume();
                        });
    }

    /** Bytes that go into a cut wire are gone, as on a line whose router died. */
    private void carry(NetSocket from, NetSocket to) {
        boolean[] dead = {false};
        from.handler(
                data -> {
                    dead[0] |= cut;
                    if (!dead[0]) {
                        to.write(data);
                    }
                });
        from.endHandler(ended -> to.end());
    }

    private void take(HttpServerRequest request) {
        requests.incrementAndGet();
        HttpServerResponse response = request.response();
        Manner now = manner;
        if (now == Manner.ACCEPT) {
            request.endHandler(read -> response.setStatusCode(204).end());
            return;
        }
        unfinished.incrementAndGet();
        response.exceptionHandler(failure -> {});
        response.closeHandler(closed -> unfinished.decrementAndGet());
        response.setChunked(true).setStatusCode(200);
        if (now == Manner.FLOOD) {
            flood(response);
            return;
        }
        response.write("{");
        vertx.setPeriodic(
                100,
                timer -> {
                    if (response.closed()) {
                        vertx.cancelTimer(timer);
                    } else if (now == Manner.DRIP) {
                        response.write(" ");
                    } else if (request.version() == HttpVersion.HTTP_2) {
                        // the connection is busy, so that it does not look dead
                        request.connection().ping(Buffer.buffer(new byte[Long.BYTES]));
                    }
                });
    }

    private void flood(HttpServerResponse response) {
        if (!response.closed()) {
            response.write(Buffer.buffer(new byte[CHUNK])).onSuccess(written -> flood(response));
        }
    }

    @Override
    public void close() {
        done(vertx.close());
    }

    private static <T> T done(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
