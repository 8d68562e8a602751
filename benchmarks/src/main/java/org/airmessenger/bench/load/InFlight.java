/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.load;

import java.util.Arrays;

/** The unacknowledged messages of one connection, by packet id 1 to window. Not thread-safe. */
final class InFlight {

    private final int[] sequences;
    private final long[] dues;
    private final int[] free;
    private int left;

    InFlight(int window) {
        sequences = new int[window + 1];
        dues = new long[window + 1];
        free = new int[window];
        clear();
    }

    boolean isFull() {
        return left == 0;
    }

    int count() {
        return free.length - left;
    }

    /** Takes a packet id for a message. */
    int take(int sequence, long due) {
        int id = free[--left];
        sequences[id] = sequence;
        dues[id] = due;
        return id;
    }

    /** Whether a packet id stands for a message now. */
    boolean holds(int id) {
        return id > 0 && id < sequences.length && sequences[id] >= 0;
    }

    int sequence(int id) {
        return sequences[id];
    }

    long due(int id) {
        return dues[id];
    }

    void give(int id) {
        sequences[id] = -1;
        free[left++] = id;
    }

    void clear() {
        left = free.length;
        for (int i = 0; i < free.length; i++) {
            free[i] = free.length - i;
        }
        Arrays.fill(sequences, -1);
    }
}
