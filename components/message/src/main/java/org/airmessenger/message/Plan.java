/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

import java.util.List;
import java.util.Set;

/**
 * Where one message goes: the union of the destinations of all rules that matched.
 *
 * @param destinations names of destinations, each once; may be empty
 * @param memory those of {@code destinations} that accept from memory: written non-durable
 * @param local whether local subscribers get it too
 * @param priority 0–9, as decided by the lanes
 */
public record Plan(List<String> destinations, Set<String> memory, boolean local, int priority) {

    /** Copies the collections. */
    public Plan {
        destinations = List.copyOf(destinations);
        memory = Set.copyOf(memory);
    }

    /** The class of the message in every lane. */
    public LaneClass laneClass() {
        return LaneClass.of(priority);
    }
}
