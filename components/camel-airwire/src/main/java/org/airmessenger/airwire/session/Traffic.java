/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import org.airmessenger.airwire.codec.Ack;
import org.airmessenger.airwire.codec.AirwireException;
import org.airmessenger.airwire.codec.Batch;
import org.airmessenger.airwire.codec.Bind;
import org.airmessenger.airwire.codec.Bye;
import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.codec.Credit;
import org.airmessenger.airwire.codec.Extended;
import org.airmessenger.airwire.codec.Frame;
import org.airmessenger.airwire.codec.FrameType;
import org.airmessenger.airwire.codec.Nack;
import org.airmessenger.airwire.codec.NoteAttributes;
import org.airmessenger.airwire.codec.Ping;
import org.airmessenger.airwire.codec.Result;
import org.airmessenger.airwire.codec.Send;
import org.airmessenger.airwire.codec.Skip;
import org.airmessenger.airwire.codec.Subscribe;
import org.airmessenger.airwire.codec.Token;

/** READY: messages flow both ways (PROTOCOL.md, 4). */
final class Traffic implements Phase {

    private static final int BOTH =
            FrameType.set(
                    FrameType.SEND,
                    FrameType.ACK,
                    FrameType.NACK,
                    FrameType.SKIP,
                    FrameType.CREDIT,
                    FrameType.BIND,
                    FrameType.PING,
                    FrameType.BYE,
                    FrameType.RESULT,
                    FrameType.EXTENDED);
    private static final int TO_ACCEPTOR = FrameType.set(FrameType.SUBSCRIBE, FrameType.TOKEN);
    private static final int BATCH = FrameType.set(FrameType.BATCH);

    /** What a peer may send of frames that are cheap for it (PROTOCOL.md, 9). */
    private static final int PER_SECOND = 50;

    private static final int BURST = 200;

    private final Connection connection;
    private final Session session;
    private final Receiver receiver;
    private final Transmitter transmitter;
    private final Budget budget;
    private final Idle idle;
    private int pingsAwaited;

    Traffic(Connection connection, Session session, PeerLimits peer, long now) {
        this.connection = connection;
        this.session = session;
        this.receiver = new Receiver(connection, session);
        this.transmitter = new Transmitter(connection, session, peer, now);
        this.budget = new Budget(PER_SECOND, BURST, now);
        this.idle = new Idle(Math.min(connection.limits().idleSeconds(), peer.idleSeconds()), now);
    }

    @Override
    public int allowed() {
        return BOTH
                | (connection.isInitiator() ? 0 : TO_ACCEPTOR)
                | (connection.limits().maxBatch() > 0 ? BATCH : 0);
    }

    @Override
    public void handle(Frame frame, long now) {
        idle.heard(now);
        if (frame instanceof Send send) {
            receiver.take(send);
        } else if (frame instanceof Ack ack) {
            acknowledged(ack, now);
        } else if (frame instanceof Credit credit) {
            free(transmitter.credit(credit), now);
        } else if (frame instanceof Batch batch) {
            receiver.take(batch);
        } else if (frame instanceof Nack nack) {
            refused(nack, now);
        } else if (frame instanceof Skip skip) {
            skipped(skip, now);
        } else if (frame instanceof Ping ping) {
            pinged(ping, now);
        } else if (frame instanceof Bye bye) {
            connection.byeReceived(bye, now);
        } else if (frame instanceof Result result) {
            answered(result, now);
        } else {
            requested(frame, now);
        }
    }

    private void requested(Frame frame, long now) {
        free(false, now);
        if (frame instanceof Bind bind) {
            receiver.bind(bind);
        } else if (frame instanceof Subscribe subscribe) {
            connection.application().subscribe(subscribe);
        } else if (frame instanceof Token token) {
            connection.application().token(token.token());
        } else if (frame instanceof Extended extended && extended.isCritical()) {
            throw new AirwireException(
                    Code.UNSUPPORTED_CRITICAL,
                    "an extended frame that is critical must be known but was "
                            + extended.number());
        }
    }

    /** Whatever is not free takes from the budget. */
    private void free(boolean isFree, long now) {
        if (!isFree && !budget.take(now)) {
            throw new AirwireException(
                    Code.CONTROL_FLOOD,
                    "control frames must stay below " + PER_SECOND + " per second");
        }
    }

    private void acknowledged(Ack ack, long now) {
        Outbox outbox = session.outbox();
        long cumulative =
                Numbers.expand(ack.cumulative(), connection.width(), outbox.acknowledged());
        free(outbox.acknowledge(cumulative, ack.ranges(), true), now);
        connection.application().progress();
    }

    private void refused(Nack nack, long now) {
        Outbox outbox = session.outbox();
        long number =
                Numbers.expand(nack.sequence(), connection.width(), outbox.acknowledged() + 1);
        if (nack.code() == Code.UNKNOWN_ALIAS) {
            transmitter.aliasUnknown(number);
        }
        String detail = nack.notes().get(NoteAttributes.DETAIL);
        free(outbox.refuse(number, nack.code(), nack.retryMillis(), detail, now), now);
        connection.application().progress();
    }

    private void skipped(Skip skip, long now) {
        Inbox inbox = session.inbox();
        long first = inbox.expand(skip.sequence(), connection.width());
        long last =
                skip.last() == Skip.ONE
                        ? first
                        : Numbers.expand(skip.last(), connection.width(), first);
        free(inbox.skip(first, last), now);
        receiver.oweAck();
    }

    private void pinged(Ping ping, long now) {
        if (ping.reply()) {
            free(pingsAwaited > 0, now);
            pingsAwaited = Math.max(0, pingsAwaited - 1);
        } else {
            free(false, now);
            connection.write(ping.answer());
            connection.sentAt(now);
        }
    }

    private void answered(Result result, long now) {
        if (result.kind() == Result.BIND) {
            free(result.code() != Code.OK, now);
            session.aliases().refuse((int) Math.min(result.reference(), Integer.MAX_VALUE));
        } else {
            free(transmitter.answered(), now);
            connection.application().result(result);
        }
    }

    void unread(long now) {
        idle.heard(now);
    }

    void flush(long now) {
        boolean sent = receiver.flush(now);
        if (transmitter.flush(now)) {
            // in the same record it costs four bytes
            receiver.flushAck();
            sent = true;
        }
        if (sent) {
            connection.sentAt(now);
        }
    }

    void flushAck() {
        receiver.flushAck();
    }

    long dueAt() {
        long wanted = Math.min(transmitter.wakeAt(), receiver.ackAt());
        return Math.min(idle.next(connection.lastSent()), wanted);
    }

    void tick(long now) {
        if (idle.isSilent(now)) {
            connection.write(Bye.of(Code.IDLE));
            connection.finish(Closing.byUs(Code.IDLE, 0, "nothing was heard"));
            return;
        }
        if (idle.mustSpeak(connection.lastSent(), now)) {
            connection.write(new Ping(false, null));
            connection.sentAt(now);
            pingsAwaited++;
        }
    }

    void oweAck() {
        receiver.oweAck();
    }

    void nack(long number, int code, long retryMillis, String detail) {
        connection.write(
                new Nack(
                        number,
                        code,
                        Connection.withinADay(retryMillis),
                        NoteAttributes.detail(detail)));
    }

    void done(int bytes) {
        receiver.done(bytes);
    }

    long underWay() {
        return receiver.underWay();
    }

    void subscribe(Subscribe request, long now) {
        transmitter.subscribe(request);
        flush(now);
    }

    void close() {
        transmitter.close();
    }
}
