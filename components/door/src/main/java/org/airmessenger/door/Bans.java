/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Who was refused too often is kept out for a while, at every door. Thread-safe. */
public final class Bans {

    private static final int MANY = 10_000;

    private final int limit;
    private final long windowMillis;
    private final long banMillis;
    private final LongSupplier clock;
    private final ConcurrentHashMap<String, Strikes> strikes = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Long> bannedUntil = new ConcurrentHashMap<>();

    private record Strikes(long since, int count) {}

    /**
     * Nobody is banned.
     *
     * @param limit refusals within the window after which a device is banned; 0 never bans
     * @param windowMillis over which refusals are counted
     * @param banMillis how long a ban lasts
     * @param clock epoch milliseconds
     */
    public Bans(int limit, long windowMillis, long banMillis, LongSupplier clock) {
        this.limit = limit;
        this.windowMillis = windowMillis;
        this.banMillis = banMillis;
        this.clock = clock;
    }

    /** Counts a refusal; true if it was the one too many, so that the device is banned now. */
    public boolean strike(String device) {
        if (limit == 0) {
            return false;
        }
        long now = clock.getAsLong();
        if (strikes.size() > MANY) {
            strikes.values().removeIf(old -> now - old.since() > windowMillis);
        }
        Strikes counted =
                strikes.merge(
                        device,
                        new Strikes(now, 1),
                        (old, first) ->
                                now - old.since() > windowMillis
                                        ? first
                                        : new Strikes(old.since(), old.count() + 1));
        if (counted.count() < limit) {
            return false;
        }
        strikes.remove(device);
        return bannedUntil.put(device, now + banMillis) == null;
    }

    /** Whether the device is to be kept out now. */
    public boolean isBanned(String device) {
        Long until = bannedUntil.get(device);
        if (until == null) {
            return false;
        }
        if (until > clock.getAsLong()) {
            return true;
        }
        bannedUntil.remove(device, until);
        return false;
    }

    /** How long a ban lasts. */
    public long banSeconds() {
        return banMillis / 1000;
    }

    /** Refusals within the window after which a device is banned. */
    public int limit() {
        return limit;
    }

    /** The window over which refusals are counted. */
    public long windowMillis() {
        return windowMillis;
    }
}
