/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

/** Time, given from outside so that no logic calls the clock. */
interface LaneClock {

    /** Monotonic nanoseconds. */
    long nanoTime();

    /** Epoch milliseconds. */
    long currentTimeMillis();

    /**
     * Runs a task later; the task must be short.
     *
     * @param delayNanos from now; 0 or less means at once
     */
    void schedule(Runnable task, long delayNanos);

    /** Stops running tasks. */
    void close();
}
