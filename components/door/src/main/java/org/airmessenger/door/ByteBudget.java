/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of all connections of a door that wait to be kept, and who stopped reading because of
 * them. Thread-safe.
 */
public final class ByteBudget {

    private static final int SHARE_OF_HEAP = 8;

    private final long limit;
    private final AtomicLong used = new AtomicLong();
    private final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    /** Nothing spent; {@code limit} in bytes, 1 or more. */
    public ByteBudget(long limit) {
        this.limit = limit;
    }

    /** A budget of so many bytes; of an eighth of the heap if they are 0. */
    public static ByteBudget of(long bytes) {
        return new ByteBudget(bytes > 0 ? bytes : Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    /** Counts bytes that are here already, even beyond the limit. */
    public void take(long bytes) {
        used.addAndGet(bytes);
    }

    /** Counts bytes that are still to come, or says false if they do not fit. */
    public boolean tryTake(long bytes) {
        long now = used.get();
        while (now + bytes <= limit) {
            if (used.compareAndSet(now, now + bytes)) {
                return true;
            }
            now = used.get();
        }
        return false;
    }

    /** The bytes are gone; wakes who waits for that. */
    public void give(long bytes) {
        used.addAndGet(-bytes);
        if (!waiting.isEmpty() && !isSpent()) {
            List<Runnable> resumed = new ArrayList<>();
            for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
                resumed.add(next);
            }
            resumed.forEach(Runnable::run);
        }
    }

    /** Whether nothing more is to be taken. */
    public boolean isSpent() {
        return used.get() >= limit;
    }

    /** Runs the task, on any thread, once the budget is no longer spent. */
    public void whenFree(Runnable resume) {
        waiting.add(resume);
        if (!isSpent()) {
            give(0);
        }
    }

    /** Bytes that wait now. */
    public long used() {
        return used.get();
    }

    /** All that may wait, in bytes. */
    public long limit() {
        return limit;
    }
}
