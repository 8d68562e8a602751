/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.load;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** A phase that runs: when each message is due, how far ahead the devices may be, who is done. */
final class Run {

    final Phase phase;
    final CountDownLatch open;
    private final int devices;
    private final long start;
    private final double interval;
    private final AtomicLong taken = new AtomicLong();
    private final long receivedBefore;
    private volatile boolean ended;

    Run(Phase phase, int devices, long start) {
        this.phase = phase;
        this.devices = devices;
        this.start = start;
        this.open = new CountDownLatch(devices);
        this.interval = phase.perSecond() > 0 ? 1e9 / phase.perSecond() : 0;
        this.receivedBefore = phase.lead() > 0 ? phase.received().getAsLong() : 0;
    }

    /** How many messages are a device's part. */
    int share(int device) {
        return (int) (phase.messages() / devices) + (device < phase.messages() % devices ? 1 : 0);
    }

    /** When a device's n-th message is due: the devices take turns, evenly spread. */
    long due(int device, int n, long now) {
        return interval == 0 ? now : start + (long) (((double) n * devices + device) * interval);
    }

    /** Takes one message of the lead, or says that the receiver must catch up first. */
    boolean mayLead() {
        if (phase.lead() == 0) {
            return true;
        }
        if (taken.get() - (phase.received().getAsLong() - receivedBefore) >= phase.lead()) {
            return false;
        }
        taken.incrementAndGet();
        return true;
    }

    boolean ended() {
        return ended;
    }

    void end() {
        ended = true;
    }
}
