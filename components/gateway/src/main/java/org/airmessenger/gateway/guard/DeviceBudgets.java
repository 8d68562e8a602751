/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.guard;

import org.airmessenger.control.model.Policy.Limits;

import io.github.bucket4j.TimeMeter;

/**
 * What one device may spend: messages, bytes, and a budget of its own for urgent messages, so that
 * its telemetry can never use up its alarms.
 */
final class DeviceBudgets {

    final Budget messages;
    final Budget bytes;
    private final TimeMeter clock;
    private volatile Limits limits;
    private volatile Budget urgent;

    DeviceBudgets(Limits limits, TimeMeter clock) {
        this.limits = limits;
        this.clock = clock;
        messages = new Budget(messageRate(limits), clock);
        bytes = new Budget(byteRate(limits), clock);
    }

    private DeviceBudgets(DeviceBudgets other) {
        limits = other.limits;
        clock = other.clock;
        messages = other.messages.copy();
        bytes = other.bytes.copy();
        urgent = other.urgent == null ? null : other.urgent.copy();
    }

    /** Others that hold as much now. */
    DeviceBudgets copy() {
        return new DeviceBudgets(this);
    }

    /** Follows the policy in force; costs one comparison of references when it has not changed. */
    void adjust(Limits next) {
        if (limits == next) {
            return;
        }
        messages.adjust(messageRate(next));
        bytes.adjust(byteRate(next));
        Budget known = urgent;
        if (known != null) {
            known.adjust(urgentRate(next));
        }
        limits = next;
    }

    /** The urgent budget, made when the device first asks for it: most never do. */
    Budget urgent() {
        Budget known = urgent;
        if (known != null) {
            return known;
        }
        synchronized (this) {
            if (urgent == null) {
                urgent = new Budget(urgentRate(limits), clock);
            }
            return urgent;
        }
    }

    /** How long an unused entry must be remembered: until all its buckets are full again. */
    long refillNanos() {
        Limits now = limits;
        return Math.max(
                Math.max(messageRate(now).refillNanos(), byteRate(now).refillNanos()),
                urgentRate(now).refillNanos());
    }

    private static Budget.Rate messageRate(Limits limits) {
        return new Budget.Rate(limits.messagesPerSecond(), limits.burst());
    }

    private static Budget.Rate byteRate(Limits limits) {
        long capacity = Math.max(limits.bytesPerSecond(), limits.maxMessageBytes());
        return new Budget.Rate(limits.bytesPerSecond(), capacity);
    }

    private static Budget.Rate urgentRate(Limits limits) {
        return new Budget.Rate(limits.urgentPerSecond(), limits.urgentPerSecond());
    }
}
