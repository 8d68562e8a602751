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

    /**
     * A ratio.
     *
     * @param least what is wanted; 0: it is only reported
     */
    record Pair(String side, String other, double least) {}

    /** Each message alone, as fast as it goes. */
    static WireRivals alone() {
        String known = "MQTT 5 with an air-id";
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
                        new Side(known, Speech.MQTT_KNOWN, DEVICES, WINDOW, 0)),
                List.of(new Pair(WIRE, MQTT, 1.2), new Pair(WIRE, known, 0)));
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
    static WireRivals atRates() {
        String wireFew = "wire, 5,000/s of 20 devices";
        String mqttFew = "MQTT 5, 5,000/s of 20 devices";
        String wireMany = "wire, 1,000/s of 200 devices";
        String mqttMany = "MQTT 5, 1,000/s of 200 devices";
        return new WireRivals(
                "wire beside MQTT, QoS 1, fixed rates, messages per CPU-second",
                "The wire protocol beside MQTT: processor time at fixed rates",
                "5,000 messages a second by 20 devices, and 1,000 by 200 devices, evenly spread.",
                List.of(
                        new Side(wireFew, Speech.WIRE, DEVICES, WINDOW, 5_000),
                        new Side(mqttFew, Speech.MQTT, DEVICES, WINDOW, 5_000),
                        new Side(wireMany, Speech.WIRE, MANY, WINDOW, 1_000),
                        new Side(mqttMany, Speech.MQTT, MANY, WINDOW, 1_000)),
                List.of(new Pair(wireFew, mqttFew, 1.2), new Pair(wireMany, mqttMany, 1.2)));
    }

    /** All of them. */
    static List<WireRivals> all() {
        return List.of(alone(), batches(), atRates());
    }
}
