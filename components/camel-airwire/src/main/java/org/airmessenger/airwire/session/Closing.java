/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import org.airmessenger.airwire.codec.Bye;
import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.codec.NoteAttributes;

/**
 * Why a connection is over.
 *
 * @param code of the BYE, or {@link #BROKEN}
 * @param byPeer whether the peer said so
 * @param retryMillis not to come back before; 0 whenever
 * @param detail words for people, or null
 * @param redirect the node to go to, or null
 */
public record Closing(int code, boolean byPeer, long retryMillis, String detail, String redirect) {

    /** In the place of a code: the line broke without a word. */
    public static final int BROKEN = -1;

    /** The line broke. */
    static Closing broken() {
        return lost(null);
    }

    /**
     * There is no line.
     *
     * @param detail why, or null
     */
    public static Closing lost(String detail) {
        return new Closing(BROKEN, true, 0, detail, null);
    }

    static Closing byPeer(Bye bye) {
        return new Closing(
                bye.code(),
                true,
                bye.retryMillis(),
                bye.notes().get(NoteAttributes.DETAIL),
                bye.notes().get(NoteAttributes.REDIRECT));
    }

    static Closing byUs(int code, long retryMillis, String detail) {
        return new Closing(code, false, retryMillis, detail, null);
    }

    /** Whether the peer says that coming again as before does not help. */
    public boolean isForGood() {
        return byPeer
                && code >= Code.RESUME_UNKNOWN
                && code != Code.TAKEN_OVER
                && code != Code.EXPIRED_PROOF
                && !Code.isRetryable(code)
                && retryMillis == 0;
    }

    /** In words: the code's name. */
    public String reason() {
        return code == BROKEN ? "LOST" : Code.name(code);
    }
}
