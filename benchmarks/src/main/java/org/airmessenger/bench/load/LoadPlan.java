/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.load;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The shape of a load; how much and how fast says a {@link Phase}.
 *
 * @param address where the broker listens; loopback only
 * @param devices connections, 1–100,000
 * @param qos 0 or 1
 * @param version5 MQTT 5, else 3.1.1
 * @param payloadBytes {@value Payload#HEAD}–1,000,000
 * @param window most unacknowledged messages per device at QoS 1, 1–65,535
 * @param json whether payloads are JSON; then at least {@value Payload#JSON_HEAD} bytes
 * @param ids whether each message has an {@code air-id}, by which a resend is known; MQTT 5 only
 */
public record LoadPlan(
        InetSocketAddress address,
        int devices,
        int qos,
        boolean version5,
        int payloadBytes,
        int window,
        boolean json,
        boolean ids) {

    /** Checks the ranges. */
    public LoadPlan {
        range("devices", devices, 1, 100_000);
        range("qos", qos, 0, 1);
        range("payloadBytes", payloadBytes, json ? Payload.JSON_HEAD : Payload.HEAD, 1_000_000);
        range("window", window, 1, 65_535);
        if (ids && !version5) {
            throw new IllegalArgumentException("ids must travel in MQTT 5 but it is 3.1.1");
        }
        if (address.isUnresolved() || !address.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException("address must be loopback but was " + address);
        }
    }

    /** A plan for a port of this machine: MQTT 3.1.1, QoS 1, 64 bytes, window 50. */
    public static LoadPlan to(int port, int devices) {
        InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        return new LoadPlan(here, devices, 1, false, 64, 50, false, false);
    }

    /** The same with another quality of service. */
    public LoadPlan withQos(int other) {
        return new LoadPlan(address, devices, other, version5, payloadBytes, window, json, ids);
    }

    /** The same with another payload size. */
    public LoadPlan withPayloadBytes(int other) {
        return new LoadPlan(address, devices, qos, version5, other, window, json, ids);
    }

    /** The same with another window. */
    public LoadPlan withWindow(int other) {
        return new LoadPlan(address, devices, qos, version5, payloadBytes, other, json, ids);
    }

    /** The same with payloads that are JSON. */
    public LoadPlan inJson() {
        return new LoadPlan(address, devices, qos, version5, payloadBytes, window, true, ids);
    }

    /** The same in MQTT 5. */
    public LoadPlan inVersion5() {
        return new LoadPlan(address, devices, qos, true, payloadBytes, window, json, ids);
    }

    /** The same with an {@code air-id} in each message, in MQTT 5. */
    public LoadPlan withIds() {
        return new LoadPlan(address, devices, qos, true, payloadBytes, window, json, true);
    }

    private static void range(String name, int value, int low, int high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(
                    name + " must be " + low + "–" + high + " but was " + value);
        }
    }
}
