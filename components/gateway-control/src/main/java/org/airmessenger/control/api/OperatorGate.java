/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.api;

import org.airmessenger.control.api.OperatorTls.Peer;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Stands before every route of the operator port: who has no operator certificate gets nowhere but
 * to health; only so many are let in at once; of the headers only those come in that are needed.
 * Its refusals cost no thread and no route.
 */
final class OperatorGate implements Handler<RoutingContext> {

    private static final String HEALTH = "/observe/health";
    private static final Set<String> OPEN = Set.of(HEALTH, HEALTH + "/live", HEALTH + "/ready");
    private static final Set<String> HEADERS =
            Set.of("host", "content-type", "content-length", "transfer-encoding", "accept");
    private static final Map<Integer, String> FAILURES =
            Map.of(
                    400, "AIR-6208 a request must be well-formed HTTP but was not",
                    404, "AIR-6202 a path must exist but this one does not",
                    405, "AIR-6203 a method must be allowed for its path but this one is not",
                    413, "AIR-6205 a body must be at most 1 MB, and health takes none");

    private final OperatorTls tls;
    private final BooleanSupplier started;
    private final MeterRegistry meters;
    private final Semaphore operators;
    private final HealthAnswer health;

    /**
     * Makes a gate.
     *
     * @param started whether the gateway is up
     * @param ready whether a message sent now would be kept
     * @param degraded what is not as it should be although the gateway is ready
     * @param maxRequests most requests of operators at once; health is answered without a place
     */
    OperatorGate(
            OperatorTls tls,
            BooleanSupplier started,
            BooleanSupplier ready,
            Supplier<List<String>> degraded,
            MeterRegistry meters,
            int maxRequests) {
        this.tls = tls;
        this.started = started;
        this.meters = meters;
        operators = new Semaphore(maxRequests);
        health = new HealthAnswer(ready, degraded);
    }

    @Override
    public void handle(RoutingContext context) {
        context.response()
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
        if (OPEN.contains(context.normalizedPath())) {
            tellHealth(context);
            return;
        }
        if (!isOperator(context)) {
            return;
        }
        if (!started.getAsBoolean()) {
            context.response().putHeader("Retry-After", "1");
            answer(context, 503, "AIR-6206 the gateway must be up but is starting or going down");
            return;
        }
        if (!admit(context, operators)) {
            count("busy");
            context.response().putHeader("Retry-After", "1");
            answer(context, 503, "AIR-6201 fewer requests must run at once; try again in a second");
            return;
        }
        for (String name : List.copyOf(context.request().headers().names())) {
            if (!HEADERS.contains(name.toLowerCase(Locale.ROOT)) && !name.startsWith(":")) {
                context.request().headers().remove(name);
            }
        }
        context.next();
    }

    private boolean isOperator(RoutingContext context) {
        Peer peer = tls.peer(context.request().sslSession());
        if (peer == Peer.NOBODY) {
            count("no-certificate");
            answer(
                    context,
                    401,
                    "AIR-6210 an operator must show a certificate but none was shown; use"
                            + " data/keys/operator.pem");
        } else if (peer == Peer.STRANGER) {
            count("not-operator");
            answer(
                    context,
                    403,
                    "AIR-6211 a certificate must be a valid one of the operator CA but is not; use"
                            + " data/keys/operator.pem");
        }
        return peer == Peer.OPERATOR;
    }

    /** Anybody may ask, so nothing is read of what he sends and nothing is kept for him. */
    private void tellHealth(RoutingContext context) {
        int refusal = HealthAnswer.refusal(context.request());
        if (refusal != 0) {
            count("health");
            context.response().putHeader("Connection", "close");
            context.addEndHandler(end -> context.request().connection().close());
            answer(context, refusal, FAILURES.get(refusal));
        } else if (!started.getAsBoolean()) {
            // starting or going down: alive, but no route is to be trusted
            HealthAnswer.end(context, context.normalizedPath().endsWith("/live"), List.of());
        } else {
            health.answer(context);
        }
    }

    private static boolean admit(RoutingContext context, Semaphore places) {
        if (!places.tryAcquire()) {
            return false;
        }
        AtomicBoolean held = new AtomicBoolean(true);
        context.addEndHandler(
                end -> {
                    if (held.getAndSet(false)) {
                        places.release();
                    }
                });
        return true;
    }

    /** Answers what the router itself refuses or what failed behind it. */
    static void failed(RoutingContext context) {
        int status = context.statusCode() < 400 ? 500 : context.statusCode();
        String text =
                FAILURES.getOrDefault(
                        status,
                        status < 500
                                ? FAILURES.get(400)
                                : "AIR-6299 the gateway failed; see its log");
        if (!context.response().ended()) {
            answer(context, status, text);
        }
    }

    private static void answer(RoutingContext context, int status, String text) {
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", Problems.MEDIA_TYPE)
                .end(Buffer.buffer(Json.bytes(Problems.body(status, text))));
    }

    private void count(String reason) {
        meters.counter("air_control_refused_total", "reason", reason).increment();
    }
}
