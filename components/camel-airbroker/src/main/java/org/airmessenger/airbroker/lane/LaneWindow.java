/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.apache.activemq.artemis.core.server.HandleStatus;
import org.apache.activemq.artemis.core.server.MessageReference;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What of one lane is in memory for delivery: bounded in messages and bytes. The broker's threads
 * put in, the dispatcher takes out; beyond the bound the broker keeps its messages.
 */
final class LaneWindow extends LaneTaker {

    /**
     * A message as the broker gave it.
     *
     * @param arrived when, monotonic nanoseconds
     */
    record Given(MessageReference reference, long size, long arrived) {}

    private final org.apache.activemq.artemis.core.server.Queue queue;

    /** How far it may grow while places are free and nothing in it may be sent. */
    private static final int GROWTH = 8;

    private final int leastMessages;
    private final long leastBytes;
    private volatile int maxMessages;
    private volatile long maxBytes;
    private final LaneClock clock;
    private final Runnable signal;
    private final Queue<Given> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicInteger messages = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    /** Of those in memory, what the dispatcher has not seen. */
    private final AtomicInteger unseen = new AtomicInteger();

    private final AtomicLong unseenBytes = new AtomicLong();
    private volatile int worthMessages = 1;
    private volatile long worthBytes = 1;
    private volatile boolean refused;
    private volatile boolean open = true;

    LaneWindow(
            LaneQueue lane,
            long id,
            int maxMessages,
            long maxBytes,
            LaneClock clock,
            Runnable signal) {
        super("lane window of " + lane.queue.getName(), id);
        this.queue = lane.queue;
        this.leastMessages = maxMessages;
        this.leastBytes = maxBytes;
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
        this.clock = clock;
        this.signal = signal;
    }

    /** Takes a message, or leaves it with the broker; called under the queue's lock. */
    @Override
    public HandleStatus handle(MessageReference reference) throws Exception {
        if (isFull()) {
            refused = true;
            // room may have come between the look and the note, and nobody would call again
            if (isFull()) {
                // free places may want more than what is in here
                signal.run();
                return HandleStatus.BUSY;
            }
            refused = false;
        }
        long size = reference.getPersistentSize();
        reference.handled();
        messages.incrementAndGet();
        bytes.addAndGet(size);
        inbox.add(new Given(reference, size, clock.nanoTime()));
        unseen.incrementAndGet();
        unseenBytes.addAndGet(size);
        if (isWorthALook() || isFull()) {
            signal.run();
        }
        return HandleStatus.HANDLED;
    }

    /** The next message that the broker gave, or null. */
    Given poll() {
        Given next = inbox.poll();
        if (next != null) {
            unseen.decrementAndGet();
            unseenBytes.addAndGet(-next.size());
        }
        return next;
    }

    /**
     * Says how much must come until it is worth a look: to wake somebody for each message costs
     * more than to put it into its batch.
     */
    void worthALook(int newMessages, long newBytes) {
        worthMessages = newMessages;
        worthBytes = newBytes;
        // what came before it was said was held against what was worth a look then
        if (isWorthALook()) {
            signal.run();
        }
    }

    private boolean isWorthALook() {
        return unseen.get() >= worthMessages || unseenBytes.get() >= worthBytes;
    }

    /** A message has left memory. */
    void release(long size) {
        int left = messages.decrementAndGet();
        long leftBytes = bytes.addAndGet(-size);
        if (left <= leastMessages / 2 && leftBytes <= leastBytes / 2) {
            maxMessages = leastMessages;
            maxBytes = leastBytes;
        }
        if (refused && open && left <= maxMessages / 2 && leftBytes <= maxBytes / 2) {
            refused = false;
            queue.deliverAsync();
        }
    }

    /**
     * Places are free but nothing in memory may be sent: takes more, and if it is full, grows. One
     * device's messages in here must not keep all others' in the broker.
     */
    void refill() {
        if (!refused || !open) {
            return;
        }
        if (isFull()) {
            maxMessages = (int) Math.min(2L * maxMessages, (long) GROWTH * leastMessages);
            maxBytes = Math.min(2 * maxBytes, GROWTH * leastBytes);
        }
        if (!isFull()) {
            refused = false;
            queue.deliverAsync();
        }
    }

    /** Whether it takes no more. */
    boolean isFull() {
        return !open || messages.get() >= maxMessages || bytes.get() >= maxBytes;
    }

    void close() {
        open = false;
    }

    void reopen() {
        open = true;
        refused = false;
        queue.deliverAsync();
    }

    @Override
    public void disconnect() {
        close();
    }
}
