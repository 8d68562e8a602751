/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import org.airmessenger.airbroker.down.Tally.Leave;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Commands;

import org.apache.activemq.artemis.core.message.impl.CoreMessage;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What waits for one device, and who gets it. What is not marked otherwise belongs to the shard's
 * thread.
 */
final class Mailbox {

    final String device;
    final Shard shard;

    /** What waits, with what is being written; guarded by this. */
    private int messages;

    private long bytes;
    private int lasting;

    private final Pile pile = new Pile(this);

    /** The device's lines that want commands, the last one gets them. */
    private final List<OpenLine> lines = new ArrayList<>(1);

    /** Who gets them; read by any thread. */
    private volatile OpenLine current;

    /** The last number that was looked at for the current line. */
    private long cursor;

    /** What the current line has and did not acknowledge; null if there is none. */
    private TreeMap<Long, Letter> given;

    Mailbox(String device, Shard shard) {
        this.device = device;
        this.shard = shard;
    }

    /** Takes room if there is some; any thread. */
    synchronized boolean claim(long size, int maxMessages, long maxBytes) {
        if (messages >= maxMessages || bytes + size > maxBytes && messages > 0) {
            return false;
        }
        messages++;
        bytes += size;
        return true;
    }

    /** Gives room back; any thread. */
    synchronized void release(long size) {
        messages--;
        bytes -= size;
    }

    /** Any thread. */
    synchronized int messages() {
        return messages;
    }

    /** Any thread. */
    synchronized long bytes() {
        return bytes;
    }

    /** The line that gets what comes; null if there is none. Any thread. */
    OpenLine current() {
        return current;
    }

    /** A line may want commands: it is not forgotten until {@link #unpin}; any thread. */
    synchronized Mailbox pin() {
        lasting++;
        return this;
    }

    /** That line does not any more; any thread. */
    synchronized void unpin() {
        lasting--;
    }

    /** Whether a line may want commands; any thread. */
    synchronized boolean isPinned() {
        return lasting > 0;
    }

    /** Whether it can be forgotten; any thread, but nobody may claim or pin meanwhile. */
    synchronized boolean isIdle() {
        return lasting == 0 && messages == 0;
    }

    /** Says on a message that it is for this mailbox; any thread. */
    void address(CoreMessage message, int size) {
        message.setAddress(shard.queue.getAddress());
        message.putStringProperty(Shard.DEVICE, device);
        message.putIntProperty(Shard.SIZE, size);
        // it leaves by the mailbox, which counts it
        message.setExpiration(0);
    }

    /** A command that was on the shelf at the start. */
    void found(long number, Shelf.Slip slip) {
        messages++;
        bytes += slip.size();
        pile.shelved(number, slip.expiry());
    }

    /** A command came out of the journal. */
    void arrived(Letter letter) {
        pile.add(letter);
        while (shard.room.boxes.isBeyond(this) && dropOldest()) {
            continue;
        }
        pump();
    }

    private boolean dropOldest() {
        Letter oldest = pile.after(0);
        while (oldest != null && isGiven(oldest.number)) {
            oldest = pile.after(oldest.number);
        }
        if (oldest == null) {
            return false;
        }
        leave(oldest, Leave.OVERFLOW);
        return true;
    }

    private boolean isGiven(long number) {
        return given != null && given.containsKey(number);
    }

    /** Gives the current line what it has asked for. */
    void pump() {
        OpenLine line = current;
        while (line != null && line.takeCredit()) {
            if (!offerNext(line)) {
                line.returnCredit();
                return;
            }
        }
    }

    /** Gives the next one that the line wants; false if there is none. */
    private boolean offerNext(OpenLine line) {
        for (Letter next = pile.after(cursor); next != null; next = pile.after(cursor)) {
            cursor = next.number;
            if (isGiven(next.number)) {
                continue;
            }
            if (next.isExpired(shard.room.now())) {
                leave(next, Leave.EXPIRED);
            } else if (offer(line, next)) {
                return true;
            }
            // another subscription may want it: then everything is looked at again
        }
        return false;
    }

