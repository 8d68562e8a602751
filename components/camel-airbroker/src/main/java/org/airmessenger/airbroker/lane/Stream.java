/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The waiting messages of one device in one lane, in order; with {@code order: none} of one single
 * message. While a request carries some of them, or one backs off, the others wait.
 */
final class Stream {

    final String device;
    final Deque<Entry> entries = new ArrayDeque<>(4);

    /** Bytes of all that wait here. */
    long bytes;

    /** A request carries messages of this stream. */
    boolean locked;

    /** The request that is being made takes messages of this stream. */
    boolean carried;

    /** It is among those that back off. */
    boolean pausing;

    /** Until when it backs off, monotonic nanoseconds; 0 not at all. */
    long notBefore;

    /** Its place among the ready ones; -1 if it is not there. */
    long readyAt = -1;

    Stream(String device) {
        this.device = device;
    }

    void addLast(Entry entry) {
        entries.addLast(entry);
        bytes += entry.size;
    }

    void addFirst(Entry entry) {
        entries.addFirst(entry);
        bytes += entry.size;
    }

    Entry poll() {
        Entry entry = entries.poll();
        if (entry != null) {
            bytes -= entry.size;
        }
        return entry;
    }
}
