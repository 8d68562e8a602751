/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What waits in memory of one lane: streams in the order of their oldest message. One thread at a
 * time.
 */
final class Backlog {

    private final LaneQueue lane;
    private final boolean ordered;
    private final int doubtsAllowed;
    private final Map<String, Stream> streams = new HashMap<>();
    private final TreeMap<Long, Stream> ready = new TreeMap<>();
    private final PriorityQueue<Stream> backingOff =
            new PriorityQueue<>((a, b) -> Long.compare(a.notBefore - b.notBefore, 0));
    private long nextSequence;
    private int readyMessages;
    private long readyBytes;

    Backlog(LaneQueue lane, boolean ordered, int doubtsAllowed) {
        this.lane = lane;
        this.doubtsAllowed = doubtsAllowed;
        this.ordered = ordered;
    }

    /**
     * A message that came from the broker, perhaps a moment after somebody asked what time it is.
     */
    void add(LaneWindow.Given given, long now) {
        long arrived = Math.min(given.arrived() - now, 0) + now;
        Entry entry = new Entry(given.reference(), given.size(), nextSequence++, arrived);
        Stream stream =
                ordered
                        ? streams.computeIfAbsent(entry.device, Stream::new)
                        : new Stream(entry.device);
        entry.stream = stream;
        stream.addLast(entry);
        if (stream.readyAt >= 0) {
            readyMessages++;
            readyBytes += entry.size;
        } else {
            ready(stream, now);
        }
    }

    /** Streams whose pause is over become ready. */
    void wake(long now) {
        Stream first = backingOff.peek();
        while (first != null && first.notBefore - now <= 0) {
            backingOff.poll();
            first.pausing = false;
            first.notBefore = 0;
            ready(first, now);
            first = backingOff.peek();
        }
    }

    /** When the first pause ends, in nanoseconds from now; -1 if nothing pauses. */
    long untilWake(long now) {
        Stream first = backingOff.peek();
        return first == null ? -1 : Math.max(0, first.notBefore - now);
    }

    boolean isEmpty() {
        return ready.isEmpty();
    }

    /**
     * How long the oldest ready message has been in memory, in nanoseconds; -1 if none is ready.
     */
    long oldestAge(long now) {
        return ready.isEmpty() ? -1 : now - ready.firstEntry().getValue().entries.peek().arrived;
    }

    /** When the oldest message that waits here was accepted, epoch milliseconds; 0 if none does. */
    long oldestTime() {
        long oldest = ready.isEmpty() ? 0 : ready.firstEntry().getValue().entries.peek().time;
        Stream pausing = backingOff.peek();
        long held = pausing == null ? 0 : pausing.entries.peek().time;
        return oldest == 0 || held == 0 ? Math.max(oldest, held) : Math.min(oldest, held);
    }

    /** How many messages more make a request full. */
    int missingMessages() {
        return lane.limits().maxMessages() - readyMessages;
    }

    /** How many bytes more make a request full. */
    long missingBytes() {
        return lane.limits().maxBytes() - readyBytes;
    }

    /** Whether a request need not wait for more: it is full, or its first waited long enough. */
    boolean isDue(long now, boolean windowFull) {
        LaneLimits limits = lane.limits();
        return readyMessages >= limits.maxMessages()
                || readyBytes >= limits.maxBytes()
                || !ready.isEmpty() && (windowFull || oldestAge(now) >= limits.maxDelayNanos());
    }

    /**
     * Takes what makes one request: the oldest first, durable and non-durable never together, and
     * alone what has had a verdict. Its streams are locked.
     *
     * @param nowMillis epoch; what expired by then goes to {@code expired}
     */
    List<Entry> take(long now, long nowMillis, Consumer<Entry> expired) {
        LaneLimits limits = lane.limits();
        List<Entry> batch = new ArrayList<>(Math.min(limits.maxMessages(), readyMessages));
        List<Stream> aside = new ArrayList<>(0);
        List<Stream> carried = new ArrayList<>(0);
        long bytes = 0;
        while (batch.size() < limits.maxMessages() && !ready.isEmpty()) {
            Stream stream = ready.firstEntry().getValue();
            unready(stream);
            Entry entry = stream.entries.peek();
            if (entry.isExpired(nowMillis)) {
                expired.accept(stream.poll());
                again(stream, now);
                continue;
            }
            if (!batch.isEmpty() && !fitsTogether(batch.get(0), entry)) {
                aside.add(stream);
                if (aside.size() >= limits.maxMessages()) {
                    break;
                }
                continue;
            }
            if (!batch.isEmpty() && bytes + entry.size > limits.maxBytes()) {
                aside.add(stream);
                break;
            }
            batch.add(stream.poll());
            bytes += entry.size;
            carried.add(stream);
            stream.carried = true;
            if (entry.isAlone(doubtsAllowed)) {
                break;
            }
            again(stream, now);
        }
        for (Stream stream : carried) {
            unready(stream);
            stream.carried = false;
            stream.locked = true;
        }
        aside.forEach(stream -> ready(stream, now));
        return batch;
    }

