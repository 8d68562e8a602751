/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.presence;

import org.airmessenger.message.Identity;
import org.airmessenger.message.Presence;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Who is here, by what all doors report. News of a device is published at once, then not again for
 * a while: who flaps is told once with what is true then. All devices together are told at a
 * bounded rate, a bounded number at once, each device's words one after the other.
 */
public final class PresenceBoard implements Presence {

    /** Why a device is gone that was here when the gateway died. */
    public static final String RESTARTED = "gateway-restarted";

    private static final int AT_ONCE = 64;
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Takes a word; the listener is told once, on any thread, with null if it was kept. */
    @FunctionalInterface
    interface Publisher {
        /** Must not block for long. */
        void publish(String device, PresenceWord word, Consumer<Throwable> done);
    }

    private final int perSecond;
    private final long quietNanos;
    private final ScheduledExecutorService timer;
    private final Executor executor;
    private final LongSupplier millis;
    private final LongSupplier nanos;
    private final Counter published;
    private final Counter failed;
    private final ConcurrentHashMap<String, PresenceEntry> entries = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<PresenceEntry> news = new ConcurrentLinkedQueue<>();
    private final AtomicInteger underway = new AtomicInteger();

    /** How often it was asked to publish since somebody began to; who made it 1 does it. */
    private final AtomicInteger pumps = new AtomicInteger();

    private final AtomicBoolean resting = new AtomicBoolean();
    private volatile Publisher publisher;
    private volatile boolean hurried;

    /** Guarded by {@link #pumps}: when the next word may leave. */
    private long free;

    /**
     * Nobody is here, and nobody is told.
     *
     * @param timer on which nothing blocks
     * @param executor carries words through the route
     * @param millis epoch milliseconds
     * @param nanos of a clock that only runs forward
     */
    public PresenceBoard(
            Pace pace,
            ScheduledExecutorService timer,
            Executor executor,
            LongSupplier millis,
            LongSupplier nanos,
            MeterRegistry meters) {
        this.perSecond = pace.perSecond();
        this.quietNanos = TimeUnit.MILLISECONDS.toNanos(pace.quietMillis());
        this.timer = timer;
        this.executor = executor;
        this.millis = millis;
        this.nanos = nanos;
        this.free = nanos.getAsLong();
        this.published = meters.counter("air_source_presence_total", "verdict", "kept");
        this.failed = meters.counter("air_source_presence_total", "verdict", "failed");
        Gauge.builder("air_source_presence_devices", entries, Map::size).register(meters);
    }

    /**
     * How fast words are published.
     *
     * @param perSecond of all devices, 1 or more
     * @param quietMillis shortest time between two words of one device, 0 or more
     */
    public record Pace(int perSecond, long quietMillis) {}

    @Override
    public void connected(Identity identity) {
        PresenceEntry[] changed = new PresenceEntry[1];
        entries.compute(
                identity.device(),
                (device, known) -> {
                    PresenceEntry entry = known == null ? new PresenceEntry(device) : known;
                    if (entry.here(identity.door(), identity.tenant(), millis.getAsLong())) {
                        changed[0] = entry;
                    }
                    return entry;
                });
        changed(changed[0]);
    }

    @Override
    public void gone(Identity identity, String reason) {
        PresenceEntry entry = entries.get(identity.device());
        if (entry != null && entry.gone(identity.door(), reason, millis.getAsLong())) {
            changed(entry);
        }
    }

    /** Words that are being published. */
    int underway() {
        return underway.get();
    }

    /** Devices that are here, or not told of yet. */
    int devices() {
        return entries.size();
    }

    /** From now on words are published; those of devices that the last run left as here, first. */
    void begin(Publisher newPublisher, Map<String, PresenceWord> left) {
        hurried = false;
        publisher = newPublisher;
        left.forEach(
                (device, word) ->
                        entries.compute(
                                device,
                                (id, known) -> {
                                    PresenceEntry entry =
                                            known == null ? new PresenceEntry(id) : known;
                                    entry.stale(word, RESTARTED, millis.getAsLong());
                                    return entry;
                                }));
        entries.values().forEach(this::changed);
    }

    /** Tells what there is to tell without rest, at most for a while; then nothing any more. */
    void end(long mostMillis) {
        hurried = true;
        long end = nanos.getAsLong() + TimeUnit.MILLISECONDS.toNanos(mostMillis);
        entries.values().forEach(this::changed);
        while (nanos.getAsLong() < end
                && entries.values().stream().anyMatch(PresenceEntry::hasNews)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        publisher = null;
    }

    private void changed(PresenceEntry entry) {
        if (entry != null && publisher != null && entry.queue()) {
            news.add(entry);
            executor.execute(this::pump);
        }
    }

    /** Publishes what may be published now; from any thread, one at a time. */
    private void pump() {
        if (pumps.getAndIncrement() > 0) {
            // whoever is at it looks once more
            return;
        }
        int asked = 1;
        while (asked > 0) {
            drain();
            asked = pumps.addAndGet(-asked);
        }
    }

    private void drain() {
        while (isMore()) {
            long now = nanos.getAsLong();
            if (!hurried && free - now > 0) {
                rest(free - now);
                return;
            }
            PresenceEntry next = news.poll();
            if (next != null) {
                tell(next, now);
            }
        }
    }

    private boolean isMore() {
        return publisher != null && underway.get() < AT_ONCE && !news.isEmpty();
    }

    private void rest(long forNanos) {
        if (resting.compareAndSet(false, true)) {
            timer.schedule(
                    () -> {
                        resting.set(false);
                        executor.execute(this::pump);
                    },
                    forNanos,
                    TimeUnit.NANOSECONDS);
        }
    }

    private void tell(PresenceEntry entry, long now) {
        PresenceWord word = entry.take(now, hurried);
        if (word == null) {
            long wait = entry.waits(now);
            if (wait > 0) {
                timer.schedule(() -> changed(entry), wait, TimeUnit.NANOSECONDS);
            } else {
                forget(entry);
            }
            return;
        }
        // a second's worth at once, never more
        free = Math.max(free, now - NANOS) + NANOS / perSecond;
        underway.incrementAndGet();
        Publisher to = publisher;
        if (to == null) {
            told(entry, word, new IllegalStateException("AIR-1022 the gateway is going down"));
            return;
        }
        try {
            to.publish(entry.device, word, failure -> told(entry, word, failure));
        } catch (RuntimeException e) {
            told(entry, word, e);
        }
    }

    private void told(PresenceEntry entry, PresenceWord word, Throwable failure) {
        (failure == null ? published : failed).increment();
        long rest = failure == null ? quietNanos : Math.max(quietNanos, AGAIN_NANOS);
        boolean more = entry.told(word, failure == null, nanos.getAsLong() + rest);
        underway.decrementAndGet();
        if (more || !word.connected()) {
            // what is gone is known until its rest is over, so that it cannot flap its way round it
            timer.schedule(() -> changed(entry), hurried ? 0 : rest, TimeUnit.NANOSECONDS);
        }
        executor.execute(this::pump);
    }

    private void forget(PresenceEntry entry) {
        entries.computeIfPresent(
                entry.device, (device, known) -> known == entry && known.isOver() ? null : known);
    }
}
