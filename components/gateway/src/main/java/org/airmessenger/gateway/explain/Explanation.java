/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.explain;

import org.airmessenger.gateway.trace.Finding;

import java.util.List;
import java.util.Map;

/**
 * What would happen to a message, and why.
 *
 * @param accepted whether the device would be told that it is kept
 * @param code what the device would be refused with, or null
 * @param refusal the refusal's word, or null
 * @param reason the refusal's text, or null
 * @param live whether the running gateway answered, so that limits and lanes are as they are now
 * @param note what must be known to read it right, or null
 * @param verdicts of each room, in the order of the message's way
 * @param plan where it would go; null if it is refused before
 */
public record Explanation(
        boolean accepted,
        String code,
        String refusal,
        String reason,
        boolean live,
        String note,
        List<Verdict> verdicts,
        Delivery plan) {

    /**
     * One step's verdict.
     *
     * @param room the room's word
     * @param what what was looked at
     * @param verdict {@code passed}, {@code refused}, {@code matched}, {@code not-matched}, {@code
     *     not-tried} or {@code decided}
     * @param text why
     * @param file where the entry stands that caused it, or null
     * @param line its line; 0 if it is not written, so that the default holds
     * @param entry the entry's name, such as {@code limits.burst}, if it is not written; else null
     */
    public record Verdict(
            String room,
            String what,
            String verdict,
            String text,
            String file,
            int line,
            String entry) {

        static Verdict of(Finding finding, Origins origins) {
            Origins.Origin origin = origins.of(finding.cause());
            return new Verdict(
                    finding.room(),
                    finding.what(),
                    finding.verdict().word(),
                    finding.text(),
                    origin.file(),
                    origin.line(),
                    origin.entry());
        }
    }

    /**
     * Where a message would go.
     *
     * @param priority 0–9
     * @param laneClass its class
     * @param local whether local subscribers get it too
     * @param destinations one for each lane
     */
    public record Delivery(
            int priority, String laneClass, boolean local, List<Lane> destinations) {}

    /**
     * How one destination would get it.
     *
     * @param lane {@code <destination>.<class>}
     * @param sink name of the Kamelet
     * @param durable written to the journal and tried until it is accepted; else at most once
     * @param settings batch, order, concurrency, retry, cap, compress, as the file would say them
     * @param state of the running gateway's lane, or empty
     * @param file where the destination stands
     * @param line its line
     */
    public record Lane(
            String lane,
            String sink,
            boolean durable,
            Map<String, String> settings,
            Map<String, String> state,
            String file,
            int line) {}
}
