/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * How fast each device may subscribe, over all its connections: a queue in the broker costs far
 * more than a message. A burst is served at once and paid for by a pause; while that lasts, nothing
 * is served.
 */
final class SubscribeRates {

    private static final int MANY = 10_000;

    /** Calls between two looks for what can be forgotten, less one. */
    private static final int SOME = 1_023;

    private final long nanosEach;
    private final long burstNanos;
    private final int burst;
    private final LongSupplier clock;
    private final AtomicInteger calls = new AtomicInteger();

    /** When each device's bucket is empty; in the future while it is in debt. */
    private final ConcurrentHashMap<String, Long> emptyAt = new ConcurrentHashMap<>();

    /**
     * All buckets full.
     *
     * @param perSecond filters per second that a device may subscribe to for ever
     * @param burst filters at once
     * @param clock nanoseconds
     */
    SubscribeRates(int perSecond, int burst, LongSupplier clock) {
        this.nanosEach = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.burst = burst;
        this.burstNanos = burst * nanosEach;
        this.clock = clock;
    }

    /**
     * Pays for filters.
     *
     * @return how many of them are served: 0 while the device is in debt, at most a burst
     */
    int take(String device, int filters) {
        long now = clock.getAsLong();
        if ((calls.incrementAndGet() & SOME) == 0 && emptyAt.size() > MANY) {
            emptyAt.values().removeIf(at -> now - at >= burstNanos);
        }
        int wanted = Math.min(filters, burst);
        int[] served = new int[1];
        emptyAt.compute(
                device,
                (id, before) -> {
                    long at =
                            before == null || now - before > burstNanos ? now - burstNanos : before;
                    if (at - now > 0) {
                        return at;
                    }
                    served[0] = wanted;
                    return at + wanted * nanosEach;
                });
        return served[0];
    }

    /** Milliseconds until the device is out of debt; 0 if it is not in debt. */
    long debtMillis(String device) {
        Long at = emptyAt.get(device);
        long nanos = at == null ? 0 : at - clock.getAsLong();
        return nanos <= 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
    }

    /** Devices that are remembered. */
    int size() {
        return emptyAt.size();
    }
}
