/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.guard;

import org.airmessenger.control.model.Policy.Limits;
import org.airmessenger.message.Identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.github.bucket4j.TimeMeter;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The budgets of devices, tenants and listeners. Bounded: at most {@value #MAX_DEVICES} devices and
 * {@value #MAX_SHARED} tenants and listeners; an entry is forgotten only once it would be full
 * again, so forgetting gives nothing away.
 */
final class RateBudgets {

    private static final int MAX_DEVICES = 500_000;
    private static final int MAX_SHARED = 10_000;
    private static final long LEAST_MEMORY_NANOS = Duration.ofMinutes(1).toNanos();

    private final LongSupplier nanoClock;
    private final TimeMeter clock;
    private final Cache<String, DeviceBudgets> devices;
    private final Cache<String, SharedBudgets> tenants;
    private final Cache<String, SharedBudgets> listeners;

    /**
     * What a tenant or a listener may spend; 0 means without limit.
     *
     * @param messagesPerSecond sustained, with a burst of one second
     * @param bytesPerSecond sustained, with a burst of one second, but at least one large body
     */
    record SharedLimits(long messagesPerSecond, long bytesPerSecond) {

        static final SharedLimits NONE = new SharedLimits(0, 0);

        boolean isNone() {
            return messagesPerSecond == 0 && bytesPerSecond == 0;
        }
    }

    /** The budgets of one tenant or listener. */
    static final class SharedBudgets {

        final Budget messages;
        final Budget bytes;
        private volatile SharedLimits limits;

        SharedBudgets(SharedLimits limits, TimeMeter clock) {
            this.limits = limits;
            messages = new Budget(rate(limits.messagesPerSecond), clock);
            bytes = new Budget(rate(limits.bytesPerSecond), clock);
        }

        private static Budget.Rate rate(long perSecond) {
            return new Budget.Rate(perSecond, perSecond);
        }

        private SharedBudgets(SharedBudgets other) {
            limits = other.limits;
            messages = other.messages.copy();
            bytes = other.bytes.copy();
        }

        SharedBudgets adjusted(SharedLimits next) {
            if (limits != next) {
                messages.adjust(rate(next.messagesPerSecond));
                bytes.adjust(rate(next.bytesPerSecond));
                limits = next;
            }
            return this;
        }
    }

    RateBudgets(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        clock = new NanoMeter(nanoClock);
        Ticker ticker = nanoClock::getAsLong;
        devices =
                Caffeine.newBuilder()
                        // its housekeeping is short; handing it to a pool costs more
                        .executor(Runnable::run)
                        .maximumSize(MAX_DEVICES)
                        .ticker(ticker)
                        .expireAfter(
                                Expiry.<String, DeviceBudgets>accessing(
                                        (id, budgets) -> memoryOf(budgets)))
                        .build();
        tenants = shared(ticker);
        listeners = shared(ticker);
    }

    /** Others in which this device, tenant and listener have as much left now. */
    RateBudgets copyFor(Identity identity) {
        RateBudgets copy = new RateBudgets(nanoClock);
        // quietly: a look is no use, so nothing is remembered longer for it
        DeviceBudgets device = devices.policy().getIfPresentQuietly(identity.device());
        if (device != null) {
            copy.devices.put(identity.device(), device.copy());
        }
        copyShared(tenants, copy.tenants, identity.tenant());
        copyShared(listeners, copy.listeners, identity.door());
        return copy;
    }

    private static void copyShared(
            Cache<String, SharedBudgets> from, Cache<String, SharedBudgets> to, String key) {
        SharedBudgets found = key == null ? null : from.policy().getIfPresentQuietly(key);
        if (found != null) {
            to.put(key, new SharedBudgets(found));
        }
    }

    private static Cache<String, SharedBudgets> shared(Ticker ticker) {
        return Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumSize(MAX_SHARED)
                .ticker(ticker)
                .expireAfterAccess(Duration.ofNanos(LEAST_MEMORY_NANOS))
                .build();
    }

    private static Duration memoryOf(DeviceBudgets budgets) {
        return Duration.ofNanos(Math.max(LEAST_MEMORY_NANOS, budgets.refillNanos()));
    }

    DeviceBudgets device(String id, Limits limits) {
        DeviceBudgets known = devices.getIfPresent(id);
        if (known == null) {
            known = devices.get(id, key -> new DeviceBudgets(limits, clock));
        }
        known.adjust(limits);
        return known;
    }

    /** The budgets of a tenant, or null if tenants are without limit. */
    SharedBudgets tenant(String tenant, SharedLimits limits) {
        return tenant == null ? null : find(tenants, tenant, limits);
    }

    /** The budgets of a listener, or null if listeners are without limit. */
    SharedBudgets listener(String door, SharedLimits limits) {
        return find(listeners, door, limits);
    }

    private SharedBudgets find(
            Cache<String, SharedBudgets> cache, String key, SharedLimits limits) {
        return limits.isNone()
                ? null
                : cache.get(key, name -> new SharedBudgets(limits, clock)).adjusted(limits);
    }

    /** How many devices are remembered now, about. */
    double devices() {
        return devices.estimatedSize();
    }

    /** Forgets what is due; otherwise done little by little while messages come. */
    void cleanUp() {
        devices.cleanUp();
        tenants.cleanUp();
        listeners.cleanUp();
    }

    private record NanoMeter(LongSupplier nanos) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return nanos.getAsLong();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
