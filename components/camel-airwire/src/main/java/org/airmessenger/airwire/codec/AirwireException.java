/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

/**
 * The peer broke the protocol, so the connection ends with BYE. Cheap to throw: bad input must not
 * cost more than good input, hence no stack trace.
 */
public final class AirwireException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;

    /**
     * A violation.
     *
     * @param code one of {@link Code}
     * @param text what must hold, and what came instead; no payload and no secret in it
     */
    public AirwireException(int code, String text) {
        super(text, null, false, false);
        this.code = code;
    }

    /** The code that BYE carries. */
    public int code() {
        return code;
    }
}
