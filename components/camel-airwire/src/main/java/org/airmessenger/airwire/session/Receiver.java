/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import org.airmessenger.airwire.codec.Ack;
import org.airmessenger.airwire.codec.AirwireException;
import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.Batch;
import org.airmessenger.airwire.codec.BatchUnpacker;
import org.airmessenger.airwire.codec.Bind;
import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.codec.Credit;
import org.airmessenger.airwire.codec.FrameWriter;
import org.airmessenger.airwire.codec.Result;
import org.airmessenger.airwire.codec.Send;

/** What comes in by one connection (PROTOCOL.md, 7.2, 8.1, 9). */
final class Receiver {

    /**
     * How long an ACK waits for company while more is under way. What ends the last message that is
     * under way ends the wait: who waits for all of it does not wait for this.
     */
    private static final long HOLD_MILLIS = 5;

    private static final int HOLD_MESSAGES = 32;
    private static final long HOLD_BYTES = 64 << 10;

    private final Connection connection;
    private final Session session;
    private final CreditGiven credit;
    private BatchUnpacker unpacker;
    private int owed;
    private long owedBytes;
    private long ackAt = Outgoing.NEVER;

    Receiver(Connection connection, Session session) {
        this.connection = connection;
        this.session = session;
        Limits limits = connection.limits();
        this.credit = new CreditGiven(limits.creditMessages(), limits.creditBytes());
    }

    void take(Batch batch) {
        if (unpacker == null) {
            Limits limits = connection.limits();
            unpacker =
                    new BatchUnpacker(
                            limits.maxBatch(),
                            limits.maxFrame(),
                            limits.zstd(),
                            limits.dictionaries());
        }
        for (Send send : unpacker.unpack(batch, connection.width())) {
            take(send);
        }
    }

    void take(Send send) {
        int bytes = FrameWriter.length(send, connection.width());
        credit.use(bytes);
        if (send.fragment() != Send.WHOLE) {
            throw new AirwireException(
                    Code.MALFORMED, "fragments must not come, since MAX_MESSAGE was not announced");
        }
        long number = 0;
        boolean isFirst = false;
        if (send.isNumbered()) {
            Inbox inbox = session.inbox();
            number = inbox.expand(send.sequence(), connection.width());
            isFirst = number > inbox.highest();
            Inbox.Arrival arrival = inbox.arrive(number);
            if (arrival != Inbox.Arrival.TAKE) {
                owed += arrival == Inbox.Arrival.RESOLVED ? 1 : 0;
                credit.done(bytes);
                return;
            }
        }
        Bind bind = send.topic() == null ? session.bindings().get(send.alias()) : null;
        Incoming message = message(send, bind, number, isFirst, bytes);
        if (message.topic() == null) {
            refuse(message, Code.UNKNOWN_ALIAS, "the alias must be bound");
        } else if (message.attributes().hasUnknownCritical()) {
            refuse(message, Code.UNSUPPORTED, "a critical attribute must be known");
        } else {
            connection.application().received(message);
        }
    }

    private Incoming message(Send send, Bind bind, long number, boolean isFirst, int bytes) {
        Attributes attributes =
                bind == null ? send.attributes() : send.attributes().over(bind.defaults());
        return new Incoming(
                connection,
                session.life(),
                number,
                number == 0 ? null : session.origin(number),
                isFirst,
                bind == null ? send.topic() : bind.topic(),
                attributes,
                send.payload(),
                bytes);
    }

    private void refuse(Incoming message, int code, String detail) {
        if (message.qos() == 0) {
            connection.application().dropped(message, code);
        }
        session.refused(message, code, 0, detail);
    }

    void bind(Bind bind) {
        int code = Code.OK;
        if (!session.bindings().isWithin(bind.alias())) {
            code = Code.TOO_MANY;
        } else if (bind.defaults().hasUnknownCritical()) {
            code = Code.UNSUPPORTED;
        } else {
            code = connection.application().bind(bind);
        }
        if (code == Code.OK) {
            session.bindings().bind(bind);
        } else {
            session.bindings().refuse(bind.alias());
            connection.write(new Result(Result.BIND, bind.alias(), code, 0, Attributes.NONE));
        }
    }

    void oweAck() {
        owed++;
    }

    void done(int bytes) {
        credit.done(bytes);
        owedBytes += bytes;
    }

    long underWay() {
        return credit.underWay();
    }

    /** When an ACK that waits for company goes alone. */
    long ackAt() {
        return ackAt;
    }

    /** Sends what is owed and waits for nothing more; whether there was something. */
    boolean flush(long now) {
        Credit due = credit.due();
        boolean sends = false;
        if (due != null || isAckDue(now)) {
            sends = flushAck();
        } else if (owed > 0 && ackAt == Outgoing.NEVER) {
            ackAt = now + HOLD_MILLIS;
        }
        if (due != null) {
            connection.write(due);
        }
        return sends || due != null;
    }

    private boolean isAckDue(long now) {
        return credit.underWay() == 0
                || owed >= HOLD_MESSAGES
                || owedBytes >= HOLD_BYTES
                || now >= ackAt;
    }

    /** Sends the ACK that is owed; whether there was one. */
    boolean flushAck() {
        if (owed == 0) {
            return false;
        }
        owed = 0;
        owedBytes = 0;
        ackAt = Outgoing.NEVER;
        Inbox inbox = session.inbox();
        connection.write(new Ack(inbox.cumulative(), inbox.ranges()));
        return true;
    }
}
