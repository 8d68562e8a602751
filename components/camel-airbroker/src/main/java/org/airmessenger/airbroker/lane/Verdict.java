/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.message.DeliveryException;

import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What became of a request.
 *
 * @param kind accepted, away or refused
 * @param reason why not
 * @param retryAfterNanos the destination's wish; 0 if it had none
 * @param refused AirId to reason of the refused; empty when all were refused together
 * @param unsure away was only assumed: the exception says neither that the destination is away nor
 *     that it refuses
 * @param accepted how many messages, counted from the first, were taken before it happened
 */
record Verdict(
        Kind kind,
        String reason,
        long retryAfterNanos,
        Map<String, String> refused,
        boolean unsure,
        int accepted) {

    /** How a request ends. */
    enum Kind {
        /** All were taken. */
        ACCEPTED,
        /** The destination is away: nothing counts. */
        AWAY,
        /** Messages were refused: only those count. */
        REFUSED
    }

    private static final int MAX_DEPTH = 20;
    private static final int MAX_REASON = 500;

    /** The destination is away, for a reason of the gateway's own. */
    static Verdict away(String reason) {
        return new Verdict(Kind.AWAY, reason, 0, Map.of(), false, 0);
    }

    /** Reads the outcome of an exchange; null means that all were taken. */
    static Verdict of(Throwable failure) {
        if (failure == null) {
            return new Verdict(Kind.ACCEPTED, "", 0, Map.of(), false, 0);
        }
        Kind kind = null;
        int depth = 0;
        for (Throwable cause = failure;
                cause != null && depth < MAX_DEPTH;
                cause = cause.getCause(), depth++) {
            if (cause instanceof DeliveryException verdict) {
                return new Verdict(
                        verdict.isAway() ? Kind.AWAY : Kind.REFUSED,
                        text(verdict),
                        TimeUnit.MILLISECONDS.toNanos(verdict.retryAfterMillis()),
                        verdict.refused(),
                        verdict.isUnsure(),
                        verdict.accepted());
            }
            kind = kind == null ? Failures.kind(cause) : kind;
        }
        return new Verdict(
                kind == null ? Kind.AWAY : kind, text(failure), 0, Map.of(), kind == null, 0);
    }

    private static String text(Throwable failure) {
        String text = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return text.length() > MAX_REASON ? text.substring(0, MAX_REASON) : text;
    }
}
