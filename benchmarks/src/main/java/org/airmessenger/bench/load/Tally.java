/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.load;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * What a receiver got: which messages, how often, in what order and how late. Thread-safe; but
 * order means something only if one device's messages are given one after the other.
 */
public final class Tally {

    private final List<Sequences> devices;
    private final AtomicLong received = new AtomicLong();
    private final LongAdder duplicates = new LongAdder();
    private final LongAdder inversions = new LongAdder();
    private final LongAdder strangers = new LongAdder();
    private final Recorder latency = new Recorder(3);

    /** A tally of devices 0 to {@code devices - 1}. */
    public Tally(int devices) {
        this.devices = IntStream.range(0, devices).mapToObj(i -> new Sequences()).toList();
    }

    /**
     * Counts one message.
     *
     * @param payload what it says, or null if it says nothing: a stranger
     */
    public void receive(Payload payload) {
        if (payload == null || payload.device() < 0 || payload.device() >= devices.size()) {
            strangers.increment();
            return;
        }
        switch (devices.get(payload.device()).add(payload.sequence())) {
            case AGAIN -> {
                duplicates.increment();
                return;
            }
            case OVERTAKEN -> inversions.increment();
            case NEXT -> {}
        }
        latency.recordValue(Math.max(0, System.nanoTime() - payload.due()));
        received.incrementAndGet();
    }

    /** Different messages received. */
    public long received() {
        return received.get();
    }

    /** Messages received again. */
    public long duplicates() {
        return duplicates.sum();
    }

    /** Messages that came after a later one of the same device. */
    public long inversions() {
        return inversions.sum();
    }

    /** Messages that no generator made. */
    public long strangers() {
        return strangers.sum();
    }

    /** What one device's receiver got. */
    public Sequences of(int device) {
        return devices.get(device);
    }

    /** Latencies from due to received in nanoseconds, since the last call. */
    public Histogram takeLatencies() {
        return latency.getIntervalHistogram();
    }
}
