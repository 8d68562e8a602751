/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.AirbrokerConstants;
import org.airmessenger.airbroker.broker.BrokerConfiguration;
import org.airmessenger.airbroker.down.DownlinkRoom;
import org.airmessenger.airbroker.retained.RetainedMessages;
import org.airmessenger.airbroker.websocket.WebSocketOptions;
import org.airmessenger.door.ByteBudget;
import org.airmessenger.door.Descriptors;
import org.airmessenger.door.DoorMetrics;
import org.airmessenger.door.Doors;
import org.airmessenger.door.Intake;
import org.airmessenger.door.LiveConnections;
import org.airmessenger.door.Origins;
import org.airmessenger.door.Threshold;
import org.airmessenger.message.Identities;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Presence;
import org.airmessenger.message.Revocation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.activemq.artemis.core.server.ActiveMQServer;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** What all connections of the door share: who is here, what they may use, who takes messages. */
public final class Door {

    private final BrokerConfiguration options;
    private final Identities identities;
    private final Executor executor;
    private final Supplier<String> storeProblem;
    private final MeterRegistry registry;
    private final DoorMetrics metrics;
    private final ByteBudget budget;
    private final Doors doors;
    private final Threshold threshold = new Threshold();
    private final LiveConnections<DoorHandler> live;
    private final Lines lines = new Lines();
    private final SubscribeRates subscribeRates;
    private final WebSocketOptions webSocket;
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Gate> gates = ConcurrentHashMap.newKeySet();
    private volatile DownlinkRoom down;
    private volatile Presence presence;
    private volatile Sessions sessions;
    private volatile Wills wills;
    private volatile RetainedMessages retained;

    /**
     * Nobody connected yet.
     *
     * @param doors what this door shares with the others
     * @param executor carries messages through the routes
     * @param storeProblem why nothing can be persisted now; empty if it can
     */
    public Door(
            BrokerConfiguration options,
            Identities identities,
            Doors doors,
            Executor executor,
            Supplier<String> storeProblem,
            MeterRegistry registry) {
        this.options = options;
        this.identities = identities;
        this.doors = doors;
        this.executor = executor;
        this.storeProblem = storeProblem;
        this.registry = registry;
        this.metrics = new DoorMetrics(registry);
        this.budget = ByteBudget.of(options.getMaxInFlightBytes());
        this.live = new LiveConnections<>(doors.timer(), System::currentTimeMillis);
        this.subscribeRates =
                new SubscribeRates(
                        options.getSubscribesPerSecond(),
                        options.getMaxSubscriptions() + options.getSubscribesPerSecond(),
                        System::nanoTime);
        this.webSocket = webSocketOf(options);
        metrics.gaugeInFlight(AirbrokerConstants.DOOR_MQTT, budget::used);
        doors.join(this::evict);
    }

    private static WebSocketOptions webSocketOf(BrokerConfiguration options) {
        if (!options.isWebSocketEnabled()) {
            return null;
        }
        return new WebSocketOptions(
                options.getWebSocketPath(), Origins.of(options.getWebSocketOrigins()));
    }

    /** How WebSockets come in; null if they do not. */
    WebSocketOptions webSocket() {
        return webSocket;
    }

    /**
     * Takes up what the last run left of sessions and wills; once, before anybody comes.
     *
     * @param server the running broker behind this door
     * @param retainedMessages those of all doors
     * @throws Exception if the broker cannot say
     */
    public void serve(ActiveMQServer server, RetainedMessages retainedMessages) throws Exception {
        retained = retainedMessages;
        wills = new Wills(this, server, budget.limit() / 2);
        wills.load();
        sessions = new Sessions(server, options.getMaxSessions(), System::currentTimeMillis);
        sessions.load();
        Gauge.builder("air_source_sessions_stored", sessions, Sessions::stored).register(registry);
        Gauge.builder("air_source_wills_bytes", wills, Wills::bytes).register(registry);
    }

    /** Serves what is devices' own, from now on. */
    public void serve(DownlinkRoom room) {
        down = room;
        room.awaits(
                device -> {
                    Session session = sessions.find(device);
                    return session != null && !session.own().isEmpty();
                });
    }

    DownlinkRoom down() {
        return down;
    }

    /** The door is open: messages are taken. */
    void opened() {
        wills.begin();
    }

    /** The broker is going to stop. */
    public void close() {
        if (sessions != null) {
            sessions.close();
            wills.close();
        }
        live.close();
    }

    Sessions sessions() {
        return sessions;
    }

    RetainedMessages retained() {
        return retained;
    }

    Lines lines() {
        return lines;
    }

    SubscribeRates subscribeRates() {
        return subscribeRates;
    }

    /** Whether one may come in, and which route takes what comes. */
    public Threshold threshold() {
        return threshold;
    }

    /** Messages that wait for their turn, of all connections. */
    AtomicInteger waiting() {
        return threshold.waiting();
    }

    boolean isGoingDown() {
        return threshold.isGoingDown();
    }

    Intake intake() {
        return threshold.intake();
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

    Doors doors() {
        return doors;
    }

    /** A socket came in; false if there are too many. */
    boolean opened(Gate gate) {
        gates.add(gate);
        return connections.incrementAndGet() <= options.getMaxConnections()
                && Descriptors.PROCESS.take();
    }

    void closed(Gate gate) {
        if (gates.remove(gate)) {
            connections.decrementAndGet();
        }
    }

    /** Whom to tell which devices are here; null if nobody. */
    public void reportTo(Presence newPresence) {
        presence = newPresence;
    }

    /** The device was let in. */
    void present(Identity identity) {
        if (presence != null) {
            presence.connected(identity);
        }
    }

    /**
     * The device is not here by this connection any more.
     *
     * @param reason why, for people: one word
     */
    void forget(DoorHandler handler, Identity identity, String reason) {
        String device = identity.device();
        boolean last = live.count(device) <= 1;
        if (presence != null && last) {
            presence.gone(identity, reason);
        }
        live.remove(device, handler);
        boolean here = live.count(device) > 0;
        if (presence != null && last && here) {
            // it came back in between: that it is here must be the last word
            presence.connected(identity);
        } else if (presence != null && !last && !here) {
            // two went at once, and each saw the other
            presence.gone(identity, reason);
        }
    }

    /**
     * The device is here by this connection.
     *
     * @return by which others it was before
     */
    List<DoorHandler> proven(DoorHandler handler, Identity identity) {
        return live.add(identity, handler);
    }

    /** A device was refused for rights or form; bans and closes it when that was too often. */
    void strike(String device) {
        doors.strike(device);
    }

    /** Changes with every eviction, so that a CONNECT in between is decided again. */
    int evictions() {
        return live.evictions();
    }

    /** Ends what a revocation means at this door; says how many sessions were ended. */
    private int evict(Revocation revocation, String reason) {
        wills.remove(revocation);
        return live.evict(revocation, reason);
    }

    /**
     * Ends every live session of a device, at this door and at all others.
     *
     * @return how many were ended
     */
    public int evictEverywhere(String device, String reason) {
        return doors.evict(Revocation.ofDevice(device), reason);
    }

    /** Nothing new is taken: what is in flight is finished, then each connection is closed. */
    void goDown() {
        gates.forEach(Gate::goDown);
    }

    /** Whether every device that was here is forgotten: of its end nothing more is to be told. */
    boolean isForgotten() {
        return live.devices() == 0;
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
