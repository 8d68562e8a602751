/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

/**
 * What the subscriptions of one MQTT session may hold together, beside what is on its way to the
 * device.
 *
 * @param maxMessages most messages
 * @param maxBytes most bytes, as they are on disk
 * @param overflow what is dropped beyond that: the oldest, or what is new
 */
record SessionLimits(long maxMessages, long maxBytes, Overflow overflow) {

    /** Room for everything. */
    static final SessionLimits NONE =
            new SessionLimits(Long.MAX_VALUE, Long.MAX_VALUE, Overflow.DROP_OLDEST);
}
