/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.server;

import org.airmessenger.message.Quoted;
import org.airmessenger.message.Refusal;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

import java.util.Map;
import java.util.Set;

/** Finds who answers: by the word behind {@code /v1/}. */
public final class Resources implements Handler<HttpServerRequest> {

    private static final String ROOT = "/v1/";

    private final WebDoor door;
    private final Map<String, Resource> byWord;

    /** By the word behind {@code /v1/}. */
    public Resources(WebDoor door, Map<String, Resource> byWord) {
        this.door = door;
        this.byWord = Map.copyOf(byWord);
    }

    /** The words that are answered. */
    public Set<String> words() {
        return byWord.keySet();
    }

    @Override
    public void handle(HttpServerRequest request) {
        WebConnection connection = door.connections().get(request.connection());
        if (connection == null) {
            // closed meanwhile
            request.connection().close();
            return;
        }
        String path = request.path();
        int end = path != null && path.startsWith(ROOT) ? path.indexOf('/', ROOT.length()) : 0;
        String word =
                end == 0
                        ? ""
                        : end < 0
                                ? path.substring(ROOT.length())
                                : path.substring(ROOT.length(), end);
        String rest = end > 0 ? path.substring(end + 1) : null;
        Call call = new Call(connection, request, rest);
        if (door.requests().get() > door.options().getMaxRequests()) {
            door.metrics().connectionRefused(Refusal.OVER_RATE);
            call.answer(
                    Problem.of(
                            Refusal.LANE_FULL,
                            "AIR-1203 at most %d requests may be in progress but there are more; try again in a second"
                                    .formatted(door.options().getMaxRequests()),
                            0));
            return;
        }
        Resource resource = byWord.get(word);
        String allowed = resource == null ? null : resource.allow(rest);
        if (allowed == null) {
            call.answer(
                    Problem.of(
                            404,
                            "not-found",
                            "AIR-1207 a path must exist but %s does not; post to /v1/messages or get /v1/commands"
                                    .formatted(Quoted.of(path))));
        } else if (request.method() == HttpMethod.OPTIONS) {
            call.response().putHeader("Allow", allowed + ", OPTIONS");
            call.answer(204, null, Buffer.buffer());
        } else if (!isIn(allowed, request.method().name())) {
            call.response().putHeader("Allow", allowed + ", OPTIONS");
            call.answer(
                    Problem.of(
                            405,
                            "method",
                            "AIR-1208 a method must be one of %s, OPTIONS but was %s; use one of them"
                                    .formatted(allowed, Quoted.of(request.method().name()))));
        } else {
            resource.handle(call);
        }
    }

    private static boolean isIn(String allowed, String method) {
        for (String one : allowed.split(", ")) {
            if (one.equals(method)) {
                return true;
            }
        }
        return false;
    }

    /** What is not HTTP, or too much of it. */
    void malformed(HttpServerRequest request) {
        WebConnection connection = door.connections().get(request.connection());
        DecoderResult result = request.decoderResult();
        Throwable cause = result == null ? null : result.cause();
        boolean line = cause instanceof TooLongHttpLineException;
        boolean tooLong = line || cause instanceof TooLongHttpHeaderException;
        Problem problem =
                tooLong
                        ? Problem.of(
                                line ? 414 : 431,
                                "too-large",
                                "AIR-1209 the head of a request must be at most %d bytes but was more; send fewer or shorter headers"
                                        .formatted(door.options().getMaxHeaderBytes()))
                        : Problem.of(
                                400,
                                "malformed",
                                "AIR-1210 a request must be HTTP but was malformed; correct the client");
        request.response()
                .setStatusCode(problem.status())
                .putHeader("Content-Type", Problem.MEDIA_TYPE)
                .putHeader("Strict-Transport-Security", "max-age=31536000")
                .putHeader("Connection", "close")
                .end(Buffer.buffer(problem.body("/")))
                .onComplete(
                        done -> {
                            if (connection != null) {
                                connection.close(0);
                            } else {
                                request.connection().close();
                            }
                        });
    }
}
