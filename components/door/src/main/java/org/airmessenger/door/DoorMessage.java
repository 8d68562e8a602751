/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import org.airmessenger.message.MessageHeaders;

import java.util.Map;

/** A message as a door took it in. A door may use a class of its own for it. */
public interface DoorMessage {

    /** The body; not changed any more. */
    byte[] body();

    /** By the names of {@link org.airmessenger.message.AirHeaders}. */
    Map<String, Object> headers();

    /**
     * Them for its exchange, which changes them: a copy, unless the message is taken only once and
     * nobody else looks at them.
     */
    default MessageHeaders ownHeaders() {
        return new MessageHeaders(headers());
    }

    /** Whether the device itself gave the id, so that a resend can be known. */
    boolean isIdGiven();

    /** Properties of its exchange, beside those that every message has. */
    default Map<String, Object> properties() {
        return Map.of();
    }
}
