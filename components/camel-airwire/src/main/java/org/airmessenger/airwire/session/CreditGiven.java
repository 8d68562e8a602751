/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import org.airmessenger.airwire.codec.AirwireException;
import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.codec.Credit;

/**
 * What this end lets the peer send (PROTOCOL.md, 9): as much as is under way at most, beyond what
 * is done. So the messages that are under way are bounded in number and bytes.
 */
final class CreditGiven {

    private final int maxMessages;
    private final long maxBytes;
    private long granted;
    private long grantedBytes;
    private long used;
    private long usedBytes;
    private long done;
    private long doneBytes;

    CreditGiven(int maxMessages, long maxBytes) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
        this.granted = maxMessages;
        this.grantedBytes = maxBytes;
    }

    /**
     * A message came.
     *
     * @throws AirwireException {@link Code#CREDIT_EXCEEDED} if it was not allowed to
     */
    void use(int bytes) {
        used++;
        usedBytes += bytes;
        if (used > granted || usedBytes > grantedBytes) {
            throw new AirwireException(
                    Code.CREDIT_EXCEEDED,
                    "credit must be kept, %d messages and %d bytes, but %d and %d came"
                            .formatted(granted, grantedBytes, used, usedBytes));
        }
    }

    /** A message is no longer under way. */
    void done(int bytes) {
        done++;
        doneBytes += bytes;
    }

    /** Messages under way. */
    long underWay() {
        return used - done;
    }

    /** A new grant, when a quarter of it is worth telling; else null. */
    Credit due() {
        long messages = done + maxMessages;
        long bytes = doneBytes + maxBytes;
        if (messages - granted < (maxMessages + 3) / 4 && bytes - grantedBytes < maxBytes / 4) {
            return null;
        }
        granted = messages;
        grantedBytes = bytes;
        return new Credit(messages, bytes);
    }
}
