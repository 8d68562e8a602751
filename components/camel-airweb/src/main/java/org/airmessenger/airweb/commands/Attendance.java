/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.commands;

import org.airmessenger.message.Identity;
import org.airmessenger.message.Presence;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Which devices have a stream of events open: the first says that a device is here, the last that
 * it is gone. Thread-safe.
 */
final class Attendance {

    private final Supplier<Presence> presence;
    private final ConcurrentHashMap<String, Integer> streams = new ConcurrentHashMap<>();

    /**
     * Nobody is here.
     *
     * @param presence whom to tell; null while there is nobody
     */
    Attendance(Supplier<Presence> presence) {
        this.presence = presence;
    }

    /** A stream of the device was opened. */
    void begin(Identity identity) {
        streams.compute(
                identity.device(),
                (device, open) -> {
                    Presence told = presence.get();
                    if (open == null && told != null) {
                        told.connected(identity);
                    }
                    return open == null ? 1 : open + 1;
                });
    }

    /** A stream that was opened is over. */
    void end(Identity identity, String reason) {
        streams.computeIfPresent(
                identity.device(),
                (device, open) -> {
                    Presence told = presence.get();
                    if (open == 1 && told != null) {
                        told.gone(identity, reason);
                    }
                    return open == 1 ? null : open - 1;
                });
    }
}
