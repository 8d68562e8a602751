/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

import java.util.Map;

/**
 * A sink's verdict when it did not take everything: either the destination is <em>away</em>
 * (nothing counts against a message), or it <em>refused</em> messages (only those count).
 */
public final class DeliveryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean away;
    private final long retryAfterMillis;
    private final transient Map<String, String> refused;

    private DeliveryException(
            String text, boolean away, long retryAfterMillis, Map<String, String> refused) {
        super(text, null, false, false);
        this.away = away;
        this.retryAfterMillis = retryAfterMillis;
        this.refused = refused;
    }

    /**
     * The destination is away: refused the connection, timed out, answered 5xx or 429.
     *
     * @param text code, what happened, remedy
     * @param retryAfterMillis the destination's wish in milliseconds; 0 if it had none
     */
    public static DeliveryException away(String text, long retryAfterMillis) {
        return new DeliveryException(text, true, retryAfterMillis, Map.of());
    }

    /** The whole request was refused for its content; who is guilty is not known. */
    public static DeliveryException refused(String text) {
        return new DeliveryException(text, false, 0, Map.of());
    }

    /**
     * Some messages of the request were refused, all others accepted.
     *
     * @param text code, what happened, remedy
     * @param reasons AirId to reason, at least one
     */
    public static DeliveryException refused(String text, Map<String, String> reasons) {
        return new DeliveryException(text, false, 0, Map.copyOf(reasons));
    }

    /** Whether the destination is away, so that nothing counts as an attempt. */
    public boolean isAway() {
        return away;
    }

    /** The destination's wish when to try again, in milliseconds; 0 if it had none. */
    public long retryAfterMillis() {
        return retryAfterMillis;
    }

    /** AirId to reason of the refused messages; empty when the whole request was refused. */
    public Map<String, String> refused() {
        return refused == null ? Map.of() : refused;
    }
}
