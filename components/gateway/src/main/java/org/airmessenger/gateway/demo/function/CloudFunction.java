/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.demo.function;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;

import java.io.IOException;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A cloud function on loopback: one thread, HTTPS with HTTP/2, or plain HTTP. It counts what it
 * accepts, and can refuse, delay, hang or go away and come back on the same port.
 */
public final class CloudFunction implements AutoCloseable {

    private static final long WAIT_SECONDS = 10;
    private static final JsonFactory JSON = new JsonFactory();

    private final FunctionOptions options;
    private final Vertx vertx;
    private final Tally tally;
    private volatile Answer answer = Answer.ok();
    private volatile Consumer<Received> watcher = request -> {};
    private final AtomicInteger connections = new AtomicInteger();
    private HttpServer server;
    private int port;

    private CloudFunction(FunctionOptions options) {
        this.options = options;
        this.tally = new Tally(options.maxIds());
        this.port = options.port();
        this.vertx =
                Vertx.vertx(
                        new VertxOptions()
                                .setEventLoopPoolSize(1)
                                .setWorkerPoolSize(1)
                                .setInternalBlockingPoolSize(1));
    }

    /**
     * Starts a function on 127.0.0.1.
     *
     * @throws IllegalStateException if it cannot listen
     */
    public static CloudFunction start(FunctionOptions options) {
        CloudFunction function = new CloudFunction(options);
        try {
            function.comeBack();
        } catch (IllegalStateException e) {
            function.close();
            throw e;
        }
        return function;
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** The URL for a sink. */
    public String url() {
        String scheme = options.certificate() == null ? "http" : "https";
        return scheme + "://127.0.0.1:" + port + "/ingest";
    }

    /** What it answers from now on; {@link Answer#ok()} at first. */
    public void answer(Answer next) {
        answer = next;
    }

    /** Shows every request to a watcher, on the function's thread; the watcher must be quick. */
    public void watch(Consumer<Received> next) {
        watcher = next;
    }

    /** What it counted since its start or the last reset. */
    public FunctionReport report() {
        return tally.report();
    }

    /** How many connections are open now. */
    public int connections() {
        return connections.get();
    }

    /** Forgets all counts and ids. */
    public void reset() {
        tally.reset();
    }

    /** Closes its listener and all connections; new ones are refused. */
    public synchronized void goAway() {
        if (server != null) {
            await(server.close());
            server = null;
        }
    }

    /**
     * Listens again on the same port.
     *
     * @throws IllegalStateException if it cannot
     */
    public synchronized void comeBack() {
        if (server == null) {
            server =
                    vertx.createHttpServer(serverOptions())
                            .connectionHandler(this::count)
                            .requestHandler(this::take);
            port = await(server.listen(port, "127.0.0.1")).actualPort();
        }
    }

    /** Ends it for good. */
    @Override
    public void close() {
        await(vertx.close());
    }

    private HttpServerOptions serverOptions() {
        HttpServerOptions http = new HttpServerOptions();
        http.setHttp2ClearTextEnabled(false);
        if (options.certificate() != null) {
            http.setSsl(true);
            http.setUseAlpn(true);
            http.setAlpnVersions(
                    options.http2()
                            ? List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1)
                            : List.of(HttpVersion.HTTP_1_1));
            http.setKeyCertOptions(
                    new PemKeyCertOptions()
                            .addCertValue(Buffer.buffer(options.certificate().certificate()))
                            .addKeyValue(Buffer.buffer(options.certificate().key())));
        }
        if (options.clientCa() != null) {
            http.setClientAuth(ClientAuth.REQUIRED);
            http.setTrustOptions(
                    new PemTrustOptions().addCertValue(Buffer.buffer(options.clientCa())));
        }
        return http;
    }

    private void count(HttpConnection connection) {
        connections.incrementAndGet();
        connection.closeHandler(closed -> connections.decrementAndGet());
    }

    private void take(HttpServerRequest request) {
        request.body().onSuccess(body -> read(request, body.getBytes()));
    }

    private void read(HttpServerRequest request, byte[] body) {
        Received received;
        try {
            received = received(request, body);
        } catch (IOException | RuntimeException e) {
            tally.failed(false);
            request.response().setStatusCode(400).end("not CloudEvents: " + e.getMessage());
            return;
        }
        watcher.accept(received);
        if (options.hmacKey() != null && !received.signed()) {
            tally.failed(true);
            request.response().setStatusCode(401).end("the signature is wrong or missing");
            return;
        }
        Answer now = answer;
        if (now.status() == 0) {
            tally.failed(false);
        } else if (now.delay().isZero()) {
            reply(request.response(), received, now);
        } else {
            vertx.setTimer(
                    Math.max(1, now.delay().toMillis()),
                    timer -> reply(request.response(), received, now));
        }
    }

    private void reply(HttpServerResponse response, Received request, Answer now) {
        if (response.closed()) {
            // the gateway gave up or was told that the function is away: it will come again
            tally.failed(false);
            return;
        }
        if (now.accepts()) {
            tally.accepted(request, now, System.currentTimeMillis());
        } else {
            tally.failed(false);
        }
        response.setStatusCode(now.status());
        now.headers().forEach(response::putHeader);
        String failed = now.accepts() ? failed(request, now) : null;
        if (failed != null) {
            response.putHeader("Content-Type", "application/json").end(failed);
        } else {
            response.end(now.body());
        }
    }

    private static String failed(Received request, Answer now) {
        List<String> ids =
                request.arrivals().stream().map(Arrival::id).filter(now.refuses()).toList();
        if (ids.isEmpty()) {
            return null;
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeArrayFieldStart("failed");
            for (String id : ids) {
                json.writeStartObject();
                json.writeStringField("id", id);
                json.writeStringField("reason", now.reason());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("a string cannot fail to be written", e);
        }
        return text.toString();
    }

    private Received received(HttpServerRequest request, byte[] body) throws IOException {
        boolean batch = EventReader.isBatch(request.headers());
        byte[] content = EventReader.decode(request.headers(), body);
        Map<String, String> headers = new HashMap<>();
        request.headers()
                .forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        List<Arrival> arrivals =
                batch
                        ? EventReader.batch(content)
                        : List.of(EventReader.single(request.headers(), content));
        boolean signed =
                options.hmacKey() != null
                        && SignatureCheck.holds(
                                request.getHeader("Air-Signature"),
                                body,
                                options.hmacKey(),
                                System.currentTimeMillis() / 1000);
        return new Received(
                request.version().name(),
                request.method().name(),
                request.uri(),
                headers,
                content,
                batch,
                arrivals,
                signed);
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the function changed its state", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(
                    "AIR-9070 the function cannot listen or close: " + e, e);
        }
    }
}
