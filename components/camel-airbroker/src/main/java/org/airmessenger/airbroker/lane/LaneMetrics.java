/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.message.LaneClass;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** The meters of one destination. */
final class LaneMetrics {

    private static final String DESTINATION = "destination";
    private static final String CLASS = "class";

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofMinutes(5),
        Duration.ofHours(1)
    };

    private final MeterRegistry registry;
    private final String destination;
    private final Map<LaneClass, Counter> accepted = new EnumMap<>(LaneClass.class);
    private final Map<LaneClass, Timer> latency = new EnumMap<>(LaneClass.class);
    private final Counter delivered;
    private final DistributionSummary batch;

    LaneMetrics(MeterRegistry registry, String destination) {
        this.registry = registry;
        this.destination = destination;
        for (LaneClass laneClass : LaneClass.values()) {
            accepted.put(
                    laneClass,
                    registry.counter(
                            "air_lanes_accepted_total",
                            DESTINATION,
                            destination,
                            CLASS,
                            laneClass.word()));
            latency.put(
                    laneClass,
                    Timer.builder("air_delivery_latency_seconds")
                            .description("From acceptance until the sink accepted")
                            .tag(DESTINATION, destination)
                            .tag(CLASS, laneClass.word())
                            .serviceLevelObjectives(BUCKETS)
                            .register(registry));
        }
        delivered = registry.counter("air_delivery_delivered_total", DESTINATION, destination);
        batch =
                DistributionSummary.builder("air_delivery_batch_messages")
                        .tag(DESTINATION, destination)
                        .register(registry);
    }

    void accepted(LaneClass laneClass) {
        accepted.get(laneClass).increment();
    }

    void delivered(int messages) {
        delivered.increment(messages);
        batch.record(messages);
    }

    void latency(LaneClass laneClass, long millis) {
        latency.get(laneClass).record(Math.max(0, millis), TimeUnit.MILLISECONDS);
    }

    void dropped(String reason, long messages) {
        registry.counter("air_lanes_dropped_total", DESTINATION, destination, "reason", reason)
                .increment(messages);
    }

    void request(String result) {
        registry.counter("air_delivery_requests_total", DESTINATION, destination, "result", result)
                .increment();
    }

    /** Shows what the broker itself counts as expired. */
    void expired(Destination source) {
        FunctionCounter.builder("air_lanes_dropped_total", source, Destination::expired)
                .tag(DESTINATION, destination)
                .tag("reason", "expired")
                .register(registry);
    }

    /** Shows a number of the destination. */
    <T> void gauge(String name, T source, ToDoubleFunction<T> value) {
        Gauge.builder(name, source, value).tag(DESTINATION, destination).register(registry);
    }

    /** Shows a number of one of its lanes. */
    void gauge(String name, LaneQueue lane, ToDoubleFunction<LaneQueue> value) {
        Gauge.builder(name, lane, value)
                .tag(DESTINATION, destination)
                .tag(CLASS, lane.laneClass.word())
                .register(registry);
    }
}
