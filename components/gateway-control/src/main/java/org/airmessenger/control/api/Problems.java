/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.api;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.ControlException.Kind;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Problem details (RFC 9457) with the gateway's code; the one place that knows HTTP's numbers. */
final class Problems {

    static final String MEDIA_TYPE = "application/problem+json";

    private Problems() {}

    static int status(Kind kind) {
        return switch (kind) {
            case INVALID -> 400;
            case NOT_AUTHENTICATED -> 401;
            case NOT_ALLOWED -> 403;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case UNSOUND -> 422;
            case UNAVAILABLE -> 503;
            case FAILED -> 500;
        };
    }

    static Kind kind(int status) {
        for (Kind kind : Kind.values()) {
            if (status(kind) == status) {
                return kind;
            }
        }
        return status < 500 ? Kind.INVALID : Kind.FAILED;
    }

    /**
     * The body of an error.
     *
     * @param text begins with the code
     */
    static ObjectNode body(int status, String text) {
        String code = text.substring(0, 8);
        return Json.object()
                .put("type", "about:blank")
                .put("title", title(status))
                .put("status", status)
                .put("code", code)
                .put("detail", text.substring(9));
    }

    static ObjectNode body(ControlException e) {
        ObjectNode body = body(status(e.kind()), e.getMessage());
        if (!e.problems().isEmpty()) {
            ArrayNode problems = body.putArray("problems");
            e.problems()
                    .forEach(
                            problem ->
                                    problems.addObject()
                                            .put("code", problem.code())
                                            .put("file", problem.place().file())
                                            .put("line", problem.place().line())
                                            .put("text", problem.text()));
        }
        return body;
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 409 -> "Conflict";
            case 413 -> "Content Too Large";
            case 415 -> "Unsupported Media Type";
            case 422 -> "Unprocessable Content";
            case 503 -> "Service Unavailable";
            default -> status < 500 ? "Bad Request" : "Internal Server Error";
        };
    }
}
