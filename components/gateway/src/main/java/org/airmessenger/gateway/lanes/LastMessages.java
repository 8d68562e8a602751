/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.lanes;

import org.airmessenger.message.LastValues;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The last message of each topic, in memory within two caps, with a copy on disk that is at most as
 * old as {@link Caps#every} says. Which topics stay when there is no room for all is decided by how
 * often they are written and asked for: a device that invents topics drives out none that live.
 */
public final class LastMessages extends ServiceSupport implements LastValues {

    private static final Logger LOG = LoggerFactory.getLogger(LastMessages.class);

    /** What a topic takes beside its texts and its body, about. */
    private static final int ENTRY_BYTES = 200;

    /** The copy is written no faster, in the mean: the journal has the disk first. */
    private static final long BYTES_PER_SECOND = 1 << 20;

    private final LastFile file;
    private final Duration every;
    private final ScheduledExecutorService timer;
    private final Cache<String, Last> byTopic;
    private final Counter written;
    private final Counter failed;
    private final Counter torn;
    private volatile boolean changed;
    private volatile boolean failing;
    private volatile long nextNanos;
    private ScheduledFuture<?> ticks;

    /**
     * What is remembered.
     *
     * @param bytes most bytes of all topics, bodies and texts, 1 or more
     * @param topics most topics, 1 or more
     * @param every how old the copy on disk may be
     */
    public record Caps(long bytes, long topics, Duration every) {}

    /**
     * Nothing is known before the start.
     *
     * @param timer writes the copy; not shut down here
     */
    public LastMessages(
            LastFile file, Caps caps, ScheduledExecutorService timer, MeterRegistry meters) {
        this.file = file;
        this.every = caps.every();
        this.timer = timer;
        Counter evicted =
                Counter.builder("air_lanes_last_evicted_total")
                        .description("topics whose last value left because there was no room")
                        .register(meters);
        written = copies(meters, "written");
        failed = copies(meters, "failed");
        torn = copies(meters, "torn");
        // no topic counts for less than its share, so the cap of bytes is one of topics, too
        long share = Math.max(1, caps.bytes() / caps.topics());
        byTopic =
                Caffeine.newBuilder()
                        // its housekeeping is short; handing it to a pool costs more
                        .executor(Runnable::run)
                        .maximumWeight(share * caps.topics())
                        .weigher((String topic, Last last) -> weight(share, last))
                        .evictionListener((topic, last, cause) -> evicted.increment())
                        .build();
        Gauge.builder("air_lanes_last_topics", byTopic, Cache::estimatedSize)
                .description("topics whose last value is remembered")
                .register(meters);
    }

    private static Counter copies(MeterRegistry meters, String result) {
        return Counter.builder("air_lanes_last_copies_total")
                .description("copies of the last values on disk, by what became of them")
                .tag("result", result)
                .register(meters);
    }

    private static int weight(long share, Last last) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(share, bytes(last)));
    }

    private static long bytes(Last last) {
        return ENTRY_BYTES
                + 2L * last.topic().length()
                + last.body().length
                + length(last.id())
                + length(last.contentType())
                + length(last.contentEncoding())
                + length(last.keyId());
    }

    private static int length(String text) {
        return text == null ? 0 : text.length();
    }

    @Override
    public Last of(String topic) {
        Last last = byTopic.getIfPresent(topic);
        if (last != null && last.isExpired(System.currentTimeMillis())) {
            byTopic.asMap().remove(topic, last);
            return null;
        }
        return last;
    }

    @Override
    public void remember(Last last) {
        byTopic.put(last.topic(), last);
        if (!changed) {
            changed = true;
        }
    }

    /** How many topics are remembered now. */
    long topics() {
        byTopic.cleanUp();
        return byTopic.estimatedSize();
    }

    @Override
    protected void doStart() {
        long now = System.currentTimeMillis();
        try {
            file.read(
                    last -> {
                        if (!last.isExpired(now)) {
                            byTopic.put(last.topic(), last);
                        }
                    });
        } catch (IOException e) {
            torn.increment();
            LOG.warn(
                    "AIR-3121 {} must be a whole copy of the last values but is not, so it is"
                            + " left out; they are known again as they come: {}",
                    file,
                    e.toString());
        }
        nextNanos = System.nanoTime();
        long millis = every.toMillis();
        ticks = timer.scheduleWithFixedDelay(this::tick, millis, millis, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        if (changed && System.nanoTime() - nextNanos >= 0) {
            save();
        }
    }

    /** Writes the copy. */
    synchronized void save() {
        // first, so that what comes meanwhile is written the next time
        changed = false;
        long now = System.currentTimeMillis();
        byTopic.asMap().values().removeIf(last -> last.isExpired(now));
        try {
            long bytes = file.write(byTopic.asMap().values());
            nextNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(bytes) / BYTES_PER_SECOND;
            written.increment();
            failing = false;
        } catch (IOException e) {
            changed = true;
            failed.increment();
            if (!failing) {
                failing = true;
                LOG.warn(
                        "AIR-3120 {} must be written but cannot be, so a restart will forget the"
                                + " last values; look at the disk: {}",
                        file,
                        e.toString());
            }
        }
    }

    @Override
    protected void doStop() {
        ticks.cancel(false);
        if (changed) {
            save();
        }
    }
}
