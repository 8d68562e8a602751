/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.server;

import org.airmessenger.airweb.AirwebConstants;
import org.airmessenger.door.DoorMetrics;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * One connection: who may speak on it, how long it may be idle, and how much noise it may make.
 * Belongs to its event loop.
 *
 * <p>Its idle time counts requests, not bytes: who sends a head byte by byte (slow loris) is as
 * idle as who sends nothing.
 */
public final class WebConnection {

    /** Why lines end whose connection did. */
    public static final String LOST = "lost";

    /** Proofs kept of one connection; more are made again with every request. */
    private static final int MAX_TOKENS = 16;

    /** Requests without a proof after which a stranger is sent away. */
    private static final int MAX_STRANGE = 10;

    /**
     * Within what a closed connection is gone, whether or not the other end reads the last of it.
     */
    private static final long FAREWELL_MILLIS = 3_000;

    /** What a socket holds that has much to send. */
    private static final int SEND_BYTES = 1 << 18;

    private static final Buffer PROBE = Buffer.buffer("airprobe");

    private final WebDoor door;
    private final HttpConnection http;
    private final Context context;
    private final Set<WebConnection> siblings;
    private final X509Certificate certificate;
    private final boolean streams;
    private final Map<Session.Key, Session> sessions = new HashMap<>();
    private final List<Reading> readings = new ArrayList<>();
    private long idleSince = System.nanoTime();
    private boolean begun;
    private int requests;
    private int strange;
    private DoorMetrics.Door counted;
    private boolean upgraded;
    private boolean farewell;
    private boolean goingDown;
    private boolean closed;
    private int probes;
    private long probed;
    private boolean leaving;
    private long closeAt;

    /** What is looked at now and then: a body within its deadline, a WebSocket. */
    public interface Reading {

        /** Looks whether its time is over; on the event loop. */
        void look(long nowNanos);
    }

    private WebConnection(
            WebDoor door, HttpConnection http, Context context, Set<WebConnection> siblings) {
        this.door = door;
        this.http = http;
        this.context = context;
        this.siblings = siblings;
        this.certificate = certificateOf(http);
        this.streams = hasStreams(http);
        this.counted = door.metrics();
    }

    /** A connection came in, its TLS is done. */
    static void open(
            WebDoor door, HttpConnection http, Context context, Set<WebConnection> siblings) {
        WebConnection connection = new WebConnection(door, http, context, siblings);
        door.connections().put(http, connection);
        siblings.add(connection);
        connection.counted.opened();
        http.closeHandler(closed -> connection.closed());
        http.exceptionHandler(failure -> {});
        if (connection.streams) {
            FrameWatch.tell(connection.channel(), connection::close);
        } else if (door.options().getWebSocket().isSocketCompression()) {
            Deflation.install(
                    connection.channel().pipeline(),
                    door.options().getWebSocket().getMaxSocketMessageBytes());
        }
    }

    private static boolean hasStreams(HttpConnection http) {
        try {
            http.settings();
            return true;
        } catch (UnsupportedOperationException e) {
            // only HTTP/2 has settings
            return false;
        }
    }

