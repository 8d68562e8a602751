/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.client;

import org.airmessenger.airwire.codec.Code;

/** The gateway did not take something. */
public final class RefusedByPeerException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int code;
    private final long retryMillis;

    RefusedByPeerException(int code, long retryMillis, String detail) {
        super(Code.name(code) + (detail == null ? "" : ": " + detail));
        this.code = code;
        this.retryMillis = retryMillis;
    }

    /** Why: one of {@link Code}. */
    public int code() {
        return code;
    }

    /** When trying again makes sense, in milliseconds; 0 unknown. */
    public long retryMillis() {
        return retryMillis;
    }
}
