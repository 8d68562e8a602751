/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** The bytes of all connections that wait to be kept, and who stopped reading because of them. */
final class ByteBudget {

    private final long limit;
    private final AtomicLong used = new AtomicLong();
    private final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    ByteBudget(long limit) {
        this.limit = limit;
    }

    void take(long bytes) {
        used.addAndGet(bytes);
    }

    void give(long bytes) {
        used.addAndGet(-bytes);
        if (!waiting.isEmpty() && !isSpent()) {
            List<Runnable> resumed = new ArrayList<>();
            for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
                resumed.add(next);
            }
            resumed.forEach(Runnable::run);
        }
    }

    boolean isSpent() {
        return used.get() >= limit;
    }

    /** Runs the task, on any thread, once the budget is no longer spent. */
    void whenFree(Runnable resume) {
        waiting.add(resume);
        if (!isSpent()) {
            give(0);
        }
    }

    long used() {
        return used.get();
    }
}
