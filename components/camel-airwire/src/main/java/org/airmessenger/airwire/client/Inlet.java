/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.client;

import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.codec.SendAttributes;
import org.airmessenger.airwire.session.Incoming;
import org.airmessenger.airwire.session.Session;
import org.airmessenger.airwire.transport.WireHandler;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Brings what comes down to the listener, once each. */
final class Inlet {

    private static final long RETRY_MILLIS = 1000;

    private final MessageListener listener;
    private final Executor executor;
    private final Known known = new Known();

    Inlet(MessageListener listener, Executor executor) {
        this.listener = listener;
        this.executor = executor;
    }

    void received(Incoming message, Session session, WireHandler handler) {
        try {
            executor.execute(() -> give(message, session, handler));
        } catch (RejectedExecutionException e) {
            session.refused(message, Code.GOING_DOWN, RETRY_MILLIS, null);
        }
    }

    private void give(Incoming message, Session session, WireHandler handler) {
        boolean taken = true;
        boolean again = message.attributes().get(SendAttributes.AGAIN) != null;
        if (!again || !known.contains(message.id())) {
            taken = take(message);
        }
        synchronized (session) {
            if (taken) {
                known.add(message.id());
                session.stored(message);
            } else {
                session.refused(message, Code.FAILED, RETRY_MILLIS, null);
            }
        }
        handler.wake();
    }

    private boolean take(Incoming message) {
        try {
            listener.received(
                    new Message(
                            message.topic(),
                            message.payload(),
                            message.attributes(),
                            message.id(),
                            message.qos()));
            return true;
        } catch (Exception e) {
            // it comes again, at the gateway's pace
            return false;
        }
    }
}
