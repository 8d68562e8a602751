/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.message.DeliveryException;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What became of a request.
 *
 * @param kind accepted, away or refused
 * @param reason why not
 * @param retryAfterNanos the destination's wish; 0 if it had none
 * @param refused AirId to reason of the refused; empty when all were refused together
 */
record Verdict(Kind kind, String reason, long retryAfterNanos, Map<String, String> refused) {

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
        return new Verdict(Kind.AWAY, reason, 0, Map.of());
    }

    /** Reads the outcome of an exchange; null means that all were taken. */
    static Verdict of(Throwable failure) {
        if (failure == null) {
            return new Verdict(Kind.ACCEPTED, "", 0, Map.of());
        }
        boolean away = false;
        int depth = 0;
        for (Throwable cause = failure;
                cause != null && depth < MAX_DEPTH;
                cause = cause.getCause(), depth++) {
            if (cause instanceof DeliveryException verdict) {
                return new Verdict(
                        verdict.isAway() ? Kind.AWAY : Kind.REFUSED,
                        text(verdict),
                        TimeUnit.MILLISECONDS.toNanos(verdict.retryAfterMillis()),
                        verdict.refused());
            }
            away |= cause instanceof IOException || cause instanceof TimeoutException;
        }
        return new Verdict(away ? Kind.AWAY : Kind.REFUSED, text(failure), 0, Map.of());
    }

    private static String text(Throwable failure) {
        String text = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return text.length() > MAX_REASON ? text.substring(0, MAX_REASON) : text;
    }
}
