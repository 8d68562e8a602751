/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.proof;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a proof found.
 *
 * @param promise what was to be broken
 * @param facts figures, in the order in which they were found
 * @param broken why the promise does not hold; empty if it does
 */
public record Verdict(String promise, Map<String, Object> facts, List<String> broken) {

    /** Whether the promise held. */
    public boolean holds() {
        return broken.isEmpty();
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(promise);
        out.append(holds() ? ": holds\n" : ": BROKEN\n");
        facts.forEach(
                (name, value) -> out.append("  ").append(name).append(": ").append(value + "\n"));
        broken.forEach(reason -> out.append("  broken: ").append(reason).append('\n'));
        return out.toString();
    }

    /** Collects facts and breaches. Not thread-safe. */
    static final class Builder {
        private final String promise;
        private final Map<String, Object> facts = new LinkedHashMap<>();
        private final List<String> broken = new ArrayList<>();

        Builder(String promise) {
            this.promise = promise;
        }

        Builder fact(String name, Object value) {
            facts.put(name, value);
            return this;
        }

        /** Notes a number that must not exceed a limit. */
        Builder atMost(String name, long value, long limit) {
            facts.put(name, value);
            if (value > limit) {
                broken.add(name + " must be at most " + limit + " but was " + value);
            }
            return this;
        }

        Builder must(boolean holds, String rule) {
            if (!holds) {
                broken.add(rule);
            }
            return this;
        }

        Verdict build() {
            return new Verdict(promise, new LinkedHashMap<>(facts), List.copyOf(broken));
        }
    }
}
