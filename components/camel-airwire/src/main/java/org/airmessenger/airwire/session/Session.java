/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import org.airmessenger.airwire.codec.AirwireException;
import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.Bind;
import org.airmessenger.airwire.codec.BindCounts;
import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.codec.Origin;
import org.airmessenger.airwire.codec.Send;
import org.airmessenger.airwire.codec.SessionId;
import org.airmessenger.airwire.codec.SessionView;

/**
 * What joins connections (PROTOCOL.md, 7.4): both directions, and the aliases of both ends. One
 * thread at a time: whoever calls anything of it or of its connection holds its monitor.
 */
public final class Session {

    private final Outbox outbox;
    private final Inbox inbox;
    private final Aliases aliases = new Aliases();
    private final Bindings bindings;
    private final String device;
    private SessionId id;

    /** What all origins of the peer's messages begin with; made when the first one comes. */
    private String origins;

    private long attach;
    private int life;
    private Connection connection;
    private Object attachment;
    private long detachedAt;

    /**
     * A session of its own; an initiator's gets its id from the acceptor.
     *
     * @param device whose; null for an initiator
     * @param limits of this end
     * @param maxQueued most messages that wait for their first transmission
     * @param maxQueuedBytes most bytes of them
     */
    public Session(String device, Limits limits, int maxQueued, long maxQueuedBytes) {
        this.device = device;
        this.outbox = new Outbox(maxQueued, maxQueuedBytes);
        this.inbox = new Inbox(limits.window());
        this.bindings = new Bindings(limits.maxAlias());
    }

    /** Its id; null before the first WELCOME. */
    public SessionId id() {
        return id;
    }

    /** Whose it is; null for an initiator. */
    public String device() {
        return device;
    }

    /** What its owner keeps with it, or null. */
    public Object attachment() {
        return attachment;
    }

    /** Keeps something with it. */
    public void attach(Object its) {
        attachment = its;
    }

    /** The connection it has, or null. */
    public Connection connection() {
        return connection;
    }

    /** Messages that were offered and are neither resolved nor told to be given up. */
    public int outstanding() {
        return outbox.size();
    }

    /** Since when it has no connection, as the caller's clock said; only while it has none. */
    long detachedAt() {
        return detachedAt;
    }

    Outbox outbox() {
        return outbox;
    }

    Inbox inbox() {
        return inbox;
    }

    Aliases aliases() {
        return aliases;
    }

    Bindings bindings() {
        return bindings;
    }

    int life() {
        return life;
    }

    /**
     * Wants messages of a topic to go by an alias with these defaults.
     *
     * @throws IllegalArgumentException if they cannot be bound
     */
    public void alias(String topic, Attributes defaults) {
        Send.checkTopic(topic);
        Bind.checkDefaults(defaults);
        aliases.want(topic, defaults);
    }

    /**
     * Takes a message to be sent; then {@link Connection#flush} sends what can go.
     *
     * @return false if there is no room: nothing was taken
     */
    public boolean offer(Outgoing message) {
        return outbox.offer(message);
    }

    /** A message is durable, or done with at QoS 0; {@link Connection#flush} acknowledges. */
    public void stored(Incoming message) {
        message.connection().done(message.bytes());
        if (message.number() > 0 && message.life() == life) {
            inbox.stored(message.number());
            oweAck();
        }
    }

    /**
     * A message was not stored and will not be.
     *
     * @param code one that {@link Code#isOfMessage} is true of
     * @param retryMillis when trying again makes sense; 0 unknown
     * @param detail words for people, or null
     */
    public void refused(Incoming message, int code, long retryMillis, String detail) {
        message.connection().done(message.bytes());
        if (message.number() == 0 || message.life() != life) {
            return;
        }
        Inbox.Refusal refusal = inbox.refused(message.number());
        if (refusal == Inbox.Refusal.RESOLVED) {
            oweAck();
        } else if (refusal == Inbox.Refusal.TELL && connection != null) {
            connection.nack(message.number(), code, retryMillis, detail);
        }
    }

