/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.model;

import org.airmessenger.message.LaneClass;

import java.time.Duration;
import java.util.Map;

/**
 * Where messages are delivered to, and how.
 *
 * @param name name, {@code [a-z0-9][a-z0-9-]{0,62}}
 * @param sink name of a sink Kamelet
 * @param parameters the Kamelet's parameters; values may be {@code {{…}}} placeholders
 * @param acceptMemory messages are accepted from memory, at most once
 * @param batches by class
 * @param concurrency most requests in flight of normal and bulk together, 1–256; adapts below
 * @param ordered per device order is kept ({@code order: device}); else {@code none}
 * @param retry what happens after a failure
 * @param compress {@code none}, {@code gzip}, {@code zstd}, {@code auto}
 * @param caps by class
 * @param deadMaxBytes most bytes on disk that the dead may take; beyond it a refused message waits
 *     in its lane, with its device
 * @param place where it stands
 */
public record Destination(
        String name,
        String sink,
        Map<String, String> parameters,
        boolean acceptMemory,
        Map<LaneClass, Batch> batches,
        int concurrency,
        boolean ordered,
        Retry retry,
        String compress,
        Map<LaneClass, Cap> caps,
        long deadMaxBytes,
        Place place) {

    /** Copies the maps. */
    public Destination {
        parameters = Map.copyOf(parameters);
        batches = Map.copyOf(batches);
        caps = Map.copyOf(caps);
    }

    /**
     * When a batch is full.
     *
     * @param maxMessages 1–10,000; 1 means single messages
     * @param maxDelay longest time the first message of a batch waits for others
     * @param maxBytes of bodies; a single larger message still goes alone
     */
    public record Batch(int maxMessages, Duration maxDelay, long maxBytes) {}

    /**
     * How a failure is met: exponential with jitter, {@code Retry-After} honoured.
     *
     * @param initial first pause
     * @param max longest pause
     * @param maxAttempts verdicts on one message before it goes to the dead lane; outages do not
     *     count
     * @param requestMax longest time that a request may take, 1 s–24 h; then the destination counts
     *     as away and a late answer is ignored
     */
    public record Retry(Duration initial, Duration max, int maxAttempts, Duration requestMax) {}

    /** What happens to a message for which a lane has no room. */
    public enum Overflow {
        /** The device is told; nothing is lost. */
        REFUSE,
        /** The new message is dropped, counted. */
        DROP_NEW,
        /** The oldest waiting ones are dropped, counted. */
        DROP_OLDEST
    }

    /**
     * How much may wait in one class.
     *
     * @param maxBytes on disk
     * @param overflow what happens beyond
     */
    public record Cap(long maxBytes, Overflow overflow) {}
}
