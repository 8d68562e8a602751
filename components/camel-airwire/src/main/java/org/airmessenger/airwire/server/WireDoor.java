/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.server;

import org.airmessenger.airwire.AirwireConstants;
import org.airmessenger.airwire.WireConfiguration;
import org.airmessenger.airwire.codec.Dictionary;
import org.airmessenger.airwire.session.Limits;
import org.airmessenger.airwire.session.Session;
import org.airmessenger.airwire.session.Sessions;
import org.airmessenger.airwire.transport.Ticker;
import org.airmessenger.door.ByteBudget;
import org.airmessenger.door.DoorMetrics;
import org.airmessenger.door.Doors;
import org.airmessenger.door.LiveConnections;
import org.airmessenger.door.Threshold;
import org.airmessenger.message.Downlink;
import org.airmessenger.message.Identities;
import org.airmessenger.message.Presence;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.spi.Registry;

import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** What all connections of the door share. */
public final class WireDoor {

    private static final long LOOK_SECONDS = 10;

    private final WireConfiguration options;
    private final Limits limits;
    private final Registry registry;
    private final Identities identities;
    private final Doors doors;
    private final Executor executor;
    private final MeterRegistry meters;
    private final DoorMetrics.Door metrics;
    private final ByteBudget budget;
    private final LiveConnections<WireConnection> live;
    private final Sessions sessions;
    private final Threshold threshold = new Threshold();
    private final Set<String> gateways;
    private final Counter circles;
    private final Counter unwanted;
    private final ScheduledFuture<?> looking;

    /**
     * Nobody is here.
     *
     * @param registry where the way down and the presence are found
     * @param doors what this door shares with the others
     * @param executor carries messages through the routes
     */
    public WireDoor(
            WireConfiguration options,
            Registry registry,
            Doors doors,
            Executor executor,
            MeterRegistry meters) {
        this.options = options;
        this.limits = options.limits();
        this.registry = registry;
        this.identities = registry.findSingleByType(Identities.class);
        this.doors = doors;
        this.executor = executor;
        this.budget = ByteBudget.of(options.getMaxInFlightBytes());
        this.live = new LiveConnections<>(doors.timer(), System::currentTimeMillis);
        this.sessions =
                new Sessions(
                        options.getMaxSessions(), options.getSessionMillis(), WireDoor::forgotten);
        this.gateways = options.gatewaySet();
        this.meters = meters;
        DoorMetrics all = new DoorMetrics(meters);
        this.metrics = all.door(AirwireConstants.DOOR);
        all.gaugeInFlight(AirwireConstants.DOOR, budget::used);
        Gauge.builder("air_source_sessions", sessions, Sessions::size)
                .tag("door", AirwireConstants.DOOR)
                .register(meters);
        circles = meters.counter("air_source_circles_total", "door", AirwireConstants.DOOR);
        unwanted =
                meters.counter("air_source_commands_refused_total", "door", AirwireConstants.DOOR);
        doors.join(live);
        looking =
                doors.timer()
                        .scheduleWithFixedDelay(
                                () -> sessions.expire(now()),
                                LOOK_SECONDS,
                                LOOK_SECONDS,
                                TimeUnit.SECONDS);
    }

    private static long now() {
        return Ticker.now();
    }

    private static void forgotten(Session session) {
        synchronized (session) {
            session.abandon();
        }
    }

    /** For good. */
    public void close() {
        looking.cancel(false);
        doors.leave(live);
        live.close();
        limits.dictionaries().forEach(Dictionary::close);
    }

    /** Where all of it is counted. */
    MeterRegistry meters() {
        return meters;
    }

    WireConfiguration options() {
        return options;
    }

    Limits limits() {
        return limits;
    }

    Identities identities() {
        return identities;
    }

    Doors doors() {
        return doors;
    }

    Executor executor() {
        return executor;
    }

    DoorMetrics.Door metrics() {
        return metrics;
    }

    ByteBudget budget() {
        return budget;
    }

    LiveConnections<WireConnection> live() {
        return live;
    }

    Sessions sessions() {
        return sessions;
    }

    /** Whether one may come in, and which route takes what comes. */
    public Threshold threshold() {
        return threshold;
    }

    /** Whether a device may speak for others. */
    boolean isGateway(String device) {
        return gateways.contains(device);
    }

    /**
     * Bytes of frames that are not whole yet came or went. Others wait because of them; whoever is
     * in the middle of a frame is read on, or it would keep them for ever.
     */
    void countGathered(long change) {
        if (change > 0) {
            budget.take(change);
        } else {
            budget.give(-change);
        }
    }

    /** A device refused for good what came down to it. */
    void countUnwanted() {
        unwanted.increment();
    }

    /** A message came back that this gateway had sent on. */
    void countCircle() {
        circles.increment();
    }

    /** The way down; null while there is none. */
    Downlink downlink() {
        return registry.lookupByNameAndType(Downlink.BEAN, Downlink.class);
    }

    /** Who wants to know who is here; null if nobody does. */
    Presence presence() {
        return registry.lookupByNameAndType(Presence.BEAN, Presence.class);
    }
}