    private boolean offer(OpenLine line, Letter letter) {
        Content content = pile.content(letter);
        String topic = content == null ? null : content.text(AirHeaders.TOPIC);
        OwnFilter filter = topic == null ? null : OwnFilter.match(line.own(), topic);
        if (filter == null) {
            return false;
        }
        boolean again = letter.given;
        shard.room.watches.gave(letter.number);
        if (filter.qos() == 0) {
            leave(letter, Leave.DELIVERED);
            line.give(content, filter, 0, again);
            return true;
        }
        if (!again) {
            pile.given(letter);
        }
        if (given == null) {
            given = new TreeMap<>();
        }
        given.put(letter.number, letter);
        line.give(content, filter, letter.number, again);
        return true;
    }

    /** It leaves for good. */
    void leave(Letter letter, Leave how) {
        pile.remove(letter);
        shard.room.left(letter, how);
    }

    /** A letter is on the shelf, safely. */
    void shelved(Letter letter) {
        pile.moved(letter);
    }

    /** The device has it. */
    void acknowledge(long number) {
        leave(number, Leave.DELIVERED);
    }

    /** The device cannot take it. */
    void reject(long number) {
        leave(number, Leave.UNFIT);
    }

    /** The line did not send it after all. */
    void putBack(OpenLine line, long number) {
        if (current == line && given != null) {
            given.remove(number);
        }
    }

    private void leave(long number, Leave how) {
        Letter letter = given == null ? null : given.remove(number);
        if (letter == null) {
            letter = pile.find(number);
        }
        if (letter != null && !letter.gone) {
            leave(letter, how);
        }
    }

    /** The device has everything up to a number. */
    void acknowledgeUpTo(long number) {
        leaveAll(number, Leave.DELIVERED);
    }

    /** Empties it; how many there were. */
    int leaveAll(long upTo, Leave how) {
        int count = 0;
        for (Letter next = pile.after(0);
                next != null && next.number <= upTo;
                next = pile.after(next.number)) {
            if (given != null) {
                given.remove(next.number);
            }
            leave(next, how);
            count++;
        }
        return count;
    }

    /** What waits, in its order. */
    List<Commands.Waiting> list(int limit) {
        List<Commands.Waiting> all = new ArrayList<>();
        for (Letter next = pile.after(0);
                next != null && all.size() < limit;
                next = pile.after(next.number)) {
            Content content = pile.content(next);
            if (content != null) {
                all.add(
                        new Commands.Waiting(
                                next.number,
                                content.text(AirHeaders.ID),
                                content.text(AirHeaders.TOPIC),
                                content.body().length,
                                content.headers().get(AirHeaders.TIME) instanceof Long time
                                        ? time
                                        : 0,
                                next.expiry,
                                next.given));
            }
        }
        return all;
    }

    /** Removes what expired on the shelf; what a line has is left to it. */
    void expire(long now) {
        if (!pile.mayExpire(now)) {
            return;
        }
        long first = Long.MAX_VALUE;
        for (Letter next = pile.after(0);
                next != null && pile.isShelved(next);
                next = pile.after(next.number)) {
            if (!next.isExpired(now)) {
                first = Math.min(first, next.expiry);
            } else if (!isGiven(next.number)) {
                leave(next, Leave.EXPIRED);
            }
        }
        pile.nextExpiry(first);
    }

    /**
     * A line wants commands, or others than before: it is the last one that does, and gets them
     * from the next {@link #pump} on.
     */
    void attach(OpenLine line) {
        boolean takesOver = current != line;
        lines.remove(line);
        lines.add(line);
        begin(takesOver);
    }

    /** A line wants no commands any more. */
    void detach(OpenLine line) {
        boolean had = current == line;
        lines.remove(line);
        if (had) {
            begin(true);
            pump();
        }
    }

    private void begin(boolean takesOver) {
        if (takesOver) {
            given = null;
        }
        cursor = 0;
        current = lines.isEmpty() ? null : lines.get(lines.size() - 1);
    }
}
