/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import org.airmessenger.message.Identity;
import org.airmessenger.message.Proof;
import org.airmessenger.message.Revocation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The live connections of a door by device. Ends those that a revocation means, and each when its
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

    private final ProofEnds ends;
    private final ConcurrentHashMap<String, List<Entry<C>>> byDevice = new ConcurrentHashMap<>();
    private final AtomicInteger evictions = new AtomicInteger();

    /** One connection, by what it was proven, and what ends it in time (null: nothing). */
    private record Entry<C>(C connection, Identity identity, ProofEnds.End end) {}

    /**
     * Nobody is here.
     *
     * @param timer ends connections in time; not shut down here
     * @param clock epoch milliseconds
     */
    public LiveConnections(ScheduledExecutorService timer, LongSupplier clock) {
        this(timer, clock, System::nanoTime);
    }

    /** With the clock that nobody sets. */
    LiveConnections(ScheduledExecutorService timer, LongSupplier clock, LongSupplier nanos) {
        ends = new ProofEnds(timer, clock, nanos);
    }

    /**
     * The device is here by this connection, until it leaves or its proof ends. A connection that
     * is here already has another proof from now on.
     *
     * @return the device's other connections, which were here before, oldest first
     */
    public List<C> add(Identity identity, C connection) {
        List<C> older = new ArrayList<>();
        Entry<C> entry = new Entry<>(connection, identity, endOf(identity, connection));
        byDevice.compute(
                identity.device(),
                (id, live) -> {
                    List<Entry<C>> all = new ArrayList<>(live == null ? 1 : live.size() + 1);
                    if (live != null) {
                        for (Entry<C> other : live) {
                            if (other.connection == connection) {
                                forget(other);
                            } else {
                                older.add(other.connection);
                                all.add(other);
                            }
                        }
                    }
                    all.add(entry);
                    return all;
                });
        return older;
    }

    private ProofEnds.End endOf(Identity identity, C connection) {
        return identity.until() == Proof.FOREVER
                ? null
                : ends.at(identity.until(), () -> connection.evict(EXPIRED));
    }

    private void forget(Entry<C> entry) {
        if (entry.end != null) {
            ends.cancel(entry.end);
        }
    }

    /** The device is not here by this connection any more; false if it was not. */
    public boolean remove(String device, C connection) {
        boolean[] was = new boolean[1];
        byDevice.computeIfPresent(
                device,
                (id, live) -> {
                    List<Entry<C>> left = new ArrayList<>(live.size());
                    for (Entry<C> entry : live) {
                        if (entry.connection == connection) {
                            forget(entry);
                            was[0] = true;
                        } else {
                            left.add(entry);
                        }
                    }
                    return left.isEmpty() ? null : left;
                });
        return was[0];
    }

    /** How many connections of a device are here. */
    public int count(String device) {
        List<Entry<C>> live = byDevice.get(device);
        return live == null ? 0 : live.size();
    }

    /** How many devices are here. */
    public int devices() {
        return byDevice.size();
    }

    /**
     * Changes with every eviction. Who proves a device, adds it, and finds another number than
     * before asks again: it may have been evicted in between, when it was not to be found here.
     */
    public int evictions() {
        return evictions.get();
    }

    @Override
    public int evict(Revocation revocation, String reason) {
        evictions.incrementAndGet();
        int ended = 0;
        for (List<Entry<C>> live : meant(revocation)) {
            for (Entry<C> entry : live) {
                if (revocation.ends(entry.identity)) {
                    entry.connection.evict(reason);
                    ended++;
                }
            }
        }
        return ended;
    }

    private Collection<List<Entry<C>>> meant(Revocation revocation) {
        if (revocation.device() == null) {
            return byDevice.values();
        }
        List<Entry<C>> live = byDevice.get(revocation.device());
        return live == null ? List.of() : List.of(live);
    }

    /** Forgets all timers. */
    @Override
    public void close() {
        byDevice.values().forEach(live -> live.forEach(this::forget));
    }
}
