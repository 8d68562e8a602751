/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.guard;

import org.airmessenger.gateway.trace.Cause;
import org.airmessenger.gateway.trace.Witness;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.apache.camel.Exchange;

/**
 * Ends what goes round in a circle, and asks the lanes to recognise a device's resend. Only
 * messages to which the device itself gave an id are checked, and the check commits with the
 * message: remembering the id here, before the write, would acknowledge a message that a crash then
 * loses.
 */
public final class DeduplicateStep extends GuardStep {

    private static final int MAX_ID_CHARACTERS = 128;

    private Integer window = 1000;

    /** How many ids of one device are remembered, 0–100,000; 0 switches the check off. */
    public void setWindow(int window) {
        this.window = within("air.guard.duplicates.window", window, 0, 100_000);
    }

    @Override
    void check(Exchange exchange) {
        Integer hops = exchange.getMessage().getHeader(AirHeaders.HOPS, Integer.class);
        if (hops != null && hops > AirHeaders.MAX_HOPS) {
            // no fault of the peer that brings it, and nothing that trying again would mend
            throw new RefusedException(
                    Refusal.NO_RECEIVER,
                    "AIR-2014 at most %d bridges must carry a message but %d did: it goes round in a circle, correct rules or filters"
                            .formatted(AirHeaders.MAX_HOPS, hops));
        }
        if (window == 0 || !Boolean.TRUE.equals(exchange.getProperty(AirHeaders.ID_GIVEN))) {
            return;
        }
        Object id = exchange.getMessage().getHeader(AirHeaders.ID);
        if (!(id instanceof String text) || text.isEmpty() || text.length() > MAX_ID_CHARACTERS) {
            int length = id instanceof String text ? text.length() : 0;
            throw new RefusedException(
                    Refusal.MALFORMED,
                    "AIR-2012 an id that a device gives must have 1–"
                            + MAX_ID_CHARACTERS
                            + " characters but had "
                            + length
                            + ", send a shorter one or none");
        }
        exchange.setProperty(AirHeaders.DUPLICATE_WINDOW, window);
    }

    @Override
    void explain(Exchange exchange, RefusedException refusal, Witness witness) {
        Cause cause = Cause.of(Cause.PROPERTIES, "air.guard.duplicates.window");
        if (refusal != null) {
            refused(witness, "duplicates", refusal, cause);
        } else if (exchange.getProperty(AirHeaders.DUPLICATE_WINDOW) != null) {
            passed(
                    witness,
                    "duplicates",
                    "a resend with the same id is recognised among the device's last " + window,
                    cause);
        } else {
            passed(
                    witness,
                    "duplicates",
                    window == 0
                            ? "resends are not recognised: the window is 0"
                            : "the device gave no id, so a resend is not recognised",
                    cause);
        }
    }
}
