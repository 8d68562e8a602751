/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Time in the hand of a test: it stands still until it is moved. */
final class HandClock implements LaneClock {

    private static final long START_MILLIS = 1_800_000_000_000L;

    private record Task(long at, Runnable run) {}

    private final List<Task> tasks = new ArrayList<>();
    private long nanos;

    /** The same time, without tasks. */
    synchronized HandClock fresh() {
        HandClock fresh = new HandClock();
        fresh.nanos = nanos;
        return fresh;
    }

    @Override
    public synchronized long nanoTime() {
        return nanos;
    }

    @Override
    public synchronized long currentTimeMillis() {
        return START_MILLIS + TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    @Override
    public synchronized void schedule(Runnable task, long delayNanos) {
        tasks.add(new Task(nanos + Math.max(0, delayNanos), task));
    }

    @Override
    public synchronized void close() {
        tasks.clear();
    }

    /** Moves the time and runs what is due. */
    void advance(long millis) {
        List<Task> due = new ArrayList<>();
        synchronized (this) {
            nanos += TimeUnit.MILLISECONDS.toNanos(millis);
            for (Task task : List.copyOf(tasks)) {
                if (task.at <= nanos) {
                    tasks.remove(task);
                    due.add(task);
                }
            }
        }
        due.forEach(task -> task.run.run());
    }
}
