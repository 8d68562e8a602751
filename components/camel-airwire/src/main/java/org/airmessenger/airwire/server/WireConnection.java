/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.server;

import org.airmessenger.airwire.AirwireConstants;
import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.Bind;
import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.codec.GreetingAttributes;
import org.airmessenger.airwire.codec.Hello;
import org.airmessenger.airwire.codec.NoteAttributes;
import org.airmessenger.airwire.codec.Result;
import org.airmessenger.airwire.codec.Subscribe;
import org.airmessenger.airwire.codec.Welcome;
import org.airmessenger.airwire.session.Application;
import org.airmessenger.airwire.session.Closing;
import org.airmessenger.airwire.session.Connection;
import org.airmessenger.airwire.session.Incoming;
import org.airmessenger.airwire.session.Session;
import org.airmessenger.airwire.transport.Ticker;
import org.airmessenger.airwire.transport.WireHandler;
import org.airmessenger.door.LiveConnections;
import org.airmessenger.door.MessageDraft;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Presence;
import org.airmessenger.message.Proof;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;

/** A device's connection: who it is, what it may, and when it ends. Belongs to its event loop. */
final class WireConnection implements Application, LiveConnections.Connection {

    private static final Logger LOG = LoggerFactory.getLogger(WireConnection.class);

    private final WireDoor door;
    private final WireHandler handler;
    private final X509Certificate certificate;
    private final boolean isAnonymous;
    private final Connection connection;
    private final Runnable gone;
    private volatile Identity identity;
    private Intaking intaking;
    private Commands commands;
    private boolean goingDown;

    /**
     * A channel is ready.
     *
     * @param certificate the peer's, verified; null if it showed none
     * @param isAnonymous whether it needs no proof: plain, on loopback
     * @param gone runs when it is over
     */
    WireConnection(
            WireDoor door,
            WireHandler handler,
            X509Certificate certificate,
            boolean isAnonymous,
            Runnable gone) {
        this.door = door;
        this.handler = handler;
        this.certificate = certificate;
        this.isAnonymous = isAnonymous;
        this.gone = gone;
        this.connection = Connection.accept(door.limits(), handler, this, Ticker.now());
        handler.gathering(door::countGathered);
    }

    Connection connection() {
        return connection;
    }

    @Override
    public void greeted(Hello hello) {
        if (!door.threshold().isOpen()) {
            connection.refuse(Code.SHUTDOWN, AirwireConstants.COME_BACK_MILLIS, null);
            return;
        }
        try {
            int evictions = door.live().evictions();
            identity = prove(hello.attributes());
            if (door.doors().isBanned(identity.device())) {
                connection.refuse(Code.BANNED, door.doors().banSeconds() * 1000, null);
                return;
            }
            var older = door.live().add(identity, this);
            if (evictions != door.live().evictions()) {
                // somebody was evicted before this one was found among the living: ask again
                prove(hello.attributes());
            }
            WireConnection before = older.isEmpty() ? null : older.get(older.size() - 1);
            Greeting.of(door, identity, hello).accept(this, before);
            older.forEach(WireConnection::replaced);
        } catch (RefusedException e) {
            door.metrics().connectionRefused(e.refusal());
            connection.refuse(Codes.ofConnection(e.refusal()), e.retryAfterMillis(), null);
        }
    }

    private Identity prove(Attributes greeting) {
        String claimed = greeting.get(GreetingAttributes.DEVICE);
        byte[] token = greeting.get(GreetingAttributes.TOKEN);
        return prove(claimed, token);
    }

    private Identity prove(String claimed, byte[] token) {
        if (token != null) {
            String text = new String(token, StandardCharsets.ISO_8859_1);
            return door.identities().bearer(text, certificate, claimed, AirwireConstants.DOOR);
        }
        if (isAnonymous) {
            return door.identities().anonymous(claimed, AirwireConstants.DOOR);
        }
        if (certificate == null) {
            throw new RefusedException(
                    Refusal.NOT_AUTHENTICATED,
                    "AIR-1401 a device must show a certificate or a token but showed neither; give it the one issued for it");
        }
        return door.doors()
                .certificates(AirwireConstants.LISTENER)
                .prove(
                        door.identities(),
                        certificate,
                        claimed,
                        AirwireConstants.DOOR,
                        handler.ctx().channel().remoteAddress());
    }

    /** Seconds until a proof ends; 0 never. */
    static long secondsOf(Identity identity) {
        return identity.until() == Proof.FOREVER
                ? 0
                : Math.max(1, (identity.until() - System.currentTimeMillis()) / 1000);
    }

