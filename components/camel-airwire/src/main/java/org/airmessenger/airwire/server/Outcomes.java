/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.server;

import org.airmessenger.airwire.session.Connection;
import org.airmessenger.airwire.session.Session;
import org.airmessenger.airwire.transport.WireHandler;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Verdicts on messages, from whatever thread a route ends on, brought to the connection's event
 * loop together: one turn of it tells all of them to the session, and one ACK to the peer.
 */
final class Outcomes {

    private final WireHandler handler;
    private final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Session session;
    private final Connection mine;

    Outcomes(WireHandler handler, Session session, Connection mine) {
        this.handler = handler;
        this.session = session;
        this.mine = mine;
    }

    /** Brings one; it runs with the session's monitor held. */
    void add(Runnable verdict) {
        waiting.add(verdict);
        if (scheduled.compareAndSet(false, true)) {
            if (!handler.execute(this::run)) {
                // the loop is gone, but the session may live on
                run();
            }
        }
    }

    private void run() {
        scheduled.set(false);
        Connection now;
        synchronized (session) {
            for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
                next.run();
            }
            now = session.connection();
        }
        if (now == mine) {
            handler.wakeNow();
        } else if (now != null) {
            now.wake();
        }
    }
}
