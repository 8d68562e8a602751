/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.message.LaneClass;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.persistence.config.AbstractPersistedAddressSetting;
import org.apache.activemq.artemis.core.persistence.config.PersistedAddressSettingJSON;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.PageFullMessagePolicy;

import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Makes lanes in the broker: durable queues that page early and never retry by themselves. */
final class LaneMaker {

    /** No queue is bound to it: what the broker finds expired is gone, and counted. */
    private static final SimpleString NOWHERE = SimpleString.of("$air.nowhere");

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
            Queue queue = queue(Destination.address(name, laneClass));
            destination.add(new LaneQueue(server, destination, laneClass, queue));
        }
        destination.configure(laneConfiguration);
        Queue dead = queue(Destination.deadAddress(name));
        destination.dead(dead, server.getPostOffice().getBinding(dead.getName()));
        return destination;
    }

    private Queue queue(SimpleString address) throws Exception {
        AddressSettings settings =
                new AddressSettings()
                        .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                        // every limit is named: what is not would come from the topics' settings,
                        // and a page limit there would drop messages
                        .setPageLimitBytes(1L << 60)
                        .setPageLimitMessages(-1L)
                        .setPageFullMessagePolicy(PageFullMessagePolicy.FAIL)
                        .setMaxSizeMessages(-1)
                        .setMaxSizeBytes(configuration.getMaxMemoryBytes())
                        .setPageSizeBytes(configuration.getPageBytes())
                        // how much is in delivery is bounded by our own window
                        .setMaxReadPageBytes(-1)
                        .setMaxReadPageMessages(-1)
                        .setPrefetchPageBytes(configuration.getPageBytes())
                        .setPrefetchPageMessages(-1)
                        .setMaxDeliveryAttempts(-1)
                        // never used, but without them the broker warns at every change
                        .setDeadLetterAddress(NOWHERE)
                        .setExpiryAddress(NOWHERE)
                        .setAutoCreateDeadLetterResources(false)
                        .setAutoCreateExpiryResources(false)
                        .setRedeliveryDelay(0)
                        .setAutoDeleteQueues(false)
                        .setAutoDeleteAddresses(false)
                        .setDefaultPurgeOnNoConsumers(false);
        apply(address, settings);
        return server.createQueue(
                QueueConfiguration.of(address)
                        .setAddress(address)
                        .setRoutingType(RoutingType.ANYCAST)
                        .setDurable(true)
                        .setAutoCreateAddress(true)
                        .setAutoCreated(false)
                        .setMaxConsumers(-1),
                true);
    }

    /**
     * Sets what an address is, on disk too: the broker knows it then before it loads the lane, and
     * never takes the topics' settings for it.
     */
    private void apply(SimpleString address, AddressSettings settings) throws Exception {
        AbstractPersistedAddressSetting recorded =
                server.getStorageManager().recoverAddressSettings(address);
        if (recorded == null || !recorded.getSetting().toJSON().equals(settings.toJSON())) {
            server.getStorageManager()
                    .storeAddressSetting(
                            new PersistedAddressSettingJSON(address, settings, settings.toJSON()));
            server.getAddressSettingsRepository().addMatch(address.toString(), settings);
        }
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
