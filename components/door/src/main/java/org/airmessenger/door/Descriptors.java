/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import com.sun.management.UnixOperatingSystemMXBean;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Files and sockets that this process has open. A connection that would take one of the last is not
 * let in: without them the journal could open no file, and the harm would be everybody's. Counting
 * them is slow, so it happens at most once a second, and what was let in since is added.
 * Thread-safe.
 */
public final class Descriptors {

    /** Those of this process. */
    public static final Descriptors PROCESS = ofProcess();

    /** Kept free: a tenth, but not more than so many. */
    private static final long MOST_KEPT = 1_000;

    private static final int SHARE_KEPT = 10;
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier count;
    private final LongSupplier nanos;
    private final long limit;
    private long counted;
    private long countedAt;
    private long since;

    /**
     * Of some process.
     *
     * @param count how many are open now
     * @param limit how many may be
     * @param nanos a clock
     */
    Descriptors(LongSupplier count, long limit, LongSupplier nanos) {
        this.count = count;
        this.limit = limit;
        this.nanos = nanos;
        this.countedAt = nanos.getAsLong() - FRESH_NANOS;
    }

    private static Descriptors ofProcess() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os) {
            return new Descriptors(
                    os::getOpenFileDescriptorCount,
                    os.getMaxFileDescriptorCount(),
                    System::nanoTime);
        }
        return new Descriptors(() -> 0, Long.MAX_VALUE, System::nanoTime);
    }

    /** How many may be open. */
    public long limit() {
        return limit;
    }

    /** How many are open, to the second. */
    public synchronized long open() {
        long now = nanos.getAsLong();
        if (now - countedAt >= FRESH_NANOS) {
            counted = count.getAsLong();
            countedAt = now;
            since = 0;
        }
        return counted + since;
    }

    /** Takes one for a connection; false if it must not be let in. */
    public synchronized boolean take() {
        if (open() >= limit - Math.min(MOST_KEPT, limit / SHARE_KEPT)) {
            return false;
        }
        since++;
        return true;
    }
}
