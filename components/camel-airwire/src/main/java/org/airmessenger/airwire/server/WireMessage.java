/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.server;

import org.airmessenger.airwire.session.Incoming;
import org.airmessenger.door.DoorMessage;
import org.airmessenger.message.AirHeaders;

import java.util.Map;

/**
 * A message as it came in by the wire.
 *
 * @param incoming its frame, to be answered
 * @param headers by the names of {@link AirHeaders}
 * @param isIdGiven whether a resend of it can be known: by its id, or by its number
 * @param isOnBehalf whether a gateway brings it, which may speak for others
 */
record WireMessage(
        Incoming incoming, Map<String, Object> headers, boolean isIdGiven, boolean isOnBehalf)
        implements DoorMessage {

    private static final Map<String, Object> ON_BEHALF = Map.of(AirHeaders.ON_BEHALF, true);

    /** What one message costs beside its body: exchange, headers, bookkeeping. */
    static final int OVERHEAD_BYTES = 512;

    @Override
    public byte[] body() {
        return incoming.payload();
    }

    @Override
    public Map<String, Object> properties() {
        return isOnBehalf ? ON_BEHALF : Map.of();
    }

    /** What it takes of memory until it is kept. */
    long cost() {
        return (long) incoming.payload().length + OVERHEAD_BYTES;
    }
}
