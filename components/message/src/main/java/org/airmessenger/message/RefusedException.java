/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

/**
 * A message was refused. Cheap by design: refusals are bad input, so there is no stack trace. The
 * text has the standard form {@code AIR-2006 rule, actual value, remedy}.
 */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Refusal refusal;
    private final long retryAfterMillis;

    /**
     * Refuses without a time to try again.
     *
     * @param refusal the cause
     * @param text code, rule, actual value, remedy; no secret and no payload in it
     */
    public RefusedException(Refusal refusal, String text) {
        this(refusal, text, 0);
    }

    /**
     * Refuses for a while.
     *
     * @param refusal the cause
     * @param text code, rule, actual value, remedy; no secret and no payload in it
     * @param retryAfterMillis when trying again makes sense, in milliseconds from now; 0 unknown
     */
    public RefusedException(Refusal refusal, String text, long retryAfterMillis) {
        super(text, null, false, false);
        this.refusal = refusal;
        this.retryAfterMillis = retryAfterMillis;
    }

    /** The cause. */
    public Refusal refusal() {
        return refusal;
    }

    /** When trying again makes sense, in milliseconds from the refusal; 0 if unknown. */
    public long retryAfterMillis() {
        return retryAfterMillis;
    }
}
