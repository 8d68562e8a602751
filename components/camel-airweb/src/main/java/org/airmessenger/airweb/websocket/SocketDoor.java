/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.websocket;

import org.airmessenger.airweb.AirwebConstants;
import org.airmessenger.airweb.SocketConfiguration;
import org.airmessenger.airweb.server.Place;
import org.airmessenger.airweb.server.WebDoor;
import org.airmessenger.door.DoorMetrics;
import org.airmessenger.message.Downlink;
import org.airmessenger.message.Presence;

import io.micrometer.core.instrument.Counter;
import org.apache.camel.spi.Registry;

import java.util.concurrent.atomic.LongAdder;

/** What all WebSockets share. */
final class SocketDoor {

    private final WebDoor web;
    private final Registry registry;
    private final DoorMetrics.Door metrics;
    private final Counter rejected;
    private final LongAdder inFlight = new LongAdder();
    private final SocketTable table;

    /**
     * Nobody is here.
     *
     * @param registry where the way down and the presence are found
     */
    SocketDoor(WebDoor web, Registry registry) {
        this.web = web;
        this.registry = registry;
        DoorMetrics meters = new DoorMetrics(web.registry());
        this.metrics = meters.door(AirwebConstants.DOOR_WEBSOCKET);
        meters.gaugeInFlight(AirwebConstants.DOOR_WEBSOCKET, inFlight::sum);
        this.rejected =
                web.registry()
                        .counter(
                                "air_source_deliveries_refused_total",
                                "door",
                                AirwebConstants.DOOR_WEBSOCKET);
        this.table = new SocketTable(options().getMaxSocketsPerDevice(), this::presence);
    }

    WebDoor web() {
        return web;
    }

    SocketConfiguration options() {
        return web.options().getWebSocket();
    }

    /** Where messages come in. */
    Place place() {
        return web.sockets();
    }

    DoorMetrics.Door metrics() {
        return metrics;
    }

    /** What devices refused of what came down to them. */
    Counter rejected() {
        return rejected;
    }

    /** Bytes that wait to be kept. */
    LongAdder inFlight() {
        return inFlight;
    }

    /** Who is here. */
    SocketTable table() {
        return table;
    }

    /** The way down; null while there is none. */
    Downlink downlink() {
        return registry.lookupByNameAndType(Downlink.BEAN, Downlink.class);
    }

    /** Who wants to know who is here; null if nobody does. */
    private Presence presence() {
        return registry.lookupByNameAndType(Presence.BEAN, Presence.class);
    }
}
