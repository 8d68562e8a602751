/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What of devices' own their sessions have while they are away (MQTT 5.0, 4.1). */
final class OwnSessions {

    private final ConcurrentHashMap<String, Left> sessions = new ConcurrentHashMap<>();

    /**
     * What a connection left to its session.
     *
     * @param filters its subscriptions
     * @param packetIds of commands that were not acknowledged, by their numbers
     */
    record Left(List<OwnCommands.Own> filters, Map<Long, Integer> packetIds) {}

    /** A connection is over; null forgets what was there. */
    void leave(String device, Left left) {
        if (left == null) {
            sessions.remove(device);
        } else {
            sessions.put(device, left);
        }
    }

    /** What was left, taken out; null if nothing was. */
    Left take(String device) {
        return sessions.remove(device);
    }
}
