/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import org.airmessenger.message.Refusal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** What doors count. Labels are few and fixed: never a device. */
public final class DoorMetrics {

    private final MeterRegistry registry;
    private final Map<String, Door> doors = new ConcurrentHashMap<>();

    /** The meters of one listener, made once so that the hot path only counts. */
    public static final class Door {
        private final Counter[] kept = new Counter[3];
        private final Map<Refusal, Counter[]> refusedByQos = new EnumMap<>(Refusal.class);
        private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);
        private final Map<Refusal, Counter> connections = new EnumMap<>(Refusal.class);
        private final Map<String, Counter> ended = new ConcurrentHashMap<>();
        private final Function<String, Counter> endings;
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
            endings =
                    reason ->
                            registry.counter(
                                    "air_source_connections_ended_total",
                                    "door",
                                    word,
                                    "reason",
                                    reason);
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

        /**
         * A message was judged.
         *
         * @param qos of the wire: 0, 1 or 2
         * @param verdict null if it was kept
         */
        public void message(int qos, Refusal verdict, int payloadBytes) {
            if (verdict == null) {
                kept[qos].increment();
                bytes.increment(payloadBytes);
            } else {
                refusedByQos.get(verdict)[qos].increment();
                refused.get(verdict).increment();
            }
        }

        /** A connection was not let in. */
        public void connectionRefused(Refusal reason) {
            connections.get(reason).increment();
        }

        /**
         * A door ended a connection that it had let in.
         *
         * @param reason one of few words
         */
        public void connectionEnded(String reason) {
            ended.computeIfAbsent(reason, endings).increment();
        }

        /** A socket came in. */
        public void opened() {
            open.incrementAndGet();
        }

        /** A socket is gone. */
        public void closed() {
            open.decrementAndGet();
        }
    }

    /** Counts there. */
    public DoorMetrics(MeterRegistry registry) {
        this.registry = registry;
        // there are several doors, and one process
        if (registry.find("air_source_descriptors").gauge() == null) {
            Gauge.builder("air_source_descriptors", Descriptors.PROCESS, Descriptors::open)
                    .register(registry);
            Gauge.builder("air_source_descriptors_limit", Descriptors.PROCESS, Descriptors::limit)
                    .register(registry);
        }
    }

    /** The meters of the listener with that word; made once. */
    public Door door(String word) {
        return doors.computeIfAbsent(word, name -> new Door(registry, name));
    }

    /** Shows the bytes of a door that wait to be kept. */
    public void gaugeInFlight(String word, LongSupplier bytes) {
        Gauge.builder("air_source_in_flight_bytes", bytes, LongSupplier::getAsLong)
                .tag("door", word)
                .strongReference(true)
                .register(registry);
    }
}
