/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.client.impl.ClientPhase;
import io.vertx.ext.web.client.impl.HttpContext;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;

/**
 * The time that a request has, from the wish for a connection to the last byte of its answer. The
 * client's own timeouts end with the answer's head, and a connection that other streams keep busy
 * is never idle: without this, an answer that stalls or drips would hold its lane for minutes.
 *
 * <p>A request that is over is over: it fails once, its stream is cancelled (RFC 9113, 7; over
 * HTTP/1.1 its connection is closed), and what comes late is ignored. A connection that does not
 * even answer a ping then is closed too, so that no further request goes into it.
 */
final class Deadline implements Handler<HttpContext<?>> {

    private static final String ATTEMPT = "air.attempt";
    private static final long CANCEL = 8;
    private static final long MAX_PONG_MILLIS = 5000;
    private static final Buffer PING = Buffer.buffer(new byte[Long.BYTES]);

    private final Vertx vertx;
    private final long millis;
    private final Set<HttpConnection> doubted = ConcurrentHashMap.newKeySet();

    /**
     * A deadline for every request of one client.
     *
     * @param time what each request has
     */
    Deadline(Vertx vertx, Duration time) {
        this.vertx = vertx;
        this.millis = time.toMillis();
    }

    /** Sees a request in each of its phases. */
    @Override
    public void handle(HttpContext<?> exchange) {
        if (exchange.phase() == ClientPhase.PREPARE_REQUEST) {
            // from here on all of it runs on one event loop, so that nothing happens twice
            vertx.getOrCreateContext().runOnContext(here -> begin(exchange));
            return;
        }
        Attempt attempt = exchange.get(ATTEMPT);
        boolean goesOn =
                switch (exchange.phase()) {
                    case SEND_REQUEST -> attempt.sends(exchange.clientRequest());
                    case DISPATCH_RESPONSE, FAILURE -> attempt.ends();
                    default -> true;
                };
        if (goesOn) {
            exchange.next();
        }
    }

    private void begin(HttpContext<?> exchange) {
        exchange.set(ATTEMPT, new Attempt(exchange));
        exchange.next();
    }

    private void doubt(HttpConnection connection) {
        if (!doubted.add(connection)) {
            return;
        }
        long timer =
                vertx.setTimer(
                        Math.min(millis, MAX_PONG_MILLIS),
                        id -> {
                            doubted.remove(connection);
                            connection.close();
                        });
        connection
                .ping(PING)
                .onSuccess(
                        pong -> {
                            vertx.cancelTimer(timer);
                            doubted.remove(connection);
                        });
    }

    /** One request. */
    private final class Attempt {

        private final HttpContext<?> exchange;
        private final long timer;
        private boolean over;
        private HttpClientRequest request;

        Attempt(HttpContext<?> exchange) {
            this.exchange = exchange;
            this.timer = vertx.setTimer(millis, id -> expire());
        }

        /** False if its connection came too late. */
        boolean sends(HttpClientRequest now) {
            request = now;
            if (!over) {
                return true;
            }
            // without a handler Vert.x would log what the verdict has told already
            request.exceptionHandler(failure -> {});
            request.reset(CANCEL);
            return false;
        }

        /** True once: what comes after that is too late. */
        boolean ends() {
            vertx.cancelTimer(timer);
            boolean first = !over;
            over = true;
            if (first && exchange.failure() instanceof BoundedBody.TooLongException) {
                request.reset(CANCEL);
            }
            return first;
        }

        private void expire() {
            if (over) {
                return;
            }
            exchange.fail(new TimeoutException("no whole answer in " + millis + " ms"));
            if (request != null) {
                request.reset(CANCEL);
                if (request.version() == HttpVersion.HTTP_2) {
                    doubt(request.connection());
                }
            }
        }
    }
}
