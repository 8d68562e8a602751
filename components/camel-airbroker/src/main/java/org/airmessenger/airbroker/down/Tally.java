/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** The ledger of the commands: accepted + recovered = delivered + waiting + dropped. */
final class Tally {

    /** How a command leaves its mailbox. */
    enum Leave {
        /** The device has it. */
        DELIVERED,
        /** Its device cannot take it: it is larger than that takes, or its own and unwanted. */
        UNFIT,
        /** Nobody fetched it in time. */
        EXPIRED,
        /** A newer one took its room. */
        OVERFLOW,
        /** The operator removed it. */
        PURGED,
        /** Its device is gone, or may not have commands any more. */
        REMOVED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Tally.class);
    private static final int LASTING = 5;

    final LongAdder accepted = new LongAdder();
    final LongAdder recovered = new LongAdder();

    /** Bytes that wait, with those that are being written. */
    final AtomicLong bytes = new AtomicLong();

    /** Commands that are on the shelf and still in the journal. */
    final AtomicLong twice = new AtomicLong();

    private final Map<Leave, LongAdder> left = new EnumMap<>(Leave.class);

    private int mismatches;
    private volatile long alarm;

    Tally() {
        for (Leave leave : Leave.values()) {
            left.put(leave, new LongAdder());
        }
    }

    LongAdder left(Leave leave) {
        return left.get(leave);
    }

    /** Continues the account. */
    void load(Shelf shelf) {
        accepted.add(shelf.counter("accepted"));
        recovered.add(shelf.counter("recovered"));
        left.forEach((leave, count) -> count.add(shelf.counter(leave.word())));
    }

    /** Keeps the account. */
    void save(Shelf shelf) {
        shelf.counter("accepted", accepted.sum());
        shelf.counter("recovered", recovered.sum());
        left.forEach((leave, count) -> shelf.counter(leave.word(), count.sum()));
    }

    /** All that ever left. */
    long left() {
        return left.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /**
     * Looks whether it balances, but for what is moving at this moment. Called once a second;
     * speaks once when it did so at no look of a while.
     */
    void verify(long waiting, long moving) {
        long difference = difference(waiting);
        if (Math.abs(difference) <= moving) {
            mismatches = 0;
            alarm = 0;
        } else if (++mismatches == LASTING) {
            alarm = difference;
            LOG.warn(
                    "AIR-1516 the ledger of the commands must balance but misses {} at {} looks in a row; look at the disk",
                    difference,
                    LASTING);
        }
    }

    /** What has been missing for a while; 0 when it balances. */
    long alarm() {
        return alarm;
    }

    /** What is missing if so many wait: 0 when it balances. */
    long difference(long waiting) {
        return accepted.sum() + recovered.sum() - left() - waiting;
    }
}
