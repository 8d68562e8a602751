/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.client;

import java.util.function.LongUnaryOperator;

/**
 * How long to wait before the next attempt to connect: twice as long each time, up to a most, with
 * chance, so that many do not come back at once. A line that proved of use begins again with the
 * least; one that only greeted does not, or a gateway that ends each connection at once would be
 * dialled many times a second.
 */
final class Waits {

    private final long least;
    private final long most;
    private final LongUnaryOperator chance;
    private long next;

    /**
     * @param least milliseconds
     * @param most milliseconds
     * @param chance a number from 0 to below the one given
     */
    Waits(long least, long most, LongUnaryOperator chance) {
        this.least = least;
        this.most = most;
        this.chance = chance;
        this.next = least;
    }

    /**
     * The wait before the next attempt, at least half of what it may be.
     *
     * @param atLeast what the peer asked for, in milliseconds; as much again comes by chance
     */
    long next(long atLeast) {
        long half = next / 2;
        next = Math.min(most, next * 2);
        return Math.max(atLeast, half) + chance.applyAsLong(Math.max(1, half + atLeast));
    }

    /**
     * A connection is over.
     *
     * @param upMillis how long messages could flow
     * @param hasProgressed whether the gateway answered for a message
     */
    void over(long upMillis, boolean hasProgressed) {
        if (hasProgressed || upMillis >= next) {
            next = least;
        }
    }
}
