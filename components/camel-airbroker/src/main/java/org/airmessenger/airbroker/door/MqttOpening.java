/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.broker.EmbeddedBroker;
import org.airmessenger.airbroker.broker.Listeners;
import org.airmessenger.door.Opening;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The listeners of the MQTT door, in front of the broker's own handlers. */
public final class MqttOpening implements Opening {

    private static final Logger LOG = LoggerFactory.getLogger(MqttOpening.class);

    /** Time for the broker to finish with connections that are closed. */
    private static final long LAST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Door door;
    private final Listeners listeners;
    private final EmbeddedBroker broker;

    /** Not open yet. */
    public MqttOpening(Door door, Listeners listeners, EmbeddedBroker broker) {
        this.door = door;
        this.listeners = listeners;
        this.broker = broker;
    }

    @Override
    public void open() {
        listeners.open(
                broker.server(),
                (word, pipeline) -> pipeline.addLast("air-gate", new Gate(door, word)));
        door.opened();
    }

    @Override
    public void pause() {
        listeners.pause();
        door.goDown();
    }

    @Override
    public int connections() {
        return door.connections();
    }

    @Override
    public void close() {
        long end = System.nanoTime() + LAST_NANOS;
        while (!door.isForgotten() && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        try {
            broker.awaitQuiet();
        } catch (Exception e) {
            LOG.warn("AIR-1034 the broker's sessions did not end cleanly: {}", e.toString());
        }
        listeners.close(broker.server());
    }
}
