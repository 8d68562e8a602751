/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.Batch;
import org.airmessenger.airwire.codec.BatchPacker;
import org.airmessenger.airwire.codec.Bind;
import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.codec.Credit;
import org.airmessenger.airwire.codec.FrameWriter;
import org.airmessenger.airwire.codec.Send;
import org.airmessenger.airwire.codec.SendAttributes;
import org.airmessenger.airwire.codec.Skip;
import org.airmessenger.airwire.codec.Subscribe;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/** What goes out by one connection (PROTOCOL.md, 7.3, 8.1, 9, 10). */
final class Transmitter {

    /** Below what a peer allows. */
    private static final int PER_SECOND = 40;

    private static final int BURST = 160;

    /** How long a frame around a batch is. */
    private static final int AROUND = 32;

    private final Connection connection;
    private final Session session;
    private final PeerLimits peer;
    private final CreditTaken credit;
    private final Budget budget;
    private final int maxRaw;
    private final BatchPacker packer;
    private final List<Send> gathered = new ArrayList<>();
    private final Deque<Subscribe> requests = new ArrayDeque<>();
    private int gatheredBytes;
    private int answersAwaited;
    private long wakeAt = Outgoing.NEVER;

    Transmitter(Connection connection, Session session, PeerLimits peer, long now) {
        this.connection = connection;
        this.session = session;
        this.peer = peer;
        this.credit = new CreditTaken(peer.creditMessages(), peer.creditBytes());
        this.budget = new Budget(PER_SECOND, BURST, now);
        Limits limits = connection.limits();
        boolean batches = limits.maxBatch() > 0 && peer.maxBatch() > 0;
        this.maxRaw = batches ? Math.min(peer.maxBatch(), peer.maxFrame() - AROUND) : 0;
        this.packer =
                batches
                        ? new BatchPacker(
                                limits.zstd() && peer.zstd(), peer.common(limits.dictionaries()))
                        : null;
    }

    boolean credit(Credit more) {
        return credit.raise(more);
    }

    /** Whether an answer was waited for. */
    boolean answered() {
        if (answersAwaited == 0) {
            return false;
        }
        answersAwaited--;
        return true;
    }

    void subscribe(Subscribe request) {
        requests.add(request);
    }

    /** The peer does not know the alias by which a number went out. */
    void aliasUnknown(long number) {
        Outgoing message = session.outbox().get(number);
        if (message != null) {
            Bind bind = session.aliases().find(message.topic(), message.attributes());
            if (bind != null) {
                session.aliases().remove(bind.alias());
            }
        }
    }

    /** When something can go that cannot go now. */
    long wakeAt() {
        return wakeAt;
    }

    /** Sends what may go; whether there was something. */
    boolean flush(long now) {
        Outbox outbox = session.outbox();
        wakeAt = outbox.wake(now);
        boolean sends = requests(now);
        sends |= skips(outbox.skips());
        if (!outbox.costlySkips().isEmpty()) {
            sends |= costlySkips(outbox.costlySkips(), now);
        }
        sends |= messages(outbox, now);
        if (outbox.skips().isEmpty()) {
            return sends;
        }
        // room was made while looking for the next message
        return skips(outbox.skips()) | sends;
    }

    private boolean requests(long now) {
        boolean sends = false;
        while (!requests.isEmpty()) {
            if (!budget.take(now)) {
                wakeAt = Math.min(wakeAt, now + 1000 / PER_SECOND);
                return sends;
            }
            connection.write(requests.poll());
            answersAwaited++;
            sends = true;
        }
        return sends;
    }

    private boolean skips(Deque<Long> numbers) {
        boolean sends = false;
        while (!numbers.isEmpty()) {
            connection.write(row(numbers));
            sends = true;
        }
        return sends;
    }

