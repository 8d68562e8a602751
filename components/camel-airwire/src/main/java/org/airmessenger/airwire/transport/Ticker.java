/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.transport;

import java.util.concurrent.TimeUnit;

/**
 * Epoch milliseconds that never jump: the clock of the start and what has passed since. For
 * deadlines, not for telling the time.
 */
public final class Ticker {

    private static final long EPOCH = System.currentTimeMillis();
    private static final long START = System.nanoTime();

    private Ticker() {}

    /** Now. */
    public static long now() {
        return EPOCH + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - START);
    }

    /** A time of the real clock on this one. */
    public static long of(long epochMillis) {
        return now() + epochMillis - System.currentTimeMillis();
    }
}
