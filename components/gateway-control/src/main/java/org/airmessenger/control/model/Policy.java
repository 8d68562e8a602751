/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.model;

import java.util.List;

/**
 * What devices of one kind may do. What is not allowed is denied.
 *
 * @param name name
 * @param publish topic filters; {@code ${device}} and {@code ${tenant}} stand for the proven ones
 * @param subscribe topic filters, likewise
 * @param limits rates and sizes
 * @param maxPriority the highest priority a device may ask for, 0–9; default 6
 * @param place where it stands
 */
public record Policy(
        String name,
        List<String> publish,
        List<String> subscribe,
        Limits limits,
        int maxPriority,
        Place place) {

    /** Copies the lists. */
    public Policy {
        publish = List.copyOf(publish);
        subscribe = List.copyOf(subscribe);
    }

    /**
     * Rates and sizes of one device.
     *
     * @param messagesPerSecond sustained rate, 1–1,000,000
     * @param burst messages beyond the rate at once, 1–10,000,000
     * @param bytesPerSecond sustained rate of body bytes
     * @param maxMessageBytes largest body
     * @param urgentPerSecond sustained rate of urgent messages: a budget of their own
     */
    public record Limits(
            long messagesPerSecond,
            long burst,
            long bytesPerSecond,
            int maxMessageBytes,
            long urgentPerSecond) {}
}