    private void oweAck() {
        if (connection != null) {
            connection.oweAck();
        }
    }

    /** Nothing of it goes on: what was not resolved is told so. */
    public void abandon() {
        outbox.abandon(new Outgoing.Outcome.Unknown());
    }

    /**
     * Initiator: the acceptor does not let it in. What waits is told so; another session begins.
     */
    public void notLetIn(int code, String detail) {
        outbox.abandon(new Outgoing.Outcome.NotLetIn(code, detail));
        if (id != null) {
            forgetId();
        }
    }

    /** The identity of the peer's message as text. */
    String origin(long number) {
        if (origins == null) {
            origins = Origin.prefix(id, inbox.epoch());
        }
        return origins + number;
    }

    /** What HELLO or WELCOME say of it. */
    SessionView view() {
        return new SessionView(
                id,
                attach,
                outbox.epoch(),
                outbox.next(),
                outbox.first(),
                inbox.epoch(),
                inbox.cumulative(),
                inbox.ranges());
    }

    BindCounts counts() {
        return new BindCounts(aliases.sent(), bindings.received());
    }

    void attached(Connection its) {
        connection = its;
        inbox.attached();
    }

    void detached(Connection its, long now) {
        if (connection == its) {
            connection = null;
            detachedAt = now;
        }
    }

    /** Acceptor: it begins. */
    void begin(SessionId its) {
        id = its;
        attach = 1;
    }

    /** Initiator: the next attempt to resume; null if there is nothing to resume. */
    SessionView nextAttach() {
        if (id == null) {
            return null;
        }
        attach++;
        return view();
    }

    /** Initiator: forget the session, so that the next connection begins a new one. */
    public void forgetId() {
        outbox.restart(id, 1);
        id = null;
    }

    /** Initiator: the acceptor gave a new session. */
    void adopt(SessionView theirs) {
        if (theirs.outEpoch() != 1 || theirs.inEpoch() != 1 || theirs.cumulative() != 0) {
            throw new AirwireException(Code.MALFORMED, "a new session must begin at the beginning");
        }
        if (id != null) {
            outbox.restart(id, 1);
        }
        life++;
        inbox.begin(1);
        origins = null;
        aliases.forget();
        bindings.forget();
        id = theirs.id();
        attach = theirs.attach();
    }

    /** Initiator: the acceptor goes on. */
    void resumed(SessionView theirs, long now) {
        if (!theirs.id().equals(id)
                || theirs.attach() != attach
                || theirs.inEpoch() != outbox.epoch()
                || theirs.outEpoch() < inbox.epoch()) {
            throw new AirwireException(
                    Code.MALFORMED, "a resumed session must be the one that was offered");
        }
        if (theirs.outEpoch() > inbox.epoch()) {
            life++;
            inbox.startAt(theirs.outEpoch(), theirs.first());
            origins = null;
        }
        outbox.acknowledge(theirs.cumulative(), theirs.ranges(), true);
        outbox.resume(now);
    }

    /** Acceptor: {@link Code#OK} if the initiator may go on, or why not. */
    public int judge(SessionView theirs) {
        if (theirs.attach() <= attach) {
            return Code.TAKEN_OVER;
        }
        boolean isGap =
                theirs.outEpoch() != inbox.epoch()
                        || theirs.next() <= inbox.highest()
                        || theirs.first() > inbox.cumulative() + 1;
        return isGap ? Code.RESUME_GAP : Code.OK;
    }

    /** Acceptor: the initiator goes on. */
    void resume(SessionView theirs, BindCounts counts, long now) {
        attach = theirs.attach();
        if (theirs.inEpoch() == outbox.epoch() && theirs.cumulative() >= outbox.acknowledged()) {
            outbox.acknowledge(theirs.cumulative(), theirs.ranges(), true);
            outbox.resume(now);
        } else {
            outbox.restart(id, attach);
        }
        if (bindings.received() != counts.sent()) {
            bindings.forget();
        }
        if (aliases.sent() != counts.received()) {
            aliases.forget();
        }
    }
}
