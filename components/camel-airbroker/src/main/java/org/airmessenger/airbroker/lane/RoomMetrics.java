/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.message.Refusal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The meters of the writing side, for all destinations together. */
final class RoomMetrics {

    private static final Duration[] BUCKETS = {
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(5)
    };

    private final Counter duplicates;
    private final Counter localDropped;
    private final Timer writes;
    private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);

    RoomMetrics(MeterRegistry registry) {
        duplicates = registry.counter("air_lanes_duplicates_total");
        localDropped = registry.counter("air_lanes_local_dropped_total", "reason", "overflow");
        writes =
                Timer.builder("air_lanes_write_seconds")
                        .description("From the lanes' door until the journal has the message")
                        .serviceLevelObjectives(BUCKETS)
                        .register(registry);
        for (Refusal refusal : Refusal.values()) {
            refused.put(
                    refusal, registry.counter("air_lanes_refused_total", "reason", refusal.word()));
        }
    }

    void duplicate() {
        duplicates.increment();
    }

    /** Messages that a session, or a group, had no room for. */
    void localDropped(int messages) {
        localDropped.increment(messages);
    }

    void written(long nanos) {
        writes.record(nanos, TimeUnit.NANOSECONDS);
    }

    void refused(Refusal refusal) {
        refused.get(refusal).increment();
    }
}
