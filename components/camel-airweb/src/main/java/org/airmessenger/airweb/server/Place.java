/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.server;

import org.airmessenger.door.Threshold;

import java.util.concurrent.atomic.AtomicInteger;

/** Where one kind of message comes in on the shared listener: it has a route of its own. */
public final class Place {

    private final Threshold threshold = new Threshold();
    private final AtomicInteger active = new AtomicInteger();

    /** Whether one may come in, and which route takes what comes. */
    public Threshold threshold() {
        return threshold;
    }

    /** What is in progress here: requests or lines that a stop waits for. */
    public AtomicInteger active() {
        return active;
    }
}
