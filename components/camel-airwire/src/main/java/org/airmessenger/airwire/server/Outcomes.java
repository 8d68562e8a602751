/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.server;

import org.airmessenger.airwire.session.Connection;
import org.airmessenger.airwire.session.Session;
import org.airmessenger.airwire.transport.WireHandler;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Verdicts on messages, from whatever thread a route ends on, brought to the connection's event
 * loop together: one turn of it tells all of them to the session, and one ACK to the peer.
 */
final class Outcomes {

    private final WireHandler handler;
    private final ConcurrentLinkedQueue<WireMessage> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Session session;
    private final Connection mine;
    private final Consumer<WireMessage> told;

    /**
     * None yet.
     *
     * @param told gets each message whose outcome is known, with the session's monitor held
     */
    Outcomes(WireHandler handler, Session session, Connection mine, Consumer<WireMessage> told) {
        this.handler = handler;
        this.session = session;
        this.mine = mine;
        this.told = told;
    }

    /** Brings one. */
    void add(WireMessage message) {
        waiting.add(message);
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
            for (WireMessage next = waiting.poll(); next != null; next = waiting.poll()) {
                told.accept(next);
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
