/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Answers {@code /observe/health} to anybody, before a body is read: two words, and which files are
 * broken if the last reload was refused; the gateway is up all the same. However many ask, the
 * gateway is looked at once in {@value #FRESH_MILLIS} ms. Runs on one event loop.
 */
final class HealthAnswer {

    private static final int FRESH_MILLIS = 100;
    private static final int MOST_WAITING = 1000;

    private final BooleanSupplier ready;
    private final Supplier<List<String>> degraded;
    private final List<RoutingContext> waiting = new ArrayList<>();
    private long looked;
    private boolean known;
    private boolean last;

    HealthAnswer(BooleanSupplier ready, Supplier<List<String>> degraded) {
        this.ready = ready;
        this.degraded = degraded;
    }

    /** Refuses what is not a plain question, with the status; 0 if it is one. */
    static int refusal(HttpServerRequest request) {
        if (request.method() != HttpMethod.GET) {
            return 405;
        }
        String length = request.getHeader("Content-Length");
        boolean empty = length == null || length.equals("0");
        return empty && request.getHeader("Transfer-Encoding") == null ? 0 : 413;
    }

    void answer(RoutingContext context) {
        if (context.normalizedPath().endsWith("/live")) {
            end(context, true, List.of());
        } else if (known
                && System.nanoTime() - looked < TimeUnit.MILLISECONDS.toNanos(FRESH_MILLIS)) {
            end(context, last, degraded.get());
        } else if (waiting.size() >= MOST_WAITING) {
            end(context, false, List.of());
        } else {
            waiting.add(context);
            if (waiting.size() == 1) {
                context.vertx()
                        .executeBlocking(ready::getAsBoolean)
                        .onComplete(result -> tell(result.succeeded() && result.result()));
            }
        }
    }

    private void tell(boolean up) {
        known = true;
        last = up;
        looked = System.nanoTime();
        List<RoutingContext> asked = List.copyOf(waiting);
        waiting.clear();
        List<String> why = degraded.get();
        asked.forEach(context -> end(context, up, why));
    }

    static void end(RoutingContext context, boolean up, List<String> degraded) {
        if (context.response().closed() || context.response().ended()) {
            return;
        }
        ObjectNode answer = Json.object().put("status", up ? "UP" : "DOWN");
        if (!degraded.isEmpty()) {
            answer.set("degraded", Json.tree(degraded));
        }
        context.response()
                .setStatusCode(up ? 200 : 503)
                .putHeader("Content-Type", "application/json")
                .end(Buffer.buffer(Json.bytes(answer)));
    }
}
