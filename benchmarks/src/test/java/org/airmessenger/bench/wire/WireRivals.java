/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.wire;

import org.airmessenger.bench.wire.Side.Speech;

import java.util.List;

/**
 * Doors that are compared.
 *
 * @param words of the case
 * @param title of its section
 * @param text what the loads are, one or more sentences
 * @param sides the loads
 * @param pairs which is divided by which
 */
record WireRivals(String words, String title, String text, List<Side> sides, List<Pair> pairs) {

    private static final int DEVICES = 20;
    private static final int WINDOW = 50;
    private static final int WIDE_WINDOW = 200;
    private static final int MANY = 200;

    private static final String WIRE = "wire";
    private static final String MQTT = "MQTT 5";
    private static final String KNOWN = "MQTT 5 with an air-id";

    /**
     * A ratio.
     *
     * @param least what is wanted; 0: it is only reported
     */
    record Pair(String side, String other, double least) {}

    /** Each message alone, as fast as it goes. */
    static WireRivals alone() {
        return new WireRivals(
                "wire beside MQTT, QoS 1, messages per CPU-second",
                "The wire protocol beside MQTT: processor time",
                "20 devices each at full speed, 50 messages unacknowledged each, at most 8,000 more"
                        + " sent than arrived. A resend is known by the wire always, as each"
                        + " message's number is on disk with it; by MQTT only if the device gives"
                        + " the message an id, a user property air-id of 36 characters in the third"
                        + " row.",
                List.of(
                        new Side(WIRE, Speech.WIRE, DEVICES, WINDOW, 0),
                        new Side(MQTT, Speech.MQTT, DEVICES, WINDOW, 0),
                        new Side(KNOWN, Speech.MQTT_KNOWN, DEVICES, WINDOW, 0)),
                List.of(new Pair(WIRE, MQTT, 1.2), new Pair(WIRE, KNOWN, 0)));
    }

    /** What a device has gathered goes in one frame. */
    static WireRivals batches() {
        String twenty = "wire, batches of 20";
        String hundred = "wire, batches of 100";
        return new WireRivals(
                "wire beside MQTT, QoS 1, batches, messages per CPU-second",
                "The wire protocol beside MQTT: processor time of batches",
                "20 devices each at full speed, 200 messages unacknowledged each, at most 8,000 more"
                        + " sent than arrived. The wire's go in BATCH frames, packed by zstd as its"
                        + " client packs what waits.",
                List.of(
                        new Side(twenty, Speech.batches(20), DEVICES, WIDE_WINDOW, 0),
                        new Side(MQTT, Speech.MQTT, DEVICES, WIDE_WINDOW, 0),
                        new Side(hundred, Speech.batches(100), DEVICES, WIDE_WINDOW, 0)),
                List.of(new Pair(twenty, MQTT, 1.2), new Pair(hundred, MQTT, 1.2)));
    }

    /** As devices live: each sends now and then. */
    private static WireRivals atRate(int devices, double perSecond) {
        String load = "%,.0f messages a second of %d devices".formatted(perSecond, devices);
        return new WireRivals(
                "wire beside MQTT, QoS 1, %,.0f/s of %d devices, messages per CPU-second"
                        .formatted(perSecond, devices),
                "The wire protocol beside MQTT: processor time of " + load,
                load
                        + ", evenly spread. Most come alone, so what a message needs is seldom"
                        + " shared with another one.",
                List.of(
                        new Side(WIRE, Speech.WIRE, devices, WINDOW, perSecond),
                        new Side(MQTT, Speech.MQTT, devices, WINDOW, perSecond),
                        new Side(KNOWN, Speech.MQTT_KNOWN, devices, WINDOW, perSecond)),
                List.of(new Pair(WIRE, MQTT, 1.2), new Pair(WIRE, KNOWN, 0)));
    }

    /** All of them. */
    static List<WireRivals> all() {
        return List.of(alone(), batches(), atRate(DEVICES, 5_000), atRate(MANY, 1_000));
    }
}
