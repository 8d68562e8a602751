/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import org.airmessenger.airwire.codec.Credit;

/**
 * What the peer lets this end send (PROTOCOL.md, 9). Absolute: what is repeated or late does no
 * harm.
 */
final class CreditTaken {

    private static final int RESERVE = 10;

    private final long reserve;
    private final long reserveBytes;
    private long messages;
    private long bytes;
    private long used;
    private long usedBytes;

    CreditTaken(long messages, long bytes) {
        this.messages = messages;
        this.bytes = bytes;
        this.reserve = messages / RESERVE;
        this.reserveBytes = bytes / RESERVE;
    }

    /** The peer says how much; false if it is no news. */
    boolean raise(Credit credit) {
        boolean news = credit.messages() > messages || credit.bytes() > bytes;
        messages = Math.max(messages, credit.messages());
        bytes = Math.max(bytes, credit.bytes());
        return news;
    }

    /** Whether nothing at all can go. */
    boolean isEmpty() {
        return used >= messages || usedBytes >= bytes;
    }

    /** Whether what is left is for urgent messages. */
    boolean isScarce() {
        return messages - used <= reserve || bytes - usedBytes <= reserveBytes;
    }

    /** Whether a frame of this length can go. */
    boolean allows(int length) {
        return used < messages && usedBytes + length <= bytes;
    }

    void use(int length) {
        used++;
        usedBytes += length;
    }
}
