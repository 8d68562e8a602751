/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Messages that wait for their first transmission: urgent ones first, then normal and bulk 4 : 1
 * while both wait (PROTOCOL.md, 9). Bounded in number and bytes.
 */
final class Queues {

    private static final int URGENT = 0;
    private static final int NORMAL = 1;
    private static final int BULK = 2;
    private static final int NORMAL_SHARE = 4;
    private static final int ENTRY = 200;

    private final Deque<Outgoing> urgent = new ArrayDeque<>();
    private final Deque<Outgoing> normal = new ArrayDeque<>();
    private final Deque<Outgoing> bulk = new ArrayDeque<>();
    private final int maxMessages;
    private final long maxBytes;
    private long bytes;
    private int normalInARow;

    Queues(int maxMessages, long maxBytes) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
    }

    int size() {
        return urgent.size() + normal.size() + bulk.size();
    }

    /** Takes a message at the end; false if there is no room. */
    boolean offer(Outgoing message) {
        if (size() >= maxMessages || bytes + bytesOf(message) > maxBytes) {
            return false;
        }
        bytes += bytesOf(message);
        lane(message.lane()).addLast(message);
        return true;
    }

    /** Takes a message back in front: there is always room for it. */
    void putBack(Outgoing message) {
        bytes += bytesOf(message);
        lane(message.lane()).addFirst(message);
    }

    /** Whose turn it is; null if none waits, or only others than urgent ones are not to go. */
    Outgoing peek(boolean urgentOnly) {
        if (!urgent.isEmpty()) {
            return urgent.peekFirst();
        }
        if (urgentOnly) {
            return null;
        }
        boolean bulkTurn = normal.isEmpty() || normalInARow >= NORMAL_SHARE && !bulk.isEmpty();
        return bulkTurn ? bulk.peekFirst() : normal.peekFirst();
    }

    /** Removes what {@link #peek} showed. */
    void remove(Outgoing message) {
        int lane = message.lane();
        lane(lane).removeFirst();
        bytes -= bytesOf(message);
        normalInARow = lane == BULK ? 0 : lane == NORMAL ? normalInARow + 1 : normalInARow;
    }

    private Deque<Outgoing> lane(int lane) {
        return lane == URGENT ? urgent : lane == NORMAL ? normal : bulk;
    }

    private static long bytesOf(Outgoing message) {
        return ENTRY + message.payload().length;
    }
}
