/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Ends a connection that was silent for one and a half times its keep-alive (MQTT 5.0, 3.1.2.10),
 * but never while the door itself does not read. Belongs to the event loop.
 */
final class KeepAlive {

    private final EventExecutor loop;
    private final long limitNanos;
    private final BooleanSupplier notReading;
    private final Runnable expired;
    private long lastHeard = System.nanoTime();
    private ScheduledFuture<?> next;

    private KeepAlive(
            EventExecutor loop, long limitNanos, BooleanSupplier notReading, Runnable expired) {
        this.loop = loop;
        this.limitNanos = limitNanos;
        this.notReading = notReading;
        this.expired = expired;
    }

    /**
     * Starts to watch.
     *
     * @param seconds the client's keep-alive; 0 never ends the connection
     */
    static KeepAlive start(
            EventExecutor loop, int seconds, BooleanSupplier notReading, Runnable expired) {
        KeepAlive watch =
                new KeepAlive(
                        loop, TimeUnit.MILLISECONDS.toNanos(seconds * 1500L), notReading, expired);
        if (seconds > 0) {
            watch.lookAfter(watch.limitNanos);
        }
        return watch;
    }

    void heard() {
        lastHeard = System.nanoTime();
    }

    void stop() {
        if (next != null) {
            next.cancel(false);
        }
    }

    private void lookAfter(long nanos) {
        next = loop.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
    }

    private void look() {
        if (notReading.getAsBoolean()) {
            heard();
        }
        long left = limitNanos - (System.nanoTime() - lastHeard);
        if (left > 0) {
            lookAfter(left);
        } else {
            expired.run();
        }
    }
}
