/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import org.apache.activemq.artemis.core.server.MessageReference;

/** One command on its way to one device. Belongs to the device's shard. */
final class Letter {

    /** Place in the mailbox; what came later has a higher one. */
    final long number;

    /** Bytes that it counts for. */
    final int size;

    /** Epoch milliseconds when it is worthless. */
    final long expiry;

    /** Whose it is. */
    final Mailbox box;

    /** In the journal's queue; null once it is only on the shelf. */
    MessageReference reference;

    /** When it was taken, monotonic nanoseconds. */
    long taken;

    /** It was given to a line. */
    boolean given;

    /** The shelf was told so when it was put there. */
    boolean noted;

    /** It is being put onto the shelf. */
    boolean shelving;

    /** It has left the mailbox. */
    boolean gone;

    Letter(Mailbox box, long number, int size, long expiry) {
        this.box = box;
        this.number = number;
        this.size = size;
        this.expiry = expiry;
    }

    boolean isExpired(long nowMillis) {
        return nowMillis >= expiry;
    }
}
