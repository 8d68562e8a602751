/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.server;

import org.airmessenger.door.Threshold;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Where one kind of message comes in on the shared listener: it has a route of its own. */
public final class Place {

    private final Threshold threshold = new Threshold();
    private final AtomicInteger active = new AtomicInteger();
    private final Set<Guest> guests = ConcurrentHashMap.newKeySet();

    /** Whether one may come in, and which route takes what comes. */
    public Threshold threshold() {
        return threshold;
    }

    /** Who is told when this place closes. */
    @FunctionalInterface
    public interface Guest {

        /** Takes nothing new, finishes what is in progress, then leaves; from any thread. */
        void goDown();
    }

    /** Comes in. */
    public void join(Guest guest) {
        guests.add(guest);
        active.incrementAndGet();
        if (!threshold.isOpen()) {
            // it was told to go down before it was found here
            guest.goDown();
        }
    }

    /** Has left. */
    public void leave(Guest guest) {
        if (guests.remove(guest)) {
            active.decrementAndGet();
        }
    }

    /** Tells all that are here. */
    void goDown() {
        guests.forEach(Guest::goDown);
    }

    /** What is in progress here: requests or lines that a stop waits for. */
    public AtomicInteger active() {
        return active;
    }
}
