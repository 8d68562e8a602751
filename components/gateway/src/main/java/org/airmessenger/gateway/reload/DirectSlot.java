/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.reload;

import java.util.concurrent.atomic.AtomicReference;

/** One name of {@code direct:}, and who takes its messages now. */
final class DirectSlot {

    private static final long LOOK_MILLIS = 20;

    private final AtomicReference<DirectConsumer> taker = new AtomicReference<>();

    void set(DirectConsumer consumer) {
        taker.set(consumer);
        synchronized (this) {
            notifyAll();
        }
    }

    void clear(DirectConsumer consumer) {
        taker.compareAndSet(consumer, null);
    }

    /** Who takes messages now; null if nobody does. */
    DirectConsumer taker() {
        return taker.get();
    }

    /**
     * Who takes a message: counted as begun there, so that it is not stopped under it.
     *
     * @return null if there is nobody
     */
    DirectConsumer enter() {
        while (true) {
            DirectConsumer now = taker.get();
            if (now == null) {
                return null;
            }
            now.begin();
            if (taker.get() == now) {
                return now;
            }
            // replaced between the look and the count: whoever replaces it may have seen it idle
            now.end();
        }
    }

    /** The same, waiting for somebody. */
    DirectConsumer enter(long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        DirectConsumer found = enter();
        while (found == null && System.nanoTime() < end) {
            synchronized (this) {
                wait(LOOK_MILLIS);
            }
            found = enter();
        }
        return found;
    }
}
