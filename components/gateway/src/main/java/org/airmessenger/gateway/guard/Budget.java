/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.guard;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import io.github.bucket4j.local.SynchronizationStrategy;

import java.time.Duration;

/**
 * One token bucket whose rate may change while it is used. What was spent stays spent, in
 * proportion: a change neither gives a flood away nor punishes a quiet device.
 */
final class Budget {

    /** More than one token per nanosecond cannot be counted. */
    private static final long MAX_RATE = 1_000_000_000L;

    private final Bucket bucket;
    private final TimeMeter clock;
    private volatile Rate rate;

    /**
     * What a bucket grants.
     *
     * @param perSecond sustained tokens per second; 0 means without limit
     * @param capacity most tokens at once
     */
    record Rate(long perSecond, long capacity) {

        /** Brings both into what can be counted. */
        Rate {
            perSecond = Math.min(perSecond, MAX_RATE);
            capacity = Math.max(1, capacity);
        }

        boolean isUnlimited() {
            return perSecond <= 0;
        }

        /** How long an empty bucket needs until it is full. */
        long refillNanos() {
            return isUnlimited()
                    ? 0
                    : (long) Math.min(1e18, (double) capacity / perSecond * MAX_RATE);
        }
    }

    Budget(Rate rate, TimeMeter clock) {
        this(rate, bandwidth(rate), clock);
    }

    private Budget(Rate rate, Bandwidth limit, TimeMeter clock) {
        this.rate = rate;
        this.clock = clock;
        bucket =
                Bucket.builder()
                        .addLimit(limit)
                        .withCustomTimePrecision(clock)
                        .withSynchronizationStrategy(SynchronizationStrategy.SYNCHRONIZED)
                        .build();
    }

    /** Another budget that holds as much now; what is taken from it is not taken from this one. */
    Budget copy() {
        Rate now = rate;
        return new Budget(
                now,
                Bandwidth.builder()
                        .capacity(now.capacity)
                        .refillGreedy(perSecond(now), Duration.ofSeconds(1))
                        .initialTokens(Math.max(0, left()))
                        .build(),
                clock);
    }

    /** What could be taken now. */
    long left() {
        return bucket.getAvailableTokens();
    }

    /** What is granted, for telling. */
    Rate rate() {
        return rate;
    }

    private static Bandwidth bandwidth(Rate rate) {
        return Bandwidth.builder()
                .capacity(rate.capacity)
                .refillGreedy(perSecond(rate), Duration.ofSeconds(1))
                .build();
    }

    private static long perSecond(Rate rate) {
        return rate.isUnlimited() ? MAX_RATE : rate.perSecond;
    }

    /** Puts another rate in force; cheap when it is the same. */
    void adjust(Rate next) {
        if (rate.equals(next)) {
            return;
        }
        synchronized (this) {
            if (!rate.equals(next)) {
                BucketConfiguration limits =
                        BucketConfiguration.builder().addLimit(bandwidth(next)).build();
                bucket.replaceConfiguration(limits, TokensInheritanceStrategy.PROPORTIONALLY);
                rate = next;
            }
        }
    }

    /** Takes tokens, all or none. A cost above the capacity takes what a full bucket holds. */
    boolean take(long cost) {
        return rate.isUnlimited() || bucket.tryConsume(payable(cost));
    }

    /** Gives back what was taken for a message that another budget then refused. */
    void giveBack(long cost) {
        if (!rate.isUnlimited()) {
            bucket.addTokens(payable(cost));
        }
    }

    /** Milliseconds until the cost could be taken, rounded up, at least 1. */
    long retryAfterMillis(long cost) {
        long nanos = bucket.estimateAbilityToConsume(payable(cost)).getNanosToWaitForRefill();
        return Math.max(1, (nanos + 999_999) / 1_000_000);
    }

    /** The sustained rate, for telling. */
    long perSecond() {
        return rate.perSecond;
    }

    private long payable(long cost) {
        return Math.max(1, Math.min(cost, rate.capacity));
    }
}
