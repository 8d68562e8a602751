/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.load;

import java.util.BitSet;

/** An exact set of sequence numbers of one device. Thread-safe. */
public final class Sequences {

    private final BitSet bits = new BitSet();
    private int count;
    private int highest = -1;

    /** What adding a number told. */
    public enum Seen {
        /** New, and higher than all before. */
        NEXT,
        /** New, but a higher one came before it. */
        OVERTAKEN,
        /** Seen before. */
        AGAIN
    }

    /** Adds a number ≥ 0. */
    public synchronized Seen add(int sequence) {
        if (bits.get(sequence)) {
            return Seen.AGAIN;
        }
        bits.set(sequence);
        count++;
        if (sequence < highest) {
            return Seen.OVERTAKEN;
        }
        highest = sequence;
        return Seen.NEXT;
    }

    /** How many numbers are in the set. */
    public synchronized int count() {
        return count;
    }

    /** A copy as a bit set. */
    public synchronized BitSet copy() {
        return (BitSet) bits.clone();
    }

    /** The numbers of this set that the other lacks. */
    public BitSet without(Sequences other) {
        BitSet mine = copy();
        mine.andNot(other.copy());
        return mine;
    }
}
