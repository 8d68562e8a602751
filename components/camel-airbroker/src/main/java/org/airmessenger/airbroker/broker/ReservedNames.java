/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.broker;

import org.airmessenger.message.Topics;

/**
 * Names in the broker that belong to the gateway. A device reaches none of them, whatever its
 * policy says.
 */
public final class ReservedNames {

    private static final String LANE = "lane.";

    private ReservedNames() {}

    /** Whether a topic, filter or address belongs to the gateway. */
    public static boolean isReserved(String name) {
        return Topics.isReserved(name);
    }

    /**
     * Whether a client id or the name of a shared subscription would make the broker find a lane:
     * it names a subscription's queue {@code <id>.<filter>}.
     */
    public static boolean isReservedOwner(String id) {
        return id.equals("lane") || id.startsWith(LANE);
    }
}