    private boolean costlySkips(Deque<Long> numbers, long now) {
        boolean sends = false;
        while (!numbers.isEmpty()) {
            if (!budget.take(now)) {
                wakeAt = Math.min(wakeAt, now + 1000 / PER_SECOND);
                return sends;
            }
            connection.write(row(numbers));
            sends = true;
        }
        return sends;
    }

    /** As many neighbours as there are. */
    private static Skip row(Deque<Long> numbers) {
        long first = numbers.poll();
        long last = first;
        while (!numbers.isEmpty() && numbers.peek() == last + 1) {
            last = numbers.poll();
        }
        return new Skip(first, last == first ? Skip.ONE : last);
    }

    private boolean messages(Outbox outbox, long now) {
        boolean sends = false;
        Outgoing message = next(outbox, now);
        while (message != null && connection.isWritable()) {
            Send send = compose(message, now);
            int length = FrameWriter.length(send, connection.width());
            if (length > peer.maxFrame()) {
                outbox.reject(message, Code.TOO_LARGE);
            } else if (credit.allows(length)) {
                credit.use(length);
                long number = outbox.take(message);
                send(numbered(send, number), length);
                sends = true;
                if (number == 0) {
                    message.tell(new Outgoing.Outcome.Delivered());
                }
            } else if (message.qos() == 0) {
                outbox.drop(message);
            } else {
                break;
            }
            message = next(outbox, now);
        }
        pack();
        return sends;
    }

    private Outgoing next(Outbox outbox, long now) {
        Outgoing message = outbox.peek(peer.window(), credit.isScarce(), now);
        if (message == null && credit.isScarce()) {
            outbox.dropUnsent();
        }
        return message;
    }

    /** With a number to come, so that its length is right. */
    private Send compose(Outgoing message, long now) {
        Attributes attributes = message.travelling(now);
        long sequence = message.qos() == 0 ? Send.UNNUMBERED : 0;
        Bind bind = session.aliases().find(message.topic(), attributes);
        if (bind == null && peer.maxAlias() > 0) {
            bind = bind(message, attributes, now);
        }
        return bind == null
                ? Send.of(sequence, message.topic(), attributes, message.payload())
                : Send.of(
                        sequence,
                        bind.alias(),
                        attributes.without(bind.defaults()),
                        message.payload());
    }

    private Bind bind(Outgoing message, Attributes attributes, long now) {
        if (!session.aliases().deserves(message.topic(), peer.maxAlias()) || !budget.take(now)) {
            return null;
        }
        Bind bind = session.aliases().bind(message.topic());
        // what was gathered went before
        pack();
        connection.write(bind);
        return session.aliases().find(message.topic(), attributes);
    }

    private static Send numbered(Send send, long number) {
        return number == 0
                ? send
                : new Send(
                        number,
                        send.alias(),
                        send.topic(),
                        send.attributes(),
                        send.fragment(),
                        send.payload());
    }

    private void send(Send send, int length) {
        if (packer == null || length > maxRaw) {
            pack();
            connection.write(send);
            return;
        }
        boolean fits =
                gatheredBytes + length + 4 <= maxRaw
                        && gathered.size() < BatchPacker.MAX_MESSAGES
                        && (gathered.isEmpty() || isOfOneTenant(gathered.get(0), send));
        if (!fits) {
            pack();
        }
        gathered.add(send);
        gatheredBytes += length + 4;
    }

    private static boolean isOfOneTenant(Send a, Send b) {
        return Objects.equals(
                a.attributes().get(SendAttributes.TENANT),
                b.attributes().get(SendAttributes.TENANT));
    }

    private void pack() {
        if (gathered.isEmpty()) {
            return;
        }
        Batch batch = gathered.size() > 1 ? packer.pack(gathered, connection.width()) : null;
        if (batch == null) {
            gathered.forEach(connection::write);
        } else {
            connection.write(batch);
        }
        gathered.clear();
        gatheredBytes = 0;
    }

    void close() {
        if (packer != null) {
            packer.close();
        }
    }
}
