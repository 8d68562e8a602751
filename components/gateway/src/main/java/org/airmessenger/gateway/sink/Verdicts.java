/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.gateway.payload.Coding;
import org.airmessenger.message.DeliveryException;
import org.airmessenger.message.Reason;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Turns an answer into a verdict. Only an answer about the content counts against messages; what
 * concerns the destination (a wrong key, a missing function, a redirect) means <em>away</em>, so
 * that one wrong setting cannot bury a week of messages.
 */
final class Verdicts {

    private final String peer;
    private final Duration timeout;
    private final Clock clock;

    /**
     * Verdicts on one destination's answers.
     *
     * @param peer host and port, for texts
     * @param timeout what a request may take
     * @param clock for dates in {@code Retry-After}
     */
    Verdicts(String peer, Duration timeout, Clock clock) {
        this.peer = peer;
        this.timeout = timeout;
        this.clock = clock;
    }

    /** The verdict when there was no answer. */
    DeliveryException unanswered(Throwable cause) {
        String why = Reason.of(String.valueOf(cause.getMessage()));
        if (has(cause, SSLException.class)) {
            return away("AIR-5022 TLS with " + peer + " failed: " + why, 0);
        }
        if (cause instanceof TimeoutException) {
            // the client's own text names the path and the query, which may carry a key
            return away(
                    "AIR-5021 %s must answer wholly within %d ms but did not"
                            .formatted(peer, timeout.toMillis()),
                    0);
        }
        return away("AIR-5020 " + peer + " cannot be reached: " + why, 0);
    }

    /**
     * The verdict on an answer.
     *
     * @return null if all messages were accepted
     */
    DeliveryException of(HttpResponse<Buffer> answer, Request request) {
        int status = answer.statusCode();
        if (Status.isAccepted(status)) {
            return accepted(answer.body(), request);
        }
        if (Status.isRedirect(status)) {
            return away(
                    "AIR-5024 %s answered %d: redirects are not followed; set the url that it names"
                            .formatted(peer, status),
                    0);
        }
        String text = "%s answered %d %s".formatted(peer, status, reason(answer)).strip();
        boolean coding = status == 415 && request.coding() != Coding.NONE;
        if (Status.isAway(status) || coding) {
            long wish = RetryAfter.millis(answer.getHeader("Retry-After"), clock.instant());
            return away("AIR-5023 " + text, wish);
        }
        return DeliveryException.refused("AIR-5030 " + text);
    }

    private DeliveryException accepted(Buffer body, Request request) {
        if (body == null || body.length() == 0) {
            return null;
        }
        FailedIds failed = FailedIds.in(body.getBytes());
        boolean cut = BoundedBody.isCut(body);
        if (failed.reasons().isEmpty() && (failed.complete() || !cut)) {
            return null;
        }
        if (request.batch() && !failed.complete()) {
            // names may be missing, and a message must not be lost for that: alone, each is told
            return DeliveryException.refused(
                    "AIR-5032 %s answered with names of failed messages that could not be read"
                                    .formatted(peer)
                            + (cut ? "; an answer must be ≤ 65536 bytes" : ""));
        }
        Map<String, String> named = new HashMap<>(failed.reasons());
        named.keySet().retainAll(request.ids());
        String text =
                "AIR-5031 %s refused %d of %d messages"
                        .formatted(peer, failed.reasons().size(), request.messages().size());
        if (named.isEmpty()) {
            return failed.reasons().isEmpty() ? null : DeliveryException.refused(text);
        }
        return DeliveryException.refused(text, named);
    }

    private static String reason(HttpResponse<Buffer> answer) {
        Buffer body = answer.body();
        if (body == null || body.length() == 0) {
            return "";
        }
        int end = Math.min(body.length(), 800);
        return Reason.of(new String(body.getBytes(0, end), StandardCharsets.UTF_8));
    }

    private static DeliveryException away(String text, long retryAfterMillis) {
        return DeliveryException.away(text, retryAfterMillis);
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
