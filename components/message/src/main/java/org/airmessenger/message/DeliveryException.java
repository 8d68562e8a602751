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
    private final boolean unsure;
    private final long retryAfterMillis;
    private final transient Map<String, String> refused;
    private final int accepted;

    private DeliveryException(String text, boolean away, boolean unsure, long retryAfterMillis) {
        super(text, null, false, false);
        this.away = away;
        this.unsure = unsure;
        this.retryAfterMillis = retryAfterMillis;
        this.refused = Map.of();
        this.accepted = 0;
    }

    private DeliveryException(DeliveryException first, Map<String, String> refused, int accepted) {
        super(first.getMessage(), null, false, false);
        this.away = first.away;
        this.unsure = first.unsure;
        this.retryAfterMillis = first.retryAfterMillis;
        this.refused = refused;
        this.accepted = accepted;
    }

    /**
     * The destination is away: refused the connection, timed out, answered 5xx or 429.
     *
     * @param text code, what happened, remedy
     * @param retryAfterMillis the destination's wish in milliseconds; 0 if it had none
     */
    public static DeliveryException away(String text, long retryAfterMillis) {
        return new DeliveryException(text, true, false, retryAfterMillis);
    }

    /**
     * It failed, and who is guilty cannot be told: the destination counts as away, unless others
     * succeed meanwhile again and again; then it is a verdict on the message that stands alone.
     *
     * @param text code, what happened, remedy
     */
    public static DeliveryException unsure(String text) {
        return new DeliveryException(text, true, true, 0);
    }

    /** The whole request was refused for its content; who is guilty is not known. */
    public static DeliveryException refused(String text) {
        return new DeliveryException(text, false, false, 0);
    }

    /**
     * Some messages of the request were refused, all others accepted.
     *
     * @param text code, what happened, remedy
     * @param reasons AirId to reason, at least one
     */
    public static DeliveryException refused(String text, Map<String, String> reasons) {
        return new DeliveryException(refused(text), Map.copyOf(reasons), 0);
    }

    /**
     * The same verdict on the rest of a request whose first messages had been accepted before.
     *
     * @param messages how many, counted from the first; at least one is left for the verdict
     */
    public DeliveryException after(int messages) {
        return messages == 0 ? this : new DeliveryException(this, refused(), messages);
    }

    /** Whether the destination is away, so that nothing counts as an attempt. */
    public boolean isAway() {
        return away;
    }

    /** Whether away is only assumed: a message may be guilty. */
    public boolean isUnsure() {
        return unsure;
    }

    /** How many messages, counted from the first, were accepted before it happened. */
    public int accepted() {
        return accepted;
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