    private static X509Certificate certificateOf(HttpConnection http) {
        try {
            List<Certificate> chain = http.peerCertificates();
            return chain != null && !chain.isEmpty() && chain.get(0) instanceof X509Certificate leaf
                    ? leaf
                    : null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }

    /** Runs on the event loop, from any thread; not any more when the loop is gone. */
    public void runOnContext(Runnable task) {
        context.runOnContext(run -> task.run());
    }

    /** Runs on the event loop after a while. */
    void runIn(long millis, Runnable task) {
        context.owner().setTimer(millis, timer -> task.run());
    }

    /** The listener it came by. */
    public WebDoor door() {
        return door;
    }

    /** Whether the other end is gone. */
    public boolean isClosed() {
        return closed;
    }

    boolean isGoingDown() {
        return goingDown;
    }

    /** A request's head is here. */
    void begin() {
        begun = true;
        requests++;
    }

    /** It is answered, or nobody is there to hear the answer. */
    void end() {
        requests--;
        if (requests == 0) {
            idleSince = System.nanoTime();
            if (goingDown) {
                // behind the last answer
                runOnContext(() -> close(0));
            }
        }
    }

    /**
     * Who asks.
     *
     * @param token a bearer token, or null
     * @param word of the door that asks
     * @throws RefusedException if that is not known
     */
    Session identify(String token, String word) {
        Session.Key key = new Session.Key(token == null ? null : TokenMark.of(token), word);
        Session known = sessions.get(key);
        if (known == null || known.isOver()) {
            known = prove(key, token);
        }
        String device = known.identity().device();
        if (door.doors().isBanned(device)) {
            throw new RefusedException(
                    Refusal.BANNED,
                    "AIR-1014 a device must not be banned but " + device + " is, for a while",
                    TimeUnit.SECONDS.toMillis(door.doors().banSeconds()));
        }
        return known;
    }

    private Session prove(Session.Key key, String token) {
        int evictions = door.live().evictions();
        Identity identity = identityOf(token, key.door());
        makeRoom();
        Session session = new Session(this, key, identity);
        sessions.put(key, session);
        door.live().add(identity, session);
        if (evictions != door.live().evictions()) {
            // somebody was evicted before this one was found among the living: ask again
            try {
                identityOf(token, key.door());
            } catch (RefusedException e) {
                forget(session);
                throw e;
            }
        }
        return session;
    }

    private Identity identityOf(String token, String word) {
        if (token != null) {
            return door.identities().bearer(token, certificate, null, word);
        }
        if (certificate == null) {
            throw new RefusedException(
                    Refusal.NOT_AUTHENTICATED,
                    "AIR-1205 a device must show a certificate or a token but showed neither;"
                            + " give it the one issued for it");
        }
        return door.doors()
                .certificates(AirwebConstants.LISTENER)
                .prove(door.identities(), certificate, null, word, channel().remoteAddress());
    }

    /** Keeps few proofs of a connection that many devices share; those with lines stay. */
    private void makeRoom() {
        if (sessions.size() >= MAX_TOKENS) {
            List.copyOf(sessions.values()).stream()
                    .filter(session -> session.isIdle() && !session.isByCertificate())
                    .forEach(this::forget);
        }
    }

    private void forget(Session session) {
        sessions.remove(session.key(), session);
        door.live().remove(session.identity().device(), session);
    }

    /** A session's proof does not hold any more. */
    void over(Session session, String reason) {
        forget(session);
        session.end(reason);
        // a WebSocket says goodbye in its own words
        if (!upgraded && (sessions.isEmpty() || session.isByCertificate())) {
            close(0);
        }
    }

    /** Somebody asked who showed no proof; true if that was too often. */
    boolean isTooStrange() {
        strange++;
        return strange >= MAX_STRANGE;
    }

    /**
     * It is a WebSocket from now on, which ends it.
     *
     * @param its counts it from now on
     */
    public void upgraded(DoorMetrics.Door its) {
        upgraded = true;
        counted.closed();
        counted = its;
        counted.opened();
    }

    /** The channel, for what sits in its pipeline. */
    public Channel channel() {
        return ((ConnectionBase) http).channel();
    }

    /** Looks at it from now on. */
    public void add(Reading reading) {
        readings.add(reading);
    }

    /** Looks no more. */
    public void remove(Reading reading) {
        readings.remove(reading);
    }

    /** Looks at all deadlines. */
    void look(long now) {
        if (!readings.isEmpty()) {
            List.copyOf(readings).forEach(reading -> reading.look(now));
        }
        if (leaving && now - closeAt > 0) {
            close(0);
            return;
        }
        long limit = begun ? door.options().getIdleMillis() : door.options().getDeadlineMillis();
        if (requests == 0 && now - idleSince > TimeUnit.MILLISECONDS.toNanos(limit)) {
            close(0);
        }
    }

    /** Asks the other end for a sign of life (RFC 9113, 6.7); without one it is gone. */
    public void probe() {
        long now = System.nanoTime();
        long limit = TimeUnit.MILLISECONDS.toNanos(door.options().getHeartbeatMillis());
        if (!streams) {
            return;
        }
        if (probes > 0) {
            if (now - probed > 2 * limit) {
                close(0);
            }
        } else if (now - probed > limit / 2) {
            probed = now;
            probes++;
            http.ping(PROBE).onSuccess(pong -> probes = 0);
        }
    }

    /**
     * How much the socket holds that the other end has not confirmed. HTTP/1.1 has no probes: if it
     * holds little, a few signs of life that nobody confirms fill it, and the next one does not
     * leave. The system takes the least that it allows for little.
     */
    public void confirmed(boolean soon) {
        if (channel().isActive()) {
            channel().config().setOption(ChannelOption.SO_SNDBUF, soon ? 1 : SEND_BYTES);
        }
    }

    /** Closes at once; HTTP/2 is told the code. */
    public void close(int code) {
        if (!closed) {
            if (streams) {
                http.goAway(code, Integer.MAX_VALUE, Buffer.buffer());
            }
            http.close();
            if (!farewell) {
                farewell = true;
                runIn(FAREWELL_MILLIS, this::cut);
            }
        }
    }

    /** Who reads nothing hears no goodbye: what is still to be sent is waited for no longer. */
    private void cut() {
        if (!closed) {
            channel().pipeline().firstContext().close();
        }
    }

    /** Whether it is HTTP/2: a request can end without its connection. */
    public boolean hasStreams() {
        return streams;
    }

    /** Closes when the other end had time to read what was said. */
    void closeIn(long millis) {
        closeAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        leaving = true;
    }

    /** Nothing new is taken; what is in progress is finished, lines are told. */
    void goDown() {
        if (goingDown) {
            return;
        }
        goingDown = true;
        List.copyOf(sessions.values()).forEach(session -> session.end(Call.GOING_DOWN));
        if (requests == 0) {
            close(0);
        }
        // else when they are answered: some clients give up what is in flight when GOAWAY comes
    }

    private void closed() {
        closed = true;
        door.connections().remove(http);
        siblings.remove(this);
        counted.closed();
        List.copyOf(sessions.values())
                .forEach(
                        session -> {
                            forget(session);
                            session.end(LOST);
                        });
    }
}
