/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import org.airmessenger.airwire.codec.AirwireException;
import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.codec.Origin;
import org.airmessenger.airwire.codec.Ranges;
import org.airmessenger.airwire.codec.SessionId;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What the sender of one direction knows (PROTOCOL.md, 7.3). Only an acknowledgement ends a
 * message; a NACK is a hint that may be lost.
 */
final class Outbox {

    private final Queues queues;
    private final Unresolved unresolved = new Unresolved();

    /** What goes out again under its own number: urgent ones, and the others. */
    private final Deque<Outgoing> urgentRepeats = new ArrayDeque<>();

    private final Deque<Outgoing> repeats = new ArrayDeque<>();

    /** Refused for now. */
    private final List<Outgoing> waiting = new ArrayList<>();

    /** To be told to the peer, which knows these numbers; and those that it may not know. */
    private final Deque<Long> skips = new ArrayDeque<>();

    private final Deque<Long> costlySkips = new ArrayDeque<>();

    private long epoch = 1;

    /** Up to here the peer has resolved everything, as far as it said. */
    private long acknowledged;

    Outbox(int maxMessages, long maxBytes) {
        this.queues = new Queues(maxMessages, maxBytes);
    }

    long epoch() {
        return epoch;
    }

    long next() {
        return unresolved.next();
    }

    long first() {
        return unresolved.first();
    }

    long acknowledged() {
        return acknowledged;
    }

    /** Messages that are not resolved, and those that wait. */
    int size() {
        int[] count = {queues.size()};
        unresolved.forEach((number, message) -> count[0]++);
        return count[0];
    }

    /** Messages that wait for their first transmission. */
    int queued() {
        return queues.size();
    }

    boolean offer(Outgoing message) {
        return queues.offer(message);
    }

    /** The numbers that are given up, of which the peer does not know yet. */
    Deque<Long> skips() {
        return skips;
    }

    /** The same, of numbers that the peer may never have seen: telling it costs (9). */
    Deque<Long> costlySkips() {
        return costlySkips;
    }

    /**
     * What goes out next, as it is then: with its number, or without one at QoS 0.
     *
     * @param window most unresolved numbers that the peer takes
     * @param urgentOnly whether the credit that is left is for urgent messages
     * @return null if nothing can go now
     */
    Outgoing peek(int window, boolean urgentOnly, long now) {
        Outgoing repeat = firstOf(urgentRepeats);
        if (repeat != null) {
            return repeat;
        }
        long free = acknowledged + window - unresolved.next() + 1;
        boolean scarce = free <= window / 10;
        repeat = urgentOnly ? null : firstOf(repeats);
        Outgoing message = next(urgentOnly || scarce || repeat != null, now);
        if (message != null && (message.qos() == 0 || free > 0)) {
            return message;
        }
        if (repeat == null && message != null) {
            makeRoom();
        }
        return repeat;
    }

    /** The first that still has to go out. */
    private static Outgoing firstOf(Deque<Outgoing> repeats) {
        while (!repeats.isEmpty() && !(repeats.peekFirst().state() instanceof SendState.Sent)) {
            repeats.removeFirst();
        }
        return repeats.peekFirst();
    }

    private Outgoing next(boolean urgentOnly, long now) {
        Outgoing message = queues.peek(urgentOnly);
        while (message != null && message.isExpired(now)) {
            queues.remove(message);
            message.tell(new Outgoing.Outcome.Expired());
            message = queues.peek(urgentOnly);
        }
        return message;
    }

    private void repeat(Outgoing message) {
        (message.lane() == 0 ? urgentRepeats : repeats).add(message);
    }

    private void forget() {
        urgentRepeats.clear();
        repeats.clear();
        skips.clear();
        costlySkips.clear();
        waiting.clear();
    }

    /** What {@link #peek} showed goes out; returns its number, 0 at QoS 0. */
    long take(Outgoing message) {
        if (message.state() instanceof SendState.Sent state) {
            (message.lane() == 0 ? urgentRepeats : repeats).removeFirst();
            return state.number();
        }
        queues.remove(message);
        if (message.qos() == 0) {
            return 0;
        }
        long number = unresolved.add(message);
        message.become(new SendState.Sent(number));
        return number;
    }

    /** What {@link #peek} showed, at QoS 0, cannot go out. */
    void drop(Outgoing message) {
        queues.remove(message);
        message.tell(new Outgoing.Outcome.Dropped());
    }

    /** Those at QoS 0 whose turn it is, while only urgent messages may go. */
    void dropUnsent() {
        Outgoing message = queues.peek(false);
        while (message != null && message.qos() == 0) {
            drop(message);
            message = queues.peek(false);
        }
    }

    /** What {@link #peek} showed can never go out. */
    void reject(Outgoing message, int code) {
        Outgoing.Outcome why = new Outgoing.Outcome.Refused(code, 0, null);
        if (message.state() instanceof SendState.Sent state) {
            take(message);
            message.tell(why);
            skip(message, state.number(), false);
        } else {
            queues.remove(message);
            message.tell(why);
        }
    }

    /** The message of a number, or null if it is resolved. */
    Outgoing get(long number) {
        return unresolved.get(number);
    }

    /** A message that waits fills the window: its number is given up, and it begins anew. */
    private void makeRoom() {
        Outgoing oldest = unresolved.get(unresolved.first());
        if (oldest != null && oldest.state() instanceof SendState.Waiting state) {
            waiting.remove(oldest);
            skip(oldest, state.number(), true);
        }
    }

