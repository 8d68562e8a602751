/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import org.airmessenger.airwire.codec.SessionId;

import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An acceptor's sessions (PROTOCOL.md, 7.4), in memory: what makes a message known again after a
 * crash is its id, which the store remembers with the message. Those without a connection are
 * bounded in number and age; the longest detached goes first. Safe for several threads.
 */
public final class Sessions {

    private final SecureRandom random = new SecureRandom();
    private final int maxDetached;
    private final long lifeMillis;
    private final Consumer<Session> forgotten;
    private final Map<SessionId, Session> attached = new HashMap<>();
    private final LinkedHashMap<SessionId, Session> detached = new LinkedHashMap<>();
    private final Map<String, Session> byDevice = new HashMap<>();

    /**
     * None yet.
     *
     * @param maxDetached most sessions without a connection
     * @param lifeMillis how long one is kept without a connection
     * @param forgotten hears of each that is forgotten
     */
    public Sessions(int maxDetached, long lifeMillis, Consumer<Session> forgotten) {
        this.maxDetached = maxDetached;
        this.lifeMillis = lifeMillis;
        this.forgotten = forgotten;
    }

    /** Sessions with and without a connection. */
    public synchronized int size() {
        return attached.size() + detached.size();
    }

    /**
     * Gives a new session an id; it counts as attached. A device has one session: the one before is
     * forgotten.
     */
    public void begin(Session session) {
        begin(session, new SessionId(random.nextLong(), random.nextLong()));
    }

    void begin(Session session, SessionId id) {
        session.begin(id);
        Session before;
        synchronized (this) {
            attached.put(id, session);
            before = byDevice.put(session.device(), session);
            if (before != null) {
                attached.remove(before.id());
                detached.remove(before.id());
            }
        }
        if (before != null) {
            forgotten.accept(before);
        }
    }

    /** The session of an id, if it is this device's; else null. */
    public synchronized Session find(SessionId id, String device) {
        Session session = attached.get(id);
        if (session == null) {
            session = detached.get(id);
        }
        return session != null && session.device().equals(device) ? session : null;
    }

    /** A session has a connection again; false if it was forgotten meanwhile. */
    public synchronized boolean attached(Session session) {
        if (detached.remove(session.id()) != null) {
            attached.put(session.id(), session);
        }
        return attached.containsKey(session.id());
    }

    /** A session has lost its connection: it waits for the next one. */
    public void detached(Session session) {
        Session oldest = null;
        synchronized (this) {
            if (attached.remove(session.id()) != null) {
                detached.put(session.id(), session);
                if (detached.size() > maxDetached) {
                    Iterator<Session> all = detached.values().iterator();
                    oldest = all.next();
                    all.remove();
                    byDevice.remove(oldest.device(), oldest);
                }
            }
        }
        if (oldest != null) {
            forgotten.accept(oldest);
        }
    }

    /** A session is not to be resumed any more. */
    public void end(Session session) {
        boolean known;
        synchronized (this) {
            known = attached.remove(session.id()) != null | detached.remove(session.id()) != null;
            byDevice.remove(session.device(), session);
        }
        if (known) {
            forgotten.accept(session);
        }
    }

    /** Forgets those that have waited too long; to be called now and then. */
    public void expire(long now) {
        while (true) {
            Session oldest;
            synchronized (this) {
                Iterator<Session> all = detached.values().iterator();
                oldest = all.hasNext() ? all.next() : null;
                if (oldest == null || oldest.detachedAt() + lifeMillis > now) {
                    return;
                }
                all.remove();
                byDevice.remove(oldest.device(), oldest);
            }
            forgotten.accept(oldest);
        }
    }
}