    private boolean fitsTogether(Entry first, Entry next) {
        return first.durable == next.durable
                && !first.isAlone(doubtsAllowed)
                && !next.isAlone(doubtsAllowed);
    }

    /** Ready with its next message, or forgotten when it has none. */
    private void again(Stream stream, long now) {
        if (stream.entries.isEmpty()) {
            if (!stream.locked && !stream.carried) {
                streams.remove(stream.device, stream);
            }
        } else {
            ready(stream, now);
        }
    }

    /** Puts messages of a request back where they came from; the streams stay locked. */
    void giveBack(List<Entry> entries) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            entries.get(i).stream.addFirst(entries.get(i));
        }
    }

    /** A stream waits for a moment; call it while a request still has the stream. */
    void pause(Stream stream, long until) {
        if (stream.notBefore == 0 || until - stream.notBefore > 0) {
            stream.notBefore = until;
        }
    }

    /** A request let go of a stream. */
    void unlock(Stream stream, long now) {
        stream.locked = false;
        again(stream, now);
    }

    private void ready(Stream stream, long now) {
        if (stream.locked || stream.readyAt >= 0 || stream.entries.isEmpty()) {
            return;
        }
        if (stream.notBefore != 0 && stream.notBefore - now > 0) {
            if (!stream.pausing) {
                stream.pausing = true;
                backingOff.add(stream);
            }
            return;
        }
        stream.notBefore = 0;
        stream.readyAt = stream.entries.peek().sequence;
        ready.put(stream.readyAt, stream);
        readyMessages += stream.entries.size();
        readyBytes += stream.bytes;
    }

    private void unready(Stream stream) {
        if (stream.readyAt >= 0) {
            ready.remove(stream.readyAt);
            stream.readyAt = -1;
            readyMessages -= stream.entries.size();
            readyBytes -= stream.bytes;
        }
    }

    /** Takes the oldest messages that no request carries, until they make so many bytes. */
    List<Entry> takeOldest(long bytes, long now) {
        List<Entry> taken = new ArrayList<>();
        long sum = 0;
        while (sum < bytes) {
            Stream stream = oldest();
            if (stream == null) {
                return taken;
            }
            unready(stream);
            if (stream.pausing) {
                stream.pausing = false;
                backingOff.remove(stream);
            }
            Entry entry = stream.poll();
            taken.add(entry);
            sum += entry.size;
            again(stream, now);
        }
        return taken;
    }

    private Stream oldest() {
        Stream oldest = ready.isEmpty() ? null : ready.firstEntry().getValue();
        for (Stream stream : backingOff) {
            if (oldest == null || stream.entries.peek().sequence < oldest.entries.peek().sequence) {
                oldest = stream;
            }
        }
        return oldest;
    }

    /** Empties it; streams that a request carries give up what waits behind it too. */
    List<Entry> drain() {
        List<Entry> all = new ArrayList<>();
        for (Stream stream : streams.values()) {
            all.addAll(stream.entries);
        }
        if (!ordered) {
            ready.values().forEach(stream -> all.addAll(stream.entries));
            backingOff.forEach(stream -> all.addAll(stream.entries));
        }
        streams.values().forEach(stream -> stream.entries.clear());
        streams.clear();
        ready.clear();
        backingOff.clear();
        readyMessages = 0;
        readyBytes = 0;
        all.sort((a, b) -> Long.compare(a.sequence, b.sequence));
        return all;
    }
}
