/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import org.airmessenger.airwire.codec.AirwireException;
import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.Bye;
import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.codec.Frame;
import org.airmessenger.airwire.codec.FrameReader;
import org.airmessenger.airwire.codec.FrameWriter;
import org.airmessenger.airwire.codec.Hello;
import org.airmessenger.airwire.codec.Nack;
import org.airmessenger.airwire.codec.NoteAttributes;
import org.airmessenger.airwire.codec.Result;
import org.airmessenger.airwire.codec.Subscribe;
import org.airmessenger.airwire.codec.Token;

import io.netty.buffer.ByteBuf;

/**
 * One end of a connection (PROTOCOL.md, 4). Bytes come in by {@link #receive}, go out by {@link
 * Output}; who owns the transport flushes after each call. Whoever calls holds the session's
 * monitor once there is one.
 */
public final class Connection {

    /** How long HELLO, WELCOME and the last words may take. */
    static final long PATIENCE_MILLIS = 10_000;

    private static final long DRAIN_MILLIS = 5_000;

    private final boolean isInitiator;
    private final Limits limits;
    private final Output output;
    private final Application application;
    private final FrameReader reader = new FrameReader(0);
    private Phase phase = Phase.CLOSED;
    private Session session;
    private Traffic traffic;
    private Closing closing;
    private int width = FrameReader.NARROW;
    private long lastSent;

    private Connection(boolean isInitiator, Limits limits, Output output, Application application) {
        this.isInitiator = isInitiator;
        this.limits = limits;
        this.output = output;
        this.application = application;
    }

    /**
     * The end that opens: says HELLO at once.
     *
     * @param session a new one, or one that is to be resumed; must have no other connection
     * @param greeting {@code GreetingAttributes.DEVICE} and {@code TOKEN}, or none
     */
    public static Connection initiate(
            Session session,
            Limits limits,
            Attributes greeting,
            Output output,
            Application application,
            long now) {
        Connection connection = new Connection(true, limits, output, application);
        connection.session = session;
        connection.enter(new AwaitingWelcome(connection, greeting, now));
        return connection;
    }

    /** The end that is opened to: waits for HELLO. */
    public static Connection accept(
            Limits limits, Output output, Application application, long now) {
        Connection connection = new Connection(false, limits, output, application);
        connection.enter(new AwaitingHello(connection, now));
        return connection;
    }

    /** Reads all frames that are whole; the rest stays. A violation ends the connection. */
    public void receive(ByteBuf in, long now) {
        try {
            while (phase != Phase.CLOSED && !isSuperseded()) {
                Frame frame = reader.read(in);
                if (frame == null) {
                    return;
                }
                phase.handle(frame, now);
                if (frame instanceof Hello && in.isReadable()) {
                    throw new AirwireException(
                            Code.BAD_STATE, "nothing must come between HELLO and WELCOME");
                }
            }
            in.skipBytes(in.readableBytes());
        } catch (AirwireException e) {
            in.skipBytes(in.readableBytes());
            violated(e);
        }
    }

    /** Whether another connection has the session now: nothing more is taken by this one. */
    public boolean isSuperseded() {
        return traffic != null && session.connection() != this;
    }

    /** Another connection took the place of this one: says so, and closes at once. */
    public void supersede(int code) {
        if (phase != Phase.CLOSED) {
            write(Bye.of(code));
            finish(Closing.byUs(code, 0, null));
        }
    }

    private void violated(AirwireException e) {
        boolean tells = traffic != null;
        write(new Bye(e.code(), 0, NoteAttributes.detail(tells ? e.getMessage() : null)));
        finish(Closing.byUs(e.code(), 0, e.getMessage()));
    }

    /** Sends what is owed and what may go. To be called after anything that could change that. */
    public void flush(long now) {
        if (isReady()) {
            try {
                traffic.flush(now);
            } catch (AirwireException e) {
                violated(e);
            }
        }
    }

    /**
     * Time goes by.
     *
     * @return when to call again, at the latest
     */
    public long tick(long now) {
        if (phase.deadline() <= now) {
            int code = phase instanceof Draining ? Code.OK : Code.IDLE;
            if (code != Code.OK) {
                write(Bye.of(code));
            }
            finish(Closing.byUs(code, 0, null));
        }
        if (isReady()) {
            flush(now);
        }
        if (isReady()) {
            traffic.tick(now);
        }
        return dueAt();
    }

    /** When {@link #tick} is to be called next, at the latest. */
    public long dueAt() {
        return isReady() ? traffic.dueAt() : phase.deadline();
    }

