/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Runs of one device, which do not overlap. Belongs to its window. */
final class Runs {

    private final Map<String, NavigableMap<Long, Run>> byStem = new HashMap<>(2);

    void add(Run run) {
        byStem.computeIfAbsent(run.stem(), stem -> new TreeMap<>()).put(run.first(), run);
    }

    void remove(Run run) {
        NavigableMap<Long, Run> its = byStem.get(run.stem());
        if (its != null && its.remove(run.first(), run) && its.isEmpty()) {
            byStem.remove(run.stem());
        }
    }

    void clear() {
        byStem.clear();
    }

    /** Whether an id is in one of them. */
    boolean has(String id) {
        int at = byStem.isEmpty() ? id.length() : Run.numberAt(id);
        if (at == id.length()) {
            return false;
        }
        NavigableMap<Long, Run> its = byStem.get(id.substring(0, at));
        if (its == null) {
            return false;
        }
        long number = Run.numberOf(id, at);
        Map.Entry<Long, Run> floor = its.floorEntry(number);
        return floor != null && floor.getValue().has(number);
    }
}
