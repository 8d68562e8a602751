/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.server;

import org.airmessenger.airweb.AirwebConstants;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** One request, from its head to its answer. Belongs to the event loop of its connection. */
public final class Call {

    /** Why lines end when the gateway does. */
    public static final String GOING_DOWN = "going down";

    private static final String BEARER = "Bearer ";
    private static final long DRAIN_MILLIS = 1_000;

    private final WebConnection connection;
    private final HttpServerRequest request;
    private final String rest;
    private Session session;
    private Runnable ending;
    private boolean counted;
    private boolean answered;
    private boolean over;

    /**
     * In progress.
     *
     * @param rest of the path, behind the resource's own; null if there is none
     */
    Call(WebConnection connection, HttpServerRequest request, String rest) {
        this.connection = connection;
        this.request = request;
        this.rest = rest;
        connection.begin();
        connection.door().requests().incrementAndGet();
        counted = true;
        request.response().exceptionHandler(failure -> over());
        request.response().closeHandler(closed -> over());
        request.exceptionHandler(failure -> over());
    }

    public WebConnection connection() {
        return connection;
    }

    public WebDoor door() {
        return connection.door();
    }

    public HttpServerRequest request() {
        return request;
    }

    public HttpServerResponse response() {
        return request.response();
    }

    /** What of the path is behind the resource's own, as it came; null if there is nothing. */
    public String rest() {
        return rest;
    }

    /** A header's first value, or null. */
    public String header(String name) {
        return request.getHeader(name);
    }

    /** Whether nobody is there any more to hear the answer, or it is given. */
    public boolean isOver() {
        return over;
    }

    /** Runs once, when the call is over: answered, or left by the device. */
    public void whenOver(Runnable task) {
        if (over) {
            task.run();
        } else {
            Runnable before = ending;
            ending =
                    before == null
                            ? task
                            : () -> {
                                before.run();
                                task.run();
                            };
        }
    }

    /** It waits from now on: it takes no place among the requests in progress. */
    public void becomesLine() {
        uncount();
    }

    private void uncount() {
        if (counted) {
            counted = false;
            door().requests().decrementAndGet();
        }
    }

    /** Who asks; null if he was refused, and told so. */
    public Session identify() {
        if (session == null) {
            try {
                identify(token(), AirwebConstants.DOOR_HTTP);
            } catch (RefusedException e) {
                door().metrics().connectionRefused(e.refusal());
                refuse(e);
            }
        }
        return session;
    }

    /**
     * Who asks.
     *
     * @param token that was shown, or null
     * @param word of the door that asks
     * @throws RefusedException if he is not known
     */
    public Session identify(String token, String word) {
        session = connection.identify(token, word);
        return session;
    }

    /**
     * The token in the header, or null.
     *
     * @throws RefusedException if there is something else in it
     */
    public String token() {
        String given = header("Authorization");
        if (given != null && !given.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw new RefusedException(
                    Refusal.NOT_AUTHENTICATED,
                    "AIR-1206 Authorization must be Bearer and a token but was of another"
                            + " scheme; show a certificate or a token");
        }
        return given == null ? null : given.substring(BEARER.length()).strip();
    }

    /** Who asked; null before {@link #identify}. */
    public Session session() {
        return session;
    }

    /** Whether the proof by which the device asked does not hold any more; from any thread. */
    public boolean isRevoked() {
        return session.isOver();
    }

    /** Answers with a problem; counts it against the device if it is about rights or form. */
    public void refuse(RefusedException refused) {
        Refusal cause = refused.refusal();
        if (session != null && (cause == Refusal.NOT_ALLOWED || cause == Refusal.MALFORMED)) {
            door().doors().strike(session.identity().device());
        }
        if (cause == Refusal.NOT_AUTHENTICATED) {
            response()
                    .putHeader(
                            "WWW-Authenticate",
                            header("Authorization") == null
                                    ? "Bearer realm=\"air\""
                                    : "Bearer realm=\"air\", error=\"invalid_token\"");
            if (connection.isTooStrange()) {
                whenOver(() -> connection.close(0));
            }
        }
        answer(Problem.of(cause, refused.getMessage(), refused.retryAfterMillis()));
    }

    /** Answers with a problem. */
    public void answer(Problem problem) {
        if (problem.retryAfterSeconds() > 0) {
            response().putHeader("Retry-After", Long.toString(problem.retryAfterSeconds()));
        }
        answer(problem.status(), Problem.MEDIA_TYPE, Buffer.buffer(problem.body(request.path())));
    }

    /** Answers with these bytes. */
    public void answer(int status, String mediaType, byte[] body) {
        answer(status, mediaType, Buffer.buffer(body));
    }

    /** Answers; the first answer counts. */
    public void answer(int status, String mediaType, Buffer body) {
        if (answered || over) {
            return;
        }
        begin(status, mediaType);
        boolean unread = !request.isEnded() && mayHaveBody();
        if (unread && !connection.hasStreams()) {
            response().putHeader("Connection", "close");
        }
        if (request.method() == HttpMethod.HEAD) {
            response().putHeader("Content-Length", Integer.toString(body.length()));
            response().end();
        } else {
            response().end(body);
        }
        if (unread) {
            leave();
        }
        over();
    }

    /** Writes the head of an answer, with what every answer has. */
    public HttpServerResponse begin(int status, String mediaType) {
        answered = true;
        HttpServerResponse response = response();
        response.setStatusCode(status)
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                // RFC 6797
                .putHeader("Strict-Transport-Security", "max-age=31536000");
        if (mediaType != null) {
            response.putHeader("Content-Type", mediaType);
        }
        if (connection.isGoingDown() && !connection.hasStreams()) {
            response.putHeader("Connection", "close");
        }
        return response;
    }

    /**
     * Ends an answer that was begun with {@link #begin}.
     *
     * @return done when all of it is written, or nobody is there to read it
     */
    public Future<Void> end(Buffer last) {
        if (over) {
            return Future.succeededFuture();
        }
        Future<Void> sent = response().end(last);
        over();
        return sent;
    }

    /** HTTP/1.1 says so in the head (RFC 9112, 6); HTTP/2 need not. */
    private boolean mayHaveBody() {
        String length = header("Content-Length");
        return connection.hasStreams()
                || header("Transfer-Encoding") != null
                || length != null && !length.equals("0");
    }

    /** The rest of the body is not wanted; the other end is to read the answer all the same. */
    private void leave() {
        request.handler(ignored -> {}).endHandler(null).resume();
        if (!connection.hasStreams()) {
            connection.closeIn(DRAIN_MILLIS);
            return;
        }
        // not every client reads an answer behind which its stream is reset: it may end by itself
        connection.runIn(
                DRAIN_MILLIS,
                () -> {
                    if (!request.isEnded() && !connection.isClosed()) {
                        // NO_ERROR: RFC 9113, 8.1
                        response().reset(0);
                    }
                });
    }

    /** A body comes that is wanted. */
    public void wantBody() {
        String expected = header("Expect");
        if ("100-continue".equalsIgnoreCase(expected)) {
            response().writeContinue();
        }
    }

    /** It is over: answered, or nobody is there any more. */
    public void over() {
        if (!over) {
            over = true;
            uncount();
            if (ending != null) {
                ending.run();
            }
            connection.end();
        }
    }
}