    /** Acceptor: HELLO proved true; a session begins or goes on, and WELCOME says so. */
    public void accept(Acceptance acceptance, long now) {
        if (phase instanceof AwaitingHello hello) {
            hello.accept(acceptance, now);
        }
    }

    /** Acceptor: HELLO is refused. */
    public void refuse(int code, long retryMillis, String redirect) {
        if (phase instanceof AwaitingHello) {
            Attributes notes = Attributes.builder().with(NoteAttributes.REDIRECT, redirect).build();
            long retry = withinADay(retryMillis);
            write(new Bye(code, retry, notes));
            finish(Closing.byUs(code, retry, null));
        }
    }

    /**
     * Says goodbye; what is acknowledged meanwhile is still heard.
     *
     * @param detail words for people, or null
     */
    public void end(int code, long retryMillis, String detail, long now) {
        if (phase == Phase.CLOSED || phase instanceof Draining) {
            return;
        }
        if (isReady()) {
            traffic.flushAck();
        }
        long retry = withinADay(retryMillis);
        write(new Bye(code, retry, NoteAttributes.detail(detail)));
        Closing why = Closing.byUs(code, retry, detail);
        if (traffic == null || code >= Code.VIOLATION) {
            finish(why);
        } else {
            closing = why;
            enter(new Draining(this, traffic, now + DRAIN_MILLIS));
        }
    }

    /** What RETRY may say. */
    static long withinADay(long retryMillis) {
        return Math.min(Nack.MAX_RETRY, Math.max(0, retryMillis));
    }

    /** The transport is gone. */
    public void broken(long now) {
        if (phase != Phase.CLOSED) {
            close(closing == null ? Closing.broken() : closing, now);
        }
    }

    /** Initiator: begins or ends a subscription. */
    public void subscribe(Subscribe request, long now) {
        if (traffic != null) {
            traffic.subscribe(request, now);
        }
    }

    /** Initiator: renews the proof. */
    public void token(byte[] token) {
        if (isReady()) {
            write(new Token(token));
        }
    }

    /** Acceptor: answers a request. */
    public void result(Result result) {
        if (isReady()) {
            write(result);
        }
    }

    /** Something changed in the session, by another thread: flush soon. From any thread. */
    public void wake() {
        output.wake();
    }

    /** Whether messages may flow. */
    public boolean isReady() {
        return traffic != null && phase == traffic && !isSuperseded();
    }

    /** Messages of the peer that are under way. */
    public long underWay() {
        return traffic == null ? 0 : traffic.underWay();
    }

    /** The session; null before it is known. */
    public Session session() {
        return session;
    }

    // ---- for the phases

    void oweAck() {
        if (traffic != null) {
            traffic.oweAck();
        }
    }

    void nack(long number, int code, long retryMillis, String detail) {
        if (isReady()) {
            traffic.nack(number, code, retryMillis, detail);
        }
    }

    void done(int bytes) {
        if (traffic != null) {
            traffic.done(bytes);
        }
    }

    boolean isWritable() {
        return output.isWritable();
    }

    /** Whether this is the end that opened it. */
    public boolean isInitiator() {
        return isInitiator;
    }

    /** The peer was not read up to now: its silence says nothing. */
    public void unread(long now) {
        if (traffic != null) {
            traffic.unread(now);
        }
    }

    Limits limits() {
        return limits;
    }

    Application application() {
        return application;
    }

    int width() {
        return width;
    }

    long lastSent() {
        return lastSent;
    }

    void sentAt(long now) {
        lastSent = now;
    }

    void enter(Phase next) {
        phase = next;
        reader.allow(next.allowed());
    }

    /** Both greetings are known: messages may flow. */
    void ready(Session its, PeerLimits peer, long now) {
        session = its;
        session.attached(this);
        width = limits.wide() && peer.wide() ? FrameReader.WIDE : FrameReader.NARROW;
        reader.agree(limits.maxFrame(), width);
        traffic = new Traffic(this, its, peer, now);
        enter(traffic);
    }

    void write(Frame frame) {
        FrameWriter.write(frame, output.buffer(), width);
    }

    /** The peer said goodbye. */
    void byeReceived(Bye bye, long now) {
        if (closing == null) {
            if (traffic != null && !isSuperseded()) {
                traffic.flushAck();
            }
            write(Bye.of(Code.OK));
        }
        output.close();
        close(closing == null ? Closing.byPeer(bye) : closing, now);
    }

    void finish(Closing why) {
        output.close();
        close(closing == null ? why : closing, lastSent);
    }

    private void close(Closing why, long now) {
        enter(Phase.CLOSED);
        if (traffic != null) {
            traffic.close();
        }
        if (session != null) {
            session.detached(this, now);
        }
        application.closed(why);
    }
}
