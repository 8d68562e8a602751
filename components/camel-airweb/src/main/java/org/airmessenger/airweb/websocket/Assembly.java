/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.websocket;

import org.airmessenger.door.ByteBudget;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.TimeUnit;

/**
 * Puts the fragments of a message together (RFC 6455, 5.4), as far as it is not too large and there
 * is room for it. The frames come in the order that the rules want: the decoder saw to it.
 */
final class Assembly {

    private final int mostBytes;
    private final long mostNanos;
    private final ByteBudget budget;
    private ByteArrayOutputStream parts;
    private long taken;
    private long since;

    /**
     * Nothing has come.
     *
     * @param mostBytes of a message
     * @param mostMillis from its first fragment to its last
     * @param budget what fragments take while they wait for the last
     */
    Assembly(int mostBytes, long mostMillis, ByteBudget budget) {
        this.mostBytes = mostBytes;
        this.mostNanos = TimeUnit.MILLISECONDS.toNanos(mostMillis);
        this.budget = budget;
    }

    /** Whether a message would be larger with so many bytes more than one may be. */
    boolean isTooLarge(int more) {
        return taken + more > mostBytes;
    }

    /** Keeps a fragment that is not the last one; false if there is no room. */
    boolean add(byte[] part) {
        if (!budget.tryTake(part.length)) {
            return false;
        }
        if (parts == null) {
            parts = new ByteArrayOutputStream(2 * part.length);
            since = System.nanoTime();
        }
        taken += part.length;
        parts.writeBytes(part);
        return true;
    }

    /** The message, with its last fragment. */
    byte[] end(byte[] last) {
        if (parts == null) {
            return last;
        }
        parts.writeBytes(last);
        byte[] whole = parts.toByteArray();
        drop();
        return whole;
    }

    /** Whether a message was begun too long ago. */
    boolean isLate(long nowNanos) {
        return parts != null && nowNanos - since > mostNanos;
    }

    /** Forgets what came. */
    void drop() {
        if (parts != null) {
            budget.give(taken);
            parts = null;
            taken = 0;
        }
    }
}
