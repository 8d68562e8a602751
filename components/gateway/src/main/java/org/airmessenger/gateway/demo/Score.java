/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.demo;

import org.airmessenger.gateway.demo.function.Arrival;

import org.HdrHistogram.Histogram;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps the score, message by message: what was acknowledged, what arrived, and how late the urgent
 * ones were while the function was there. Thread-safe.
 */
final class Score {

    private static final int URGENT = 7;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Map<String, Long> due = new ConcurrentHashMap<>();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> arrived = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> byDoor = new ConcurrentHashMap<>();
    private final AtomicLong refused = new AtomicLong();
    private final Histogram urgent = new Histogram(3);
    private final Histogram allUrgent = new Histogram(3);
    private long outageStart = Long.MAX_VALUE;
    private long outageEnd = Long.MAX_VALUE;
    private boolean isBack;
    private long beginning = Long.MIN_VALUE;

    void published(String id, long dueNanos) {
        due.put(id, dueNanos);
    }

    void acknowledged(String id, String door) {
        if (acknowledged.add(id)) {
            byDoor.merge(door, 1L, Long::sum);
        }
    }

    /** How many were acknowledged by which door. */
    Map<String, Long> byDoor() {
        return new TreeMap<>(byDoor);
    }

    void refused() {
        refused.incrementAndGet();
    }

    synchronized void functionWent(long nanos) {
        outageStart = nanos;
    }

    /** From the next arrival on, urgent messages count again: then the gateway knows it too. */
    synchronized void functionCame() {
        isBack = true;
    }

    synchronized void arrived(Arrival arrival) {
        long now = System.nanoTime();
        if (isBack && outageEnd == Long.MAX_VALUE) {
            outageEnd = now;
        }
        Long was = due.remove(arrival.id());
        if (!arrived.add(arrival.id())
                || was == null
                || was < beginning
                || arrival.priority() < URGENT) {
            return;
        }
        allUrgent.recordValue(now - was);
        boolean couldArrive = now < outageStart || was > outageEnd;
        if (couldArrive) {
            urgent.recordValue(now - was);
        }
    }

    long acknowledgedCount() {
        return acknowledged.size();
    }

    long arrivedCount() {
        return arrived.size();
    }

    long refusedCount() {
        return refused.get();
    }

    /** Acknowledged, but not arrived. */
    long missing() {
        Set<String> missing = new HashSet<>(acknowledged);
        missing.removeAll(arrived);
        return missing.size();
    }

    /** What was measured so far was the warming up. */
    synchronized void begin() {
        urgent.reset();
        allUrgent.reset();
        beginning = System.nanoTime();
    }

    /** Urgent messages measured. */
    synchronized long urgentCount() {
        return measured().getTotalCount();
    }

    /** A percentile of the urgent latency, in milliseconds with one decimal. */
    synchronized double urgentMillis(double percentile) {
        return Math.rint(measured().getValueAtPercentile(percentile) / NANOS_PER_MILLI * 10) / 10;
    }

    /** On a machine so busy that none counts, all count. */
    private Histogram measured() {
        return urgent.getTotalCount() > 0 ? urgent : allUrgent;
    }
}
