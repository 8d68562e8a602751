/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.apache.camel.CamelContext;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The machine's clock, with threads for timers. */
final class SystemClock implements LaneClock {

    /** One may wait for the disk with the ledger; the other keeps the time. */
    private static final int THREADS = 2;

    private static final int CLOSE_SECONDS = 1;

    private final CamelContext context;
    private final ScheduledExecutorService timer;

    SystemClock(CamelContext context) {
        this.context = context;
        this.timer =
                context.getExecutorServiceManager()
                        .newScheduledThreadPool(this, "AirLaneTimer", THREADS);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long currentTimeMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
        try {
            timer.schedule(task, Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // the lanes were stopped; what the timer would have done no longer matters
            return;
        }
    }

    @Override
    public void close() {
        context.getExecutorServiceManager().shutdownNow(timer);
        try {
            timer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
