/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.api;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.ControlException.Kind;
import org.airmessenger.message.Causes;
import org.airmessenger.message.RefusedException;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Turns results and errors into HTTP answers, and measures them by operation and status. */
final class Answers {

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final String JSON = "application/json";

    private final MeterRegistry meters;

    /** What makes an answer. */
    @FunctionalInterface
    interface Work {
        JsonNode run();
    }

    Answers(MeterRegistry meters) {
        this.meters = meters;
    }

    /**
     * Answers with what the work gives, or with its error.
     *
     * @param operation one of a fixed set of words
     */
    void json(Exchange exchange, String operation, Work work) {
        long start = System.nanoTime();
        try {
            done(exchange, operation, start, work.run());
        } catch (RuntimeException e) {
            failed(exchange, operation, start, e);
        }
    }

    /**
     * The same for what takes its time: no thread waits for it.
     *
     * @return the body of the answer, whatever becomes of the work
     */
    CompletionStage<byte[]> later(
            Exchange exchange,
            String operation,
            Supplier<? extends CompletionStage<? extends JsonNode>> work) {
        long start = System.nanoTime();
        CompletionStage<? extends JsonNode> made;
        try {
            made = work.get();
        } catch (RuntimeException e) {
            failed(exchange, operation, start, e);
            return CompletableFuture.completedFuture(exchange.getMessage().getBody(byte[].class));
        }
        return made.handle(
                (answer, failure) -> {
                    if (failure == null) {
                        done(exchange, operation, start, answer);
                    } else {
                        failed(exchange, operation, start, failure);
                    }
                    return exchange.getMessage().getBody(byte[].class);
                });
    }

    private void done(Exchange exchange, String operation, long start, JsonNode answer) {
        answer(exchange, 200, JSON, Json.bytes(answer));
        measure(operation, 200, start);
    }

    private void failed(Exchange exchange, String operation, long start, Throwable failure) {
        Throwable cause = Causes.root(failure);
        ControlException told;
        if (cause instanceof ControlException known) {
            told = known;
        } else if (cause instanceof RefusedException refused) {
            told = CommandsApi.refusal(refused);
        } else {
            LOG.error("AIR-6299 the operation {} of the operator port failed", operation, failure);
            told =
                    new ControlException(
                            Kind.FAILED, "AIR-6299 the gateway failed; the log says why");
        }
        problem(exchange, told);
        measure(operation, Problems.status(told.kind()), start);
    }

    private void measure(String operation, int status, long start) {
        meters.timer(
                        "air_control_request_seconds",
                        "operation",
                        operation,
                        "status",
                        Integer.toString(status))
                .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    }

    void metrics(Exchange exchange) {
        Set<PrometheusMeterRegistry> found =
                exchange.getContext().getRegistry().findByType(PrometheusMeterRegistry.class);
        if (found.isEmpty()) {
            problem(
                    exchange,
                    new ControlException(
                            Kind.UNAVAILABLE,
                            "AIR-6207 metrics must be collected for Prometheus but are not"));
            return;
        }
        String text = found.iterator().next().scrape();
        answer(
                exchange,
                200,
                "text/plain; version=0.0.4; charset=utf-8",
                text.getBytes(StandardCharsets.UTF_8));
    }

    private static void problem(Exchange exchange, ControlException e) {
        byte[] body = Json.bytes(Problems.body(e));
        answer(exchange, Problems.status(e.kind()), Problems.MEDIA_TYPE, body);
    }

    /** Nothing of the request may go back: its headers would become headers of the answer. */
    private static void answer(Exchange exchange, int status, String type, byte[] body) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, type);
        message.setBody(body);
    }
}