    private void skip(Outgoing message, long number, boolean anew) {
        message.become(new SendState.Skipping(number, anew));
        skips.add(number);
    }

    private void skipAfterResume(Outgoing message, long number) {
        if (!(message.state() instanceof SendState.Skipping)) {
            message.become(new SendState.Skipping(number, false));
        }
        costlySkips.add(number);
    }

    /**
     * The peer has resolved these.
     *
     * @param onStream whether a cumulative number below an earlier one is a violation
     * @return whether it was news
     * @throws AirwireException {@link Code#ACK_INVALID} if it names a number never sent
     */
    boolean acknowledge(long cumulative, Ranges ranges, boolean onStream) {
        if (cumulative >= unresolved.next() || onStream && cumulative < acknowledged) {
            throw new AirwireException(
                    Code.ACK_INVALID,
                    "CUM must be %d to %d but was %d"
                            .formatted(acknowledged, unresolved.next() - 1, cumulative));
        }
        boolean news = cumulative > acknowledged;
        for (long number = unresolved.first(); number <= cumulative; number++) {
            resolved(number);
        }
        acknowledged = Math.max(acknowledged, cumulative);
        long[] bounds = ranges.above(cumulative);
        for (int i = 0; i < bounds.length; i += 2) {
            if (bounds[i + 1] >= unresolved.next()) {
                throw new AirwireException(
                        Code.ACK_INVALID,
                        "a range must end below %d but was %d"
                                .formatted(unresolved.next(), bounds[i + 1]));
            }
            for (long number = bounds[i]; number <= bounds[i + 1]; number++) {
                news |= resolved(number);
            }
        }
        return news;
    }

    private boolean resolved(long number) {
        Outgoing message = unresolved.remove(number);
        if (message == null) {
            return false;
        }
        if (message.state() instanceof SendState.Skipping state) {
            if (state.anew()) {
                message.become(SendState.QUEUED);
                queues.putBack(message);
            }
        } else {
            waiting.remove(message);
            message.become(SendState.RESOLVED);
            message.tell(new Outgoing.Outcome.Delivered());
        }
        return true;
    }

    /**
     * The peer did not store a message.
     *
     * @return whether it was waited for
     */
    boolean refuse(long number, int code, long retryMillis, String detail, long now) {
        if (number < 1 || number >= unresolved.next()) {
            throw new AirwireException(
                    Code.ACK_INVALID, "a NACK must name a number that was sent, not " + number);
        }
        Outgoing message = unresolved.get(number);
        if (message == null || !(message.state() instanceof SendState.Sent)) {
            return false;
        }
        if (Code.isRetryable(code) && message.isRetried() && !message.isExpired(now)) {
            if (code == Code.UNKNOWN_ALIAS) {
                repeat(message);
            } else {
                message.become(new SendState.Waiting(number, now + Math.max(1, retryMillis)));
                waiting.add(message);
            }
            return true;
        }
        Outgoing.Outcome why =
                message.isExpired(now)
                        ? new Outgoing.Outcome.Expired()
                        : new Outgoing.Outcome.Refused(code, retryMillis, detail);
        message.tell(why);
        skip(message, number, false);
        return true;
    }

    /** Lets go out again what has waited long enough; when the next one has, or never. */
    long wake(long now) {
        long next = Outgoing.NEVER;
        for (int i = waiting.size() - 1; i >= 0; i--) {
            Outgoing message = waiting.get(i);
            SendState.Waiting state = (SendState.Waiting) message.state();
            if (message.isExpired(now)) {
                waiting.remove(i);
                message.tell(new Outgoing.Outcome.Expired());
                skip(message, state.number(), false);
            } else if (state.until() <= now) {
                waiting.remove(i);
                message.become(new SendState.Sent(state.number()));
                repeat(message);
            } else {
                next = Math.min(next, state.until());
            }
        }
        return next;
    }

    /** A new connection of the same session: everything unresolved goes out again. */
    void resume(long now) {
        forget();
        unresolved.forEach(
                (number, message) -> {
                    if (message.state() instanceof SendState.Skipping) {
                        skipAfterResume(message, number);
                    } else if (message.isExpired(now)) {
                        message.tell(new Outgoing.Outcome.Expired());
                        skipAfterResume(message, number);
                    } else {
                        message.become(new SendState.Sent(number));
                        repeat(message);
                    }
                });
    }

    /** Another session or epoch: everything unresolved is sent again under new numbers. */
    void restart(SessionId session, long newEpoch) {
        List<Outgoing> again = new ArrayList<>();
        unresolved.forEach(
                (number, message) -> {
                    boolean isGivenUp =
                            message.state() instanceof SendState.Skipping state && !state.anew();
                    if (!isGivenUp) {
                        message.move(new Origin(session, epoch, number));
                        again.add(0, message);
                    }
                });
        again.forEach(queues::putBack);
        forget();
        unresolved.restart();
        acknowledged = 0;
        epoch = newEpoch;
    }

    /** Nothing of it will be sent any more; what is offered meanwhile is another matter. */
    void abandon(Outgoing.Outcome why) {
        List<Outgoing> all = new ArrayList<>();
        unresolved.forEach((number, message) -> all.add(message));
        for (Outgoing message = queues.peek(false); message != null; message = queues.peek(false)) {
            queues.remove(message);
            all.add(message);
        }
        unresolved.restart();
        forget();
        all.forEach(message -> message.tell(why));
    }
}
