/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import org.airmessenger.message.Identity;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The live connections of a door by device. Ends them when the device is evicted, and each when its
 * proof ends. Thread-safe.
 *
 * @param <C> the door's own kind of connection
 */
public final class LiveConnections<C extends LiveConnections.Connection>
        implements Doors.Evictor, AutoCloseable {

    /** Why a connection ends whose proof is over. */
    public static final String EXPIRED = "expired";

    /** A connection of a device that proved who it is. */
    public interface Connection {

        /**
         * Ends it, from any thread, without waiting.
         *
         * @param reason one word: {@code revoked}, {@code banned}, {@link #EXPIRED}, …
         */
        void evict(String reason);
    }

    private final ScheduledExecutorService timer;
    private final LongSupplier clock;
    private final Map<String, List<C>> byDevice = new ConcurrentHashMap<>();
    private final Map<C, ScheduledFuture<?>> ends = new ConcurrentHashMap<>();
    private final AtomicInteger evictions = new AtomicInteger();

    /**
     * Nobody is here.
     *
     * @param timer ends connections in time; not shut down here
     * @param clock epoch milliseconds
     */
    public LiveConnections(ScheduledExecutorService timer, LongSupplier clock) {
        this.timer = timer;
        this.clock = clock;
    }

    /**
     * The device is here by this connection, until it leaves or its proof ends.
     *
     * @return its connections that were here before, oldest first
     */
    public List<C> add(Identity identity, C connection) {
        List<C> older = new ArrayList<>();
        byDevice.compute(
                identity.device(),
                (id, live) -> {
                    List<C> all = new ArrayList<>();
                    if (live != null) {
                        older.addAll(live);
                        all.addAll(live);
                    }
                    all.add(connection);
                    return all;
                });
        until(identity, connection);
        return older;
    }

    /** The connection's proof is another one now: it ends when that one does. */
    public void until(Identity identity, C connection) {
        ScheduledFuture<?> before = ends.remove(connection);
        if (before != null) {
            before.cancel(false);
        }
        if (identity.until() != Identity.FOREVER) {
            long millis = Math.max(0, identity.until() - clock.getAsLong());
            ends.put(
                    connection,
                    timer.schedule(() -> connection.evict(EXPIRED), millis, TimeUnit.MILLISECONDS));
        }
    }

    /** The device is not here by this connection any more; false if it was not. */
    public boolean remove(String device, C connection) {
        ScheduledFuture<?> end = ends.remove(connection);
        if (end != null) {
            end.cancel(false);
        }
        boolean[] was = new boolean[1];
        byDevice.computeIfPresent(
                device,
                (id, live) -> {
                    List<C> left = new ArrayList<>(live);
                    was[0] = left.remove(connection);
                    return left.isEmpty() ? null : left;
                });
        return was[0];
    }

    /** How many connections of a device are here. */
    public int count(String device) {
        List<C> live = byDevice.get(device);
        return live == null ? 0 : live.size();
    }

    /**
     * Changes with every eviction. Who proves a device, adds it, and finds another number than
     * before asks again: it may have been evicted in between, when it was not to be found here.
     */
    public int evictions() {
        return evictions.get();
    }

    @Override
    public int evict(String device, String reason) {
        evictions.incrementAndGet();
        List<C> live = byDevice.get(device);
        if (live == null) {
            return 0;
        }
        live.forEach(connection -> connection.evict(reason));
        return live.size();
    }

    /** Forgets all timers. */
    @Override
    public void close() {
        ends.values().forEach(end -> end.cancel(false));
        ends.clear();
    }
}
