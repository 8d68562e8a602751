/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.ext.web.client.impl.ClientPhase;
import io.vertx.ext.web.client.impl.HttpContext;

import java.util.concurrent.TimeoutException;

/**
 * Ends an answer that stalls after its head. The client's own timeout ends with the head, and a
 * connection that other streams keep busy is never idle: without this, such a request would be in
 * flight for ever.
 */
final class AnswerLimit implements Handler<HttpContext<?>> {

    private static final String TIMER = "air.answer-limit";

    /** RFC 9113, 7: the stream is no longer needed. */
    private static final long CANCEL = 8;

    private final Vertx vertx;
    private final long maxMillis;

    /**
     * A limit for the answers of one client.
     *
     * @param maxMillis longest time from an answer's head to its end
     */
    AnswerLimit(Vertx vertx, long maxMillis) {
        this.vertx = vertx;
        this.maxMillis = maxMillis;
    }

    @Override
    public void handle(HttpContext<?> exchange) {
        if (exchange.phase() == ClientPhase.RECEIVE_RESPONSE) {
            HttpClientRequest request = exchange.clientRequest();
            exchange.set(TIMER, vertx.setTimer(maxMillis, id -> cut(request)));
        } else if (exchange.phase() == ClientPhase.DISPATCH_RESPONSE
                || exchange.phase() == ClientPhase.FAILURE) {
            Long timer = exchange.get(TIMER);
            if (timer != null) {
                vertx.cancelTimer(timer);
            }
        }
        exchange.next();
    }

    private static void cut(HttpClientRequest request) {
        request.reset(CANCEL, new TimeoutException("answer did not end in time"));
    }
}
