/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import org.airmessenger.gateway.mqtt.MqttAccess;

import java.util.List;

/**
 * A checked source that is another MQTT broker.
 *
 * @param access how it is reached
 * @param filters what is subscribed to
 * @param sessionSeconds how long the broker keeps what comes while the gateway is away
 * @param maxBytes largest packet that is taken
 */
record MqttSourceSettings(
        MqttAccess access, List<String> filters, long sessionSeconds, long maxBytes) {

    private static final int MOST_IN_FLIGHT = 1000;
    private static final long MOST_BYTES_IN_FLIGHT = 64L << 20;

    /** Room for topic and properties beside the largest body. */
    private static final int HEAD_BYTES = 64 << 10;

    /**
     * Most messages that the broker sends before the first of them is acknowledged: what may be in
     * memory at once is bounded in bytes.
     */
    int window() {
        long fits = MOST_BYTES_IN_FLIGHT / Math.max(1, maxBytes);
        return (int) Math.max(1, Math.min(MOST_IN_FLIGHT, fits));
    }

    /** Largest packet. */
    long maxPacket() {
        return maxBytes + HEAD_BYTES;
    }

    /** Host and port, for texts. */
    String peer() {
        return access.url().peer();
    }
}