    /** The session is known: what comes and goes by this connection goes by it. */
    void begin(Session session, WireConnection before) {
        intaking = new Intaking(door, handler, session, connection, identity);
        if (before != null && before.intaking != null) {
            intaking.follow(before.intaking);
        }
        commands = new Commands(door, handler, session, identity);
    }

    @Override
    public void ready(boolean resumed, Welcome welcome) {
        if (door.live().count(identity.device()) == 1) {
            Presence presence = door.presence();
            if (presence != null) {
                presence.connected(identity);
            }
        }
    }

    @Override
    public void received(Incoming message) {
        intaking.take(message);
    }

    @Override
    public int bind(Bind bind) {
        return MessageDraft.problemOfTopic(bind.topic()) != null
                ? Code.TOPIC_INVALID
                : door.identities().mayPublish(identity, bind.topic()) ? Code.OK : Code.NOT_ALLOWED;
    }

    @Override
    public void subscribe(Subscribe request) {
        commands.subscribe(request, this::answer);
    }

    /** From any thread. */
    private void answer(Result result) {
        handler.run(() -> connection.result(result));
    }

    @Override
    public void token(byte[] token) {
        try {
            Identity renewed = prove(identity.device(), token);
            door.live().add(renewed, this);
            identity = renewed;
            intaking.identity(renewed);
            connection.result(
                    new Result(Result.TOKEN, 0, Code.OK, secondsOf(renewed), Attributes.NONE));
        } catch (RefusedException e) {
            door.metrics().connectionRefused(e.refusal());
            connection.end(Codes.ofConnection(e.refusal()), 0, null, Ticker.now());
        }
    }

    @Override
    public void dropped(Incoming message, int code) {
        door.metrics().message(0, Codes.causeOf(code), 0);
    }

    @Override
    public void evict(String reason) {
        int code = Codes.ofEviction(reason);
        long retry = code == Code.REFUSED_TOO_OFTEN ? door.doors().banSeconds() * 1000 : 0;
        Intaking in = intaking;
        if (in != null) {
            in.notOnly();
            // from now on nothing more is taken, whatever the event loop does meanwhile
            in.close();
        }
        handler.run(() -> connection.end(code, retry, "AIR-1030 " + reason, Ticker.now()));
    }

    /** From any thread, before the one that takes its place can be told that it is welcome. */
    private void replaced() {
        Intaking in = intaking;
        if (in != null) {
            in.notOnly();
        }
        handler.run(() -> connection.supersede(Code.REPLACED));
    }

    /** Nothing new is taken; what is in flight is finished, then it says goodbye. */
    void goDown() {
        handler.run(
                () -> {
                    goingDown = true;
                    if (intaking == null) {
                        leave();
                    } else {
                        intaking.whenQuiet(this::leave);
                    }
                });
    }

    private void leave() {
        connection.end(Code.SHUTDOWN, AirwireConstants.COME_BACK_MILLIS, null, Ticker.now());
    }

    /** Says goodbye and closes, whatever is still in flight: it was waited for long enough. */
    void leaveNow() {
        handler.run(() -> connection.supersede(Code.SHUTDOWN));
    }

    @Override
    public void closed(Closing closing) {
        if (intaking != null) {
            intaking.notOnly();
        }
        if (identity != null && door.live().remove(identity.device(), this)) {
            if (door.live().count(identity.device()) == 0) {
                Presence presence = door.presence();
                if (presence != null) {
                    presence.gone(identity, Codes.reason(closing.code(), closing.byPeer()));
                }
            }
        }
        if (identity != null && !closing.byPeer()) {
            door.metrics().connectionEnded(Codes.ended(closing.code()));
        }
        if (closing.code() >= Code.VIOLATION && !closing.byPeer() && !goingDown) {
            LOG.warn(
                    "AIR-1402 device {} must follow the wire protocol but did not: {} ({})",
                    identity == null ? "unknown" : identity.device(),
                    closing.reason(),
                    closing.detail());
            if (identity != null && closing.code() != Code.REFUSED_TOO_OFTEN) {
                door.doors().strike(identity.device());
            }
        }
        Session session = connection.session();
        if (session != null) {
            commands.close();
            intaking.end();
            if (session.connection() == null) {
                door.sessions().detached(session);
            }
        }
        gone.run();
    }

    /** A detail for the peer. */
    static Attributes note(RefusedException e) {
        return NoteAttributes.detail(e.getMessage());
    }
}
