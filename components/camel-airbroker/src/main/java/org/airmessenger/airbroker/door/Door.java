/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.broker.BrokerConfiguration;
import org.airmessenger.message.Identities;
import org.airmessenger.message.Revocation;

import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** What all connections of the door share: who is here, what they may use, who takes messages. */
public final class Door {

    private static final Logger LOG = LoggerFactory.getLogger(Door.class);

    private final BrokerConfiguration options;
    private final Identities identities;
    private final Executor executor;
    private final Supplier<String> storeProblem;
    private final DoorMetrics metrics;
    private final ByteBudget budget;
    private final Wills wills;
    private final Bans bans;
    private final Lines lines = new Lines();
    private final SubscribeRates subscribeRates;
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Gate> gates = ConcurrentHashMap.newKeySet();
    private final ConcurrentHashMap<String, Set<DoorHandler>> devices = new ConcurrentHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger evictions = new AtomicInteger();
    private volatile Intake intake;
    private volatile StoredSessions sessions;
    private volatile RetainedTopics retained;
    private volatile LocalRoom localRoom;
    private volatile boolean goingDown;

    /**
     * Nobody connected yet.
     *
     * @param executor carries messages through the routes
     * @param storeProblem why nothing can be persisted now; empty if it can
     */
    public Door(
            BrokerConfiguration options,
            Identities identities,
            Executor executor,
            Supplier<String> storeProblem,
            io.micrometer.core.instrument.MeterRegistry registry) {
        this.options = options;
        this.identities = identities;
        this.executor = executor;
        this.storeProblem = storeProblem;
        this.metrics = new DoorMetrics(registry);
        long bytes = options.getMaxInFlightBytes();
        this.budget = new ByteBudget(bytes > 0 ? bytes : Runtime.getRuntime().maxMemory() / 8);
        this.wills = new Wills((bytes > 0 ? bytes : Runtime.getRuntime().maxMemory() / 8) / 4);
        this.bans =
                new Bans(
                        options.getRefusalsBeforeBan(),
                        options.getRefusalWindowMillis(),
                        options.getBanMillis(),
                        System::currentTimeMillis);
        this.subscribeRates =
                new SubscribeRates(
                        options.getSubscribesPerSecond(),
                        options.getMaxSubscriptions() + options.getSubscribesPerSecond(),
                        System::nanoTime);
        metrics.gaugeInFlight(budget::used);
        if (identities != null) {
            identities.onRevoked(revocation -> evict(revocation, "revoked"));
        }
    }

    /** The broker behind this door, from now on. */
    void serve(ActiveMQServer server) throws Exception {
        sessions = new StoredSessions(server);
        localRoom = new LocalRoom(server);
        retained = RetainedTopics.of(server, options.getMaxRetainedTopics());
    }

    StoredSessions sessions() {
        return sessions;
    }

    LocalRoom localRoom() {
        return localRoom;
    }

    RetainedTopics retained() {
        return retained;
    }

    Lines lines() {
        return lines;
    }

    SubscribeRates subscribeRates() {
        return subscribeRates;
    }

    /** Messages go there from now on; null while nobody takes them. */
    void setIntake(Intake newIntake) {
        intake = newIntake;
        goingDown = newIntake == null;
    }

    /** Messages that wait for their turn, of all connections. */
    AtomicInteger waiting() {
        return waiting;
    }

    boolean isGoingDown() {
        return goingDown;
    }

    Intake intake() {
        return intake;
    }

    BrokerConfiguration options() {
        return options;
    }

    Identities identities() {
        return identities;
    }

    Executor executor() {
        return executor;
    }

    String storeProblem() {
        return storeProblem.get();
    }

    DoorMetrics metrics() {
        return metrics;
    }

    ByteBudget budget() {
        return budget;
    }

    Wills wills() {
        return wills;
    }

    Bans bans() {
        return bans;
    }

    /** A socket came in; false if there are too many. */
    boolean opened(Gate gate) {
        gates.add(gate);
        return connections.incrementAndGet() <= options.getMaxConnections();
    }

    void closed(Gate gate) {
        if (gates.remove(gate)) {
            connections.decrementAndGet();
        }
    }

    /** The device is not here by this connection any more. */
    void forget(DoorHandler handler, String device) {
        devices.computeIfPresent(
                device,
                (id, live) -> {
                    Set<DoorHandler> left = new LinkedHashSet<>(live);
                    left.remove(handler);
                    return left.isEmpty() ? null : left;
                });
    }

    /**
     * The device is here by this connection.
     *
     * @return by which others it was before
     */
    List<DoorHandler> proven(DoorHandler handler, String device) {
        List<DoorHandler> older = new ArrayList<>();
        devices.compute(
                device,
                (id, live) -> {
                    Set<DoorHandler> all = new LinkedHashSet<>();
                    if (live != null) {
                        all.addAll(live);
                        older.addAll(live);
                    }
                    all.add(handler);
                    return all;
                });
        return older;
    }

    /** A device was refused for rights or form; bans and closes it when that was too often. */
    void strike(String device) {
        if (bans.strike(device)) {
            LOG.warn(
                    "AIR-1014 device {} was refused {} times within {} ms and is banned for {} s",
                    device,
                    options.getRefusalsBeforeBan(),
                    options.getRefusalWindowMillis(),
                    bans.banSeconds());
            evict(device, "banned");
        }
    }

    /** Changes with every eviction, so that a CONNECT in between is decided again. */
    int evictions() {
        return evictions.get();
    }

    /**
     * Ends every live session of a device.
     *
     * @return how many were ended
     */
    public int evict(String device, String reason) {
        return evict(Revocation.ofDevice(device), reason);
    }

    /** At most so many sessions are ended: each looks by itself whether it is meant. */
    private int evict(Revocation revocation, String reason) {
        evictions.incrementAndGet();
        wills.remove(revocation);
        int asked = 0;
        for (Set<DoorHandler> live : meant(revocation)) {
            for (DoorHandler handler : live) {
                handler.evict(revocation, reason);
                asked++;
            }
        }
        return asked;
    }

    private Collection<Set<DoorHandler>> meant(Revocation revocation) {
        if (revocation.device() == null) {
            return devices.values();
        }
        Set<DoorHandler> live = devices.get(revocation.device());
        return live == null ? List.of() : List.of(live);
    }

    /** Takes nothing new; what is in flight is finished, then each connection is closed. */
    void goDown() {
        goingDown = true;
        gates.forEach(Gate::goDown);
    }

    /** Connected sockets. */
    public int connections() {
        return connections.get();
    }

    /** Bytes of messages between the network and the journal. */
    public long inFlightBytes() {
        return budget.used();
    }
}
