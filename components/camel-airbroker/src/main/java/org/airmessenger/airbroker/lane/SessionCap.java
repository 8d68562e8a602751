/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.airbroker.broker.BrokerNames;

import org.apache.activemq.artemis.core.server.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The room of one session, for all its subscriptions together; or of a group, which outlives its
 * members. What is on its way to the device does not count: the device itself bounds that.
 */
final class SessionCap {

    private static final Logger LOG = LoggerFactory.getLogger(SessionCap.class);

    /** Below so many of its room it is not watched any more. */
    private static final double CALM = 0.5;

    /** The client id in the broker, or the queue of a group. */
    final String owner;

    private final SessionCaps all;
    private final SessionLimits limits;
    private final List<SessionDropper> droppers = new CopyOnWriteArrayList<>();

    /** What certainly fits, so that not every message has everything counted. */
    private final AtomicLong messageRoom = new AtomicLong();

    private final AtomicLong byteRoom = new AtomicLong();
    private volatile boolean touched;
    private volatile boolean watched;
    private volatile boolean told;

    SessionCap(SessionCaps all, String owner) {
        this.all = all;
        this.limits = all.limits;
        this.owner = owner;
    }

    /** Whether a queue, or who has it, is a group. */
    static boolean isGroup(String queue) {
        return BrokerNames.isGroupQueue(queue);
    }

    SessionDropper add(Queue queue) {
        SessionDropper added = new SessionDropper(all, this, queue);
        droppers.add(added);
        touched = true;
        if (watched) {
            added.attach();
        }
        return added;
    }

    void remove(SessionDropper gone) {
        droppers.remove(gone);
        gone.detach();
    }

    boolean isEmpty() {
        return droppers.isEmpty();
    }

    private long messages() {
        long messages = 0;
        for (SessionDropper each : droppers) {
            messages += each.messages();
        }
        return messages;
    }

    private long bytes() {
        long bytes = 0;
        for (SessionDropper each : droppers) {
            bytes += each.bytes();
        }
        return bytes;
    }

    /** Whether it holds more than it may. */
    boolean isOver() {
        return messages() > limits.maxMessages() || bytes() > limits.maxBytes();
    }

    /** Whether a message goes to this session; what is dropped is counted. */
    boolean admits(long size) {
        if (messageRoom.decrementAndGet() >= 0 && byteRoom.addAndGet(-size) >= 0) {
            return true;
        }
        touched = true;
        long messages = limits.maxMessages() - messages() - 1;
        long bytes = limits.maxBytes() - bytes() - size;
        if (messages >= 0 && bytes >= 0) {
            messageRoom.set(messages);
            byteRoom.set(bytes);
            return true;
        }
        tell();
        if (limits.overflow() == Overflow.DROP_NEW) {
            all.metrics.localDropped(1);
            return false;
        }
        watch();
        return true;
    }

    private void tell() {
        if (!told) {
            told = true;
            LOG.warn(
                    "AIR-3119 the session of {} must hold at most {} messages and {} bytes but would hold"
                            + " more: {} is applied, and counted; let it connect and read, or raise"
                            + " air.source.mqtt.session.maxMessages or .maxBytes",
                    isGroup(owner) ? owner : BrokerNames.device(owner),
                    limits.maxMessages(),
                    limits.maxBytes(),
                    limits.overflow().word());
        }
    }

    /** The broker offers the heads from now on, after each message that it counted. */
    private synchronized void watch() {
        if (!watched) {
            watched = true;
            droppers.forEach(SessionDropper::attach);
        }
    }

    /** The broker offers nothing any more. */
    synchronized void rest() {
        watched = false;
        droppers.forEach(SessionDropper::detach);
    }

    /** The subscription whose oldest message goes first: the one that holds most. */
    SessionDropper fullest() {
        boolean byBytes = bytes() > limits.maxBytes();
        SessionDropper fullest = null;
        long most = -1;
        for (SessionDropper each : droppers) {
            long holds = byBytes ? each.bytes() : each.messages();
            if (holds > most) {
                most = holds;
                fullest = each;
            }
        }
        return fullest;
    }

    /** A message may be counted after it was let in. */
    void look() {
        if (watched) {
            if (isCalm() || isGroup(owner)) {
                // the broker ends a group with its last member only while it has no consumer
                rest();
                droppers.forEach(SessionDropper::endIfUnshared);
            }
        }
        if (touched) {
            touched = false;
            if (limits.overflow() == Overflow.DROP_OLDEST && isOver()) {
                touched = true;
                tell();
                watch();
            }
        }
    }

    private boolean isCalm() {
        return messages() < limits.maxMessages() * CALM && bytes() < limits.maxBytes() * CALM;
    }
}
