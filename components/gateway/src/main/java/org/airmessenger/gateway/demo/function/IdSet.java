/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.demo.function;

import java.util.Arrays;

/**
 * Remembers ids by a 64-bit hash each, so that a million of them fit in 16 MB. Two of a million
 * different ids are taken for one with a chance of about 1 to 40 million. Beyond its limit it
 * forgets all and starts again.
 */
final class IdSet {

    private static final int FIRST_SIZE = 1 << 10;

    private final int limit;
    private long[] slots = new long[FIRST_SIZE];
    private int size;

    /**
     * An empty set.
     *
     * @param limit most ids that are remembered
     */
    IdSet(int limit) {
        this.limit = limit;
    }

    /** Whether the id is new. */
    boolean add(String id) {
        if (size >= limit) {
            slots = new long[FIRST_SIZE];
            size = 0;
        }
        if (size * 2 >= slots.length) {
            grow();
        }
        boolean added = put(slots, hash(id));
        if (added) {
            size++;
        }
        return added;
    }

    private void grow() {
        long[] larger = new long[slots.length * 2];
        Arrays.stream(slots).filter(hash -> hash != 0).forEach(hash -> put(larger, hash));
        slots = larger;
    }

    private static boolean put(long[] slots, long hash) {
        int mask = slots.length - 1;
        int at = (int) hash & mask;
        while (slots[at] != 0) {
            if (slots[at] == hash) {
                return false;
            }
            at = at + 1 & mask;
        }
        slots[at] = hash;
        return true;
    }

    /** FNV-1a with a finishing mix; never 0, which marks a free slot. */
    private static long hash(String id) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 32) * 0xd6e8feb86659fd93L;
        hash ^= hash >>> 32;
        return hash == 0 ? 1 : hash;
    }
}
