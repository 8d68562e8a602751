/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.lanes;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the lanes count. Rules are labels, so their number is bounded: the first {@value #MAX_RULES}
 * have a counter each, all others share one.
 */
final class LanesMetrics {

    static final int MAX_RULES = 1000;
    private static final String OTHERS = "(others)";

    /** Why a condition could not be answered. */
    enum Unparsed {
        /** Larger than conditions look at. */
        SIZE,
        /** No JSON, or beyond the limits of nesting, numbers and strings. */
        JSON,
        /** No UTF-8. */
        TEXT,
        /** The condition itself failed on this body. */
        FAILED
    }

    private final MeterRegistry meters;
    private final Map<Unparsed, Counter> unparsed = new EnumMap<>(Unparsed.class);
    private final Map<String, Counter> rules = new HashMap<>();
    private final Counter unmatched;

    LanesMetrics(MeterRegistry meters) {
        this.meters = meters;
        for (Unparsed reason : Unparsed.values()) {
            unparsed.put(
                    reason,
                    Counter.builder("air_lanes_where_unparsed_total")
                            .description("messages whose body a where could not read, by reason")
                            .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
        unmatched =
                Counter.builder("air_lanes_unmatched_total")
                        .description("messages that no rule matched")
                        .register(meters);
    }

    void countUnparsed(Unparsed reason) {
        unparsed.get(reason).increment();
    }

    void countUnmatched() {
        unmatched.increment();
    }

    /** Counters for the rules now in force, by position; those of vanished rules are removed. */
    synchronized Counter[] rules(List<String> ids) {
        Counter[] counters = new Counter[ids.size()];
        Map<String, Counter> kept = new HashMap<>();
        for (int i = 0; i < counters.length; i++) {
            String label = i < MAX_RULES ? ids.get(i) : OTHERS;
            counters[i] = kept.computeIfAbsent(label, this::ruleCounter);
        }
        rules.forEach(
                (label, counter) -> {
                    if (!kept.containsKey(label)) {
                        meters.remove(counter);
                    }
                });
        rules.clear();
        rules.putAll(kept);
        return counters;
    }

    private Counter ruleCounter(String label) {
        return Counter.builder("air_lanes_rule_matches_total")
                .description("messages that a rule matched")
                .tag("rule", label)
                .register(meters);
    }
}
