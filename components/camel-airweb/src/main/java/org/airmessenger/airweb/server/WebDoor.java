/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.server;

import org.airmessenger.airweb.AirwebConstants;
import org.airmessenger.airweb.WebConfiguration;
import org.airmessenger.door.ByteBudget;
import org.airmessenger.door.DoorMetrics;
import org.airmessenger.door.Doors;
import org.airmessenger.door.LiveConnections;
import org.airmessenger.message.Identities;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpConnection;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** What all connections of the listener share. */
public final class WebDoor {

    private final WebConfiguration options;
    private final Identities identities;
    private final Doors doors;
    private final Executor executor;
    private final MeterRegistry registry;
    private final DoorMetrics.Door metrics;
    private final ByteBudget budget;
    private final LiveConnections<Session> live;
    private final Map<HttpConnection, WebConnection> connections = new ConcurrentHashMap<>();
    private final Place messages = new Place();
    private final Place sockets = new Place();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger lines = new AtomicInteger();

    /**
     * Nobody is here.
     *
     * @param doors what this door shares with the others
     * @param executor carries messages through the routes
     */
    public WebDoor(
            WebConfiguration options,
            Identities identities,
            Doors doors,
            Executor executor,
            MeterRegistry registry) {
        this.options = options;
        this.identities = identities;
        this.doors = doors;
        this.executor = executor;
        this.budget = ByteBudget.of(options.getMaxInFlightBytes());
        this.live = new LiveConnections<>(doors.timer(), System::currentTimeMillis);
        this.registry = registry;
        DoorMetrics meters = new DoorMetrics(registry);
        this.metrics = meters.door(AirwebConstants.DOOR_HTTP);
        meters.gaugeInFlight(AirwebConstants.DOOR_HTTP, budget::used);
        Gauge.builder("air_source_requests", requests, AtomicInteger::get)
                .tag("door", AirwebConstants.DOOR_HTTP)
                .register(registry);
        Gauge.builder("air_source_lines", lines, AtomicInteger::get)
                .tag("door", AirwebConstants.DOOR_HTTP)
                .register(registry);
        doors.join(live);
    }

    /** For good. */
    public void close() {
        doors.leave(live);
        live.close();
    }

    public WebConfiguration options() {
        return options;
    }

    public Identities identities() {
        return identities;
    }

    public Doors doors() {
        return doors;
    }

    public Executor executor() {
        return executor;
    }

    /** Where all of it is counted. */
    public MeterRegistry registry() {
        return registry;
    }

    /** What the HTTP door counts. */
    public DoorMetrics.Door metrics() {
        return metrics;
    }

    /** The bytes of all requests that wait to be kept. */
    public ByteBudget budget() {
        return budget;
    }

    /** Who is here. */
    public LiveConnections<Session> live() {
        return live;
    }

    /** All that are open. */
    Map<HttpConnection, WebConnection> connections() {
        return connections;
    }

    /** Where posted messages come in. */
    public Place messages() {
        return messages;
    }

    /** Where WebSockets come in. */
    public Place sockets() {
        return sockets;
    }

    /** Requests in progress, but for lines that wait for commands. */
    AtomicInteger requests() {
        return requests;
    }

    /** Lines down to devices. */
    public AtomicInteger lines() {
        return lines;
    }
}
