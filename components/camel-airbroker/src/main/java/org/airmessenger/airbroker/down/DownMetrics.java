/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import org.airmessenger.airbroker.down.Tally.Leave;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** The meters of the way down. */
final class DownMetrics {

    private static final String DROPPED = "air_source_commands_dropped_total";

    private final Counter loose;
    private final Counter lost;

    DownMetrics(MeterRegistry registry, DownlinkRoom room) {
        Tally tally = room.tally;
        FunctionCounter.builder(
                        "air_source_commands_accepted_total", tally, it -> it.accepted.sum())
                .description("Commands that were put into mailboxes")
                .register(registry);
        FunctionCounter.builder(
                        "air_source_commands_delivered_total",
                        tally,
                        it -> it.left(Leave.DELIVERED).sum())
                .description("Commands that their devices acknowledged")
                .register(registry);
        for (Leave leave : Leave.values()) {
            if (leave != Leave.DELIVERED) {
                FunctionCounter.builder(DROPPED, tally, it -> it.left(leave).sum())
                        .tag("reason", leave.word())
                        .description("Commands that left their mailboxes undelivered")
                        .register(registry);
            }
        }
        gauge(registry, "air_source_commands_waiting_messages", room, DownlinkRoom::waiting);
        gauge(registry, "air_source_commands_waiting_bytes", room, it -> it.tally.bytes.get());
        gauge(registry, "air_source_commands_mailboxes", room, it -> it.boxes.size());
        gauge(registry, "air_source_commands_lines", room, DownlinkRoom::openLines);
        gauge(registry, "air_source_commands_ledger_difference", room, it -> it.tally.alarm());
        loose = registry.counter("air_source_commands_at_most_once_total", "result", "given");
        lost = registry.counter("air_source_commands_at_most_once_total", "result", "no-room");
    }

    private static void gauge(
            MeterRegistry registry,
            String name,
            DownlinkRoom room,
            java.util.function.ToDoubleFunction<DownlinkRoom> value) {
        Gauge.builder(name, room, value).register(registry);
    }

    /** A message that may be lost was given to a line, or not. */
    void atMostOnce(boolean given) {
        (given ? loose : lost).increment();
    }
}
