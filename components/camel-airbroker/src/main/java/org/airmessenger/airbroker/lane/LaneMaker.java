/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.message.LaneClass;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;

import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Makes lanes in the broker: durable queues that page early and never retry by themselves. */
final class LaneMaker {

    private final ActiveMQServer server;
    private final LaneRoomConfiguration configuration;
    private final MeterRegistry registry;

    LaneMaker(ActiveMQServer server, LaneRoomConfiguration configuration, MeterRegistry registry) {
        this.server = server;
        this.configuration = configuration;
        this.registry = registry;
    }

    /** The destinations whose lanes are on disk. */
    Set<String> found() {
        Set<String> names = new TreeSet<>();
        server.getPostOffice()
                .getAllBindings()
                .map(binding -> Destination.ofDeadAddress(binding.getUniqueName().toString()))
                .filter(Objects::nonNull)
                .forEach(names::add);
        return names;
    }

    Destination make(String name, LaneConfiguration laneConfiguration) throws Exception {
        Destination destination = new Destination(name, new LaneMetrics(registry, name));
        for (LaneClass laneClass : LaneClass.values()) {
            Queue queue =
                    KeptQueues.make(server, Destination.address(name, laneClass), configuration);
            destination.add(new LaneQueue(server, destination, laneClass, queue));
        }
        destination.configure(laneConfiguration);
        Queue dead = KeptQueues.make(server, Destination.deadAddress(name), configuration);
        destination.dead(dead, server.getPostOffice().getBinding(dead.getName()));
        return destination;
    }

    /** Shows what waits and how delivery does. */
    void gauges(Destination destination, LaneClock clock) {
        LaneMetrics metrics = destination.metrics;
        metrics.expired(destination);
        for (LaneClass laneClass : LaneClass.values()) {
            LaneQueue lane = destination.lane(laneClass);
            metrics.gauge("air_lanes_waiting_messages", lane, it -> it.queue.getMessageCount());
            metrics.gauge("air_lanes_waiting_bytes", lane, it -> it.queue.getPersistentSize());
        }
        metrics.gauge("air_lanes_dead_messages", destination, it -> it.dead().getMessageCount());
        metrics.gauge(
                "air_lanes_ledger_difference", destination, it -> it.statement().difference());
        metrics.gauge("air_lanes_ledger_alarm", destination, it -> it.isLedgerAlarm() ? 1 : 0);
        metrics.gauge("air_lanes_dead_full", destination, it -> it.isDeadFull() ? 1 : 0);
        metrics.gauge(
                "air_delivery_in_flight",
                destination,
                it -> it.dispatcher() == null ? 0 : it.dispatcher().sight().inFlight());
        metrics.gauge(
                "air_delivery_concurrency",
                destination,
                it -> it.dispatcher() == null ? 0 : it.dispatcher().sight().concurrency());
        metrics.gauge(
                "air_delivery_state",
                destination,
                it -> it.dispatcher() == null ? 0 : state(it.dispatcher().sight().state()));
        metrics.gauge(
                "air_delivery_oldest_seconds",
                destination,
                it -> it.oldestSeconds(clock.currentTimeMillis()));
    }

    /** 0 stopped, 1 away, 2 up, 3 untried since the start. */
    private static int state(String word) {
        return switch (word) {
            case "untried" -> 3;
            case "up" -> 2;
            case "away" -> 1;
            default -> 0;
        };
    }
}
