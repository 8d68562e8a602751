/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import org.airmessenger.message.Refusal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.CamelContext;

import java.util.EnumMap;
import java.util.Map;

/** What a source counts, under the same names as the doors. */
final class SourceMeters {

    private final Counter kept;
    private final Counter bytes;
    private final Counter retries;
    private final Map<Refusal, Counter> verdicts = new EnumMap<>(Refusal.class);
    private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);

    SourceMeters(CamelContext context, String door) {
        MeterRegistry found = context.getRegistry().findSingleByType(MeterRegistry.class);
        MeterRegistry meters = found == null ? new SimpleMeterRegistry() : found;
        kept = messages(meters, door, "kept");
        bytes = meters.counter("air_source_bytes_total", "door", door);
        retries = meters.counter("air_source_retries_total", "door", door);
        for (Refusal refusal : Refusal.values()) {
            verdicts.put(refusal, messages(meters, door, refusal.word()));
            refused.put(
                    refusal,
                    meters.counter(
                            "air_source_refused_total", "door", door, "reason", refusal.word()));
        }
    }

    private static Counter messages(MeterRegistry meters, String door, String verdict) {
        return meters.counter(
                "air_source_messages_total", "door", door, "qos", "1", "verdict", verdict);
    }

    void kept(int size) {
        kept.increment();
        bytes.increment(size);
    }

    void refused(Refusal reason) {
        verdicts.get(reason).increment();
        refused.get(reason).increment();
    }

    void retried() {
        retries.increment();
    }
}
