/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import org.airmessenger.message.Refusal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.CamelContext;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a source counts, under the same names as the doors. */
final class SourceMeters {

    private static final int QUALITIES = 2;

    private final Counter[] kept = new Counter[QUALITIES];
    private final Counter bytes;
    private final Counter retries;
    private final List<Map<Refusal, Counter>> verdicts = new ArrayList<>(QUALITIES);
    private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);

    SourceMeters(CamelContext context, String door) {
        MeterRegistry found = context.getRegistry().findSingleByType(MeterRegistry.class);
        MeterRegistry meters = found == null ? new SimpleMeterRegistry() : found;
        bytes = meters.counter("air_source_bytes_total", "door", door);
        retries = meters.counter("air_source_retries_total", "door", door);
        for (int qos = 0; qos < QUALITIES; qos++) {
            kept[qos] = messages(meters, door, qos, "kept");
            Map<Refusal, Counter> mine = new EnumMap<>(Refusal.class);
            for (Refusal refusal : Refusal.values()) {
                mine.put(refusal, messages(meters, door, qos, refusal.word()));
            }
            verdicts.add(mine);
        }
        for (Refusal refusal : Refusal.values()) {
            refused.put(
                    refusal,
                    meters.counter(
                            "air_source_refused_total", "door", door, "reason", refusal.word()));
        }
    }

    private static Counter messages(MeterRegistry meters, String door, int qos, String verdict) {
        return meters.counter(
                "air_source_messages_total",
                "door",
                door,
                "qos",
                Integer.toString(qos),
                "verdict",
                verdict);
    }

    void kept(SourceMessage message) {
        kept[message.qos()].increment();
        bytes.increment(message.body().length);
    }

    void refused(Refusal reason, int qos) {
        verdicts.get(qos).get(reason).increment();
        refused.get(reason).increment();
    }

    void retried() {
        retries.increment();
    }
}
