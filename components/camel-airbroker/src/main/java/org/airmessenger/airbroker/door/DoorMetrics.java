/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.message.Refusal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** What the door counts. Labels are few and fixed: never a device. */
final class DoorMetrics {

    private final MeterRegistry registry;
    private final Map<String, Door> doors = new ConcurrentHashMap<>();

    /** The meters of one listener, made once so that the hot path only counts. */
    static final class Door {
        private final Counter[] kept = new Counter[3];
        private final Map<Refusal, Counter[]> refusedByQos = new EnumMap<>(Refusal.class);
        private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);
        private final Map<Refusal, Counter> connections = new EnumMap<>(Refusal.class);
        private final Counter bytes;
        private final AtomicInteger open = new AtomicInteger();

        private Door(MeterRegistry registry, String word) {
            for (int qos = 0; qos < kept.length; qos++) {
                kept[qos] = messages(registry, word, qos, "kept");
            }
            for (Refusal refusal : Refusal.values()) {
                Counter[] counters = new Counter[3];
                for (int qos = 0; qos < counters.length; qos++) {
                    counters[qos] = messages(registry, word, qos, refusal.word());
                }
                refusedByQos.put(refusal, counters);
                refused.put(
                        refusal,
                        registry.counter(
                                "air_source_refused_total",
                                "door",
                                word,
                                "reason",
                                refusal.word()));
                connections.put(
                        refusal,
                        registry.counter(
                                "air_source_connections_refused_total",
                                "door",
                                word,
                                "reason",
                                refusal.word()));
            }
            bytes = registry.counter("air_source_bytes_total", "door", word);
            Gauge.builder("air_source_connections", open, AtomicInteger::get)
                    .tag("door", word)
                    .register(registry);
        }

        private static Counter messages(
                MeterRegistry registry, String word, int qos, String verdict) {
            return registry.counter(
                    "air_source_messages_total",
                    "door",
                    word,
                    "qos",
                    Integer.toString(qos),
                    "verdict",
                    verdict);
        }

        void message(int qos, Refusal verdict, int payloadBytes) {
            if (verdict == null) {
                kept[qos].increment();
                bytes.increment(payloadBytes);
            } else {
                refusedByQos.get(verdict)[qos].increment();
                refused.get(verdict).increment();
            }
        }

        void connectionRefused(Refusal reason) {
            connections.get(reason).increment();
        }

        void opened() {
            open.incrementAndGet();
        }

        void closed() {
            open.decrementAndGet();
        }
    }

    DoorMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    Door door(String word) {
        return doors.computeIfAbsent(word, name -> new Door(registry, name));
    }

    void gaugeInFlight(LongSupplier bytes) {
        Gauge.builder("air_source_in_flight_bytes", bytes, LongSupplier::getAsLong)
                .strongReference(true)
                .register(registry);
    }
}
