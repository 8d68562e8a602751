/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.load;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A phase that runs: when each message is due, how far ahead the devices may be, who is done. */
public final class Run {

    final Phase phase;

    /** Devices that have not ended. */
    final CountDownLatch open;

    private final int devices;
    private final long start;
    private final double interval;
    private final AtomicLong taken = new AtomicLong();
    private final long receivedBefore;
    private volatile boolean ended;

    /**
     * Begins.
     *
     * @param start of the first message, nanoseconds of this JVM
     */
    public Run(Phase phase, int devices, long start) {
        this.phase = phase;
        this.devices = devices;
        this.start = start;
        this.open = new CountDownLatch(devices);
        this.interval = phase.perSecond() > 0 ? 1e9 / phase.perSecond() : 0;
        this.receivedBefore = phase.lead() > 0 ? phase.received().getAsLong() : 0;
    }

    /** How many messages are a device's part. */
    public int share(int device) {
        return (int) (phase.messages() / devices) + (device < phase.messages() % devices ? 1 : 0);
    }

    /** When a device's n-th message is due: the devices take turns, evenly spread. */
    public long due(int device, int n, long now) {
        return interval == 0 ? now : start + (long) (((double) n * devices + device) * interval);
    }

    /** Takes messages of the lead, or says that the receiver must catch up first. */
    public boolean mayLead(int messages) {
        if (phase.lead() == 0) {
            return true;
        }
        long ahead = taken.get() - (phase.received().getAsLong() - receivedBefore);
        if (ahead + messages > phase.lead()) {
            return false;
        }
        taken.addAndGet(messages);
        return true;
    }

    /** Whether nothing more is to be sent. */
    public boolean ended() {
        return ended;
    }

    /** Nothing more is to be sent. */
    public void end() {
        ended = true;
    }

    /** A device has nothing under way any more, and nothing to send. */
    public void over() {
        open.countDown();
    }

    /** Waits until all devices are over; whether they were in time. */
    public boolean await(Duration time) throws InterruptedException {
        return open.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }
}
