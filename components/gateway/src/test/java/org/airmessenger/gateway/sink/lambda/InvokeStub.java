/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink.lambda;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * An Invoke endpoint in the hand of a test, for answers that an emulator cannot be made to give.
 */
public final class InvokeStub implements AutoCloseable {

    static final String THREADS = "stub-";

    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile Function<Call, Reply> answer = call -> Reply.ok("null");
    private HttpServer server;
    private ExecutorService executor;
    private int port;

    /** A request as it came. */
    public record Call(String target, Map<String, List<String>> headers, String body) {

        String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> header.getValue().get(0))
                    .findFirst()
                    .orElse(null);
        }
    }

    /** An answer; status 0 never comes. */
    record Reply(int status, Map<String, String> headers, String body, long afterMillis) {

        static Reply ok(String body) {
            return new Reply(200, Map.of(), body, 0);
        }

        static Reply error(int status, String code) {
            return new Reply(status, Map.of("x-amzn-ErrorType", code), "{\"Message\":\"no\"}", 0);
        }

        static Reply thrown(String kind, String type, String message) {
            return new Reply(
                    200,
                    Map.of("X-Amz-Function-Error", kind),
                    "{\"errorType\":\"%s\",\"errorMessage\":\"%s\",\"trace\":[\"a\",\"b\"]}"
                            .formatted(type, message),
                    0);
        }

        Reply header(String name, String value) {
            return new Reply(status, Map.of("x-amzn-ErrorType", "X", name, value), body, 0);
        }

        Reply after(long millis) {
            return new Reply(status, headers, body, millis);
        }
    }

    public InvokeStub() throws IOException {
        comeBack();
    }

    void comeBack() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        port = server.getAddress().getPort();
        executor = Executors.newCachedThreadPool(task -> new Thread(task, THREADS + port));
        server.setExecutor(executor);
        server.createContext("/", this::take);
        server.start();
    }

    void goAway() {
        server.stop(0);
        executor.shutdownNow();
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    void answer(Function<Call, Reply> next) {
        answer = next;
    }

    void answer(Reply next) {
        answer = call -> next;
    }

    public List<Call> calls() {
        return calls;
    }

    Call last() {
        return calls.get(calls.size() - 1);
    }

    private void take(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Call call =
                new Call(
                        exchange.getRequestURI().toString(),
                        Map.copyOf(exchange.getRequestHeaders()),
                        body);
        Reply reply = answer.apply(call);
        calls.add(call);
        try {
            if (end.await(reply.status() == 0 ? 60_000 : reply.afterMillis(), TimeUnit.MILLISECONDS)
                    || reply.status() == 0) {
                exchange.close();
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.close();
            return;
        }
        byte[] content = reply.body().getBytes(StandardCharsets.UTF_8);
        reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        exchange.sendResponseHeaders(reply.status(), content.length == 0 ? -1 : content.length);
        exchange.getResponseBody().write(content);
        exchange.close();
    }

    @Override
    public void close() {
        end.countDown();
        goAway();
    }
}
