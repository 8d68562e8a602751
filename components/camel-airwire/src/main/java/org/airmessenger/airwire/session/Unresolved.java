/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import java.util.function.BiConsumer;

/** Messages by their numbers, from the lowest unresolved one to the next; a ring that grows. */
final class Unresolved {

    private Outgoing[] ring = new Outgoing[16];
    private long first = 1;
    private long next = 1;

    /** The lowest unresolved number, or {@link #next}. */
    long first() {
        return first;
    }

    /** The number that the next message gets. */
    long next() {
        return next;
    }

    /** Gives a message the next number. */
    long add(Outgoing message) {
        if (next - first == ring.length) {
            grow();
        }
        ring[index(next)] = message;
        return next++;
    }

    Outgoing get(long number) {
        return number < first || number >= next ? null : ring[index(number)];
    }

    /** Takes a message out; null if its number is resolved already. */
    Outgoing remove(long number) {
        Outgoing message = get(number);
        if (message != null) {
            ring[index(number)] = null;
            while (first < next && ring[index(first)] == null) {
                first++;
            }
        }
        return message;
    }

    /** Each with its number, ascending. */
    void forEach(BiConsumer<Long, Outgoing> action) {
        for (long number = first; number < next; number++) {
            Outgoing message = ring[index(number)];
            if (message != null) {
                action.accept(number, message);
            }
        }
    }

    /** Forgets all; numbers start again at 1. */
    void restart() {
        ring = new Outgoing[16];
        first = 1;
        next = 1;
    }

    private int index(long number) {
        return (int) number & ring.length - 1;
    }

    private void grow() {
        Outgoing[] larger = new Outgoing[ring.length * 2];
        for (long number = first; number < next; number++) {
            larger[(int) number & larger.length - 1] = ring[index(number)];
        }
        ring = larger;
    }
}
