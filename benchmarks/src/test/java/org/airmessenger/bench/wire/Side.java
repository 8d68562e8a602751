/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.wire;

import org.airmessenger.bench.load.Fleet;
import org.airmessenger.bench.load.Load;
import org.airmessenger.bench.load.LoadPlan;
import org.airmessenger.bench.load.Phase;

import io.netty.handler.ssl.SslContext;

import java.io.IOException;
import java.time.Duration;

/**
 * One door with a load of its own, beside another one.
 *
 * @param name in the report
 * @param speaks the wire protocol or MQTT 5
 * @param devices how many
 * @param window messages that a device has unacknowledged at most
 * @param perSecond messages of all devices; 0: full speed
 */
record Side(String name, Speech speaks, int devices, int window, double perSecond) {

    private static final long LEAD = 8_000;
    private static final long ENDLESS = 100_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * What its devices speak.
     *
     * @param isWire else MQTT 5
     * @param isKnown MQTT: each message has an {@code air-id}
     * @param together wire: messages of a frame
     */
    record Speech(boolean isWire, boolean isKnown, int together) {

        static final Speech WIRE = batches(1);
        static final Speech MQTT = new Speech(false, false, 1);
        static final Speech MQTT_KNOWN = new Speech(false, true, 1);

        static Speech batches(int together) {
            return new Speech(true, false, together);
        }
    }

    /** Its devices, connected. */
    interface Open extends AutoCloseable {

        /** Publishes for a while; returns how many were acknowledged, which are all. */
        long run(Phase phase, Duration time) throws IOException, InterruptedException;

        @Override
        void close();
    }

    /**
     * Connects.
     *
     * @param first number of its first device
     */
    Open open(WireStand stand, int first) throws IOException, InterruptedException {
        return speaks.isWire ? wire(stand, first) : mqtt(stand, first);
    }

    private Open wire(WireStand stand, int first) throws IOException, InterruptedException {
        WireLoad load =
                new WireLoad(stand.plainPort(), fleet(first), devices, window, speaks.together);
        return new Open() {
            @Override
            public long run(Phase phase, Duration time) throws IOException, InterruptedException {
                return load.run(phase, time);
            }

            @Override
            public void close() {
                load.close();
            }
        };
    }

    private Open mqtt(WireStand stand, int first) throws IOException, InterruptedException {
        LoadPlan plan =
                LoadPlan.to(stand.gateway().port(), devices)
                        .withPayloadBytes(WireFrames.BYTES)
                        .withWindow(window)
                        .inVersion5();
        Load load = new Load(speaks.isKnown ? plan.withIds() : plan, fleet(first), false);
        try {
            load.connect(PATIENCE);
        } catch (IOException | InterruptedException e) {
            load.close();
            throw e;
        }
        return new Open() {
            @Override
            public long run(Phase phase, Duration time) throws InterruptedException {
                return load.start(phase).endAfter(time).acknowledged();
            }

            @Override
            public void close() {
                load.close();
            }
        };
    }

    /** Whether it has a fixed rate. */
    boolean isPaced() {
        return perSecond > 0;
    }

    /** As it is to be measured, for a while. */
    Phase phase(WireStand stand, Duration time) {
        return isPaced()
                ? Phase.atRate(Math.round(perSecond * time.toMillis() / 1_000), perSecond)
                : fullSpeed(stand, time);
    }

    /** As fast as it can. */
    static Phase fullSpeed(WireStand stand, Duration time) {
        return Phase.atFullSpeed(ENDLESS, time.plus(PATIENCE)).withLead(LEAD, stand::received);
    }

    private static Fleet fleet(int first) {
        Fleet all = Fleet.plain("sensor-", "sensors/%s/temperature");
        return new Fleet() {
            @Override
            public String id(int device) {
                return all.id(first + device);
            }

            @Override
            public int number(int device) {
                return first + device;
            }

            @Override
            public String topic(int device) {
                return all.topic(first + device);
            }

            @Override
            public SslContext tls(int device) {
                return null;
            }
        };
    }
}
