/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import java.util.HashSet;
import java.util.Set;

/**
 * Packet ids of exactly-once messages that are half-way. Most connections never have one, and of
 * those there may be very many: a set is made with the first id. Not thread-safe.
 */
final class PacketIds {

    private Set<Integer> ids = Set.of();

    /** Puts one in; false if it was there. */
    boolean add(int id) {
        if (ids.isEmpty()) {
            ids = new HashSet<>(4);
        }
        return ids.add(id);
    }

    /** Takes one out; false if it was not there. */
    boolean remove(int id) {
        boolean was = contains(id) && ids.remove(id);
        if (was && ids.isEmpty()) {
            ids = Set.of();
        }
        return was;
    }

    boolean contains(int id) {
        return ids.contains(id);
    }

    int size() {
        return ids.size();
    }

    /** What is there now; does not change any more. */
    Set<Integer> all() {
        return Set.copyOf(ids);
    }
}
