/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import org.airmessenger.airwire.codec.AirwireException;
import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.codec.Ranges;

import java.util.Arrays;

/**
 * What the receiver of one direction knows (PROTOCOL.md, 7.2): everything up to a cumulative number
 * is resolved, and for each of the numbers in the window above it whether it is open, under way or
 * resolved. Exact, and never larger than the window.
 */
final class Inbox {

    /** What becomes of a number that arrives. */
    enum Arrival {
        /** Nobody has it yet: store it. */
        TAKE,
        /** It is being stored: its outcome will answer. */
        UNDER_WAY,
        /** It is resolved already: acknowledge again. */
        RESOLVED
    }

    /** What becomes of a number that was refused. */
    enum Refusal {
        /** Send NACK. */
        TELL,
        /**
         * Its copy by this connection has not come yet. That one will be judged itself; a NACK now
         * would be taken as the answer to it, though it may be stored.
         */
        SILENT,
        /** The sender gave it up: acknowledge. */
        RESOLVED
    }

    private final int window;
    private final int mask;
    private final long[] resolved;
    private final long[] underWay;
    private final long[] skipped;

    /** Of which a copy came by the connection of now. */
    private final long[] here;

    private long epoch;
    private long cumulative;
    private long highest;

    /** A new direction. */
    Inbox(int window) {
        this.window = window;
        int size = Math.max(Long.SIZE, Integer.highestOneBit(window) << 1);
        this.mask = size - 1;
        this.resolved = new long[size / Long.SIZE];
        this.underWay = new long[size / Long.SIZE];
        this.skipped = new long[size / Long.SIZE];
        this.here = new long[size / Long.SIZE];
        this.epoch = 1;
    }

    long epoch() {
        return epoch;
    }

    long cumulative() {
        return cumulative;
    }

    /** The highest number that arrived or was given up. */
    long highest() {
        return highest;
    }

    /** The numbers start again. */
    void begin(long newEpoch) {
        epoch = newEpoch;
        cumulative = 0;
        highest = 0;
        Arrays.fill(resolved, 0);
        Arrays.fill(underWay, 0);
        Arrays.fill(skipped, 0);
        Arrays.fill(here, 0);
    }

    /** The whole number of low bits that arrived. */
    long expand(long low, int width) {
        return Numbers.expand(low, width, cumulative + 1);
    }

    /**
     * A message arrived.
     *
     * @throws AirwireException {@link Code#BAD_SEQUENCE} if the number is outside the window
     */
    Arrival arrive(long number) {
        inWindow(number);
        if (isResolved(number)) {
            return Arrival.RESOLVED;
        }
        highest = Math.max(highest, number);
        set(here, number);
        if (is(underWay, number)) {
            return Arrival.UNDER_WAY;
        }
        set(underWay, number);
        return Arrival.TAKE;
    }

    private void inWindow(long number) {
        if (number < 1 || number > cumulative + window) {
            throw new AirwireException(
                    Code.BAD_SEQUENCE,
                    "a number must be up to %d above %d but was %d"
                            .formatted(window, cumulative, number));
        }
    }

    /** The message is durable. */
    void stored(long number) {
        if (!isResolved(number)) {
            resolve(number);
        }
    }

    /** The message was not stored. */
    Refusal refused(long number) {
        if (isResolved(number)) {
            return Refusal.RESOLVED;
        }
        if (is(skipped, number)) {
            resolve(number);
            return Refusal.RESOLVED;
        }
        clear(underWay, number);
        return is(here, number) ? Refusal.TELL : Refusal.SILENT;
    }

    /** Another connection: whatever is not resolved comes again by it. */
    void attached() {
        Arrays.fill(here, 0);
    }

    /**
     * The sender gives numbers up.
     *
     * @return whether all of them were news that the sender may give: known to have arrived
     * @throws AirwireException {@link Code#BAD_SEQUENCE} if one is outside the window
     */
    boolean skip(long first, long last) {
        inWindow(first);
        inWindow(last);
        if (last < first) {
            throw new AirwireException(
                    Code.BAD_SEQUENCE, "a row must ascend but was " + first + " to " + last);
        }
        boolean known = last <= highest && last > cumulative;
        highest = Math.max(highest, last);
        for (long number = Math.max(first, cumulative + 1); number <= last; number++) {
            if (is(underWay, number)) {
                set(skipped, number);
            } else if (!isResolved(number)) {
                resolve(number);
            } else {
                known = false;
            }
        }
        return known;
    }

    /** Takes the sender's word that it has no lower number any more (PROTOCOL.md, 7.4). */
    void startAt(long newEpoch, long first) {
        begin(newEpoch);
        cumulative = first - 1;
        highest = first - 1;
    }

    private boolean isResolved(long number) {
        return number <= cumulative || is(resolved, number);
    }

    private void resolve(long number) {
        clear(underWay, number);
        clear(skipped, number);
        clear(here, number);
        set(resolved, number);
        while (is(resolved, cumulative + 1)) {
            cumulative++;
            clear(resolved, cumulative);
        }
    }

    /** The lowest ranges above the cumulative number. */
    Ranges ranges() {
        if (highest <= cumulative) {
            return Ranges.NONE;
        }
        long[] bounds = new long[2 * Ranges.MAX];
        int count = 0;
        boolean inside = false;
        for (long number = cumulative + 1; number <= highest + 1; number++) {
            boolean is = number <= highest && is(resolved, number);
            if (is && !inside) {
                if (count == bounds.length) {
                    break;
                }
                bounds[count++] = number;
            } else if (!is && inside) {
                bounds[count++] = number - 1;
            }
            inside = is;
        }
        return Ranges.of(cumulative, Arrays.copyOf(bounds, count));
    }

    private boolean is(long[] bits, long number) {
        int at = (int) number & mask;
        return (bits[at >>> 6] >>> (at & 63) & 1) != 0;
    }

    private void set(long[] bits, long number) {
        int at = (int) number & mask;
        bits[at >>> 6] |= 1L << (at & 63);
    }

    private void clear(long[] bits, long number) {
        int at = (int) number & mask;
        bits[at >>> 6] &= ~(1L << (at & 63));
    }
}
