/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import org.airmessenger.airwire.codec.Bind;
import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.codec.Hello;
import org.airmessenger.airwire.codec.Result;
import org.airmessenger.airwire.codec.Subscribe;
import org.airmessenger.airwire.codec.Welcome;

/**
 * Who uses a connection. Called on the connection's thread, with the session's monitor held where
 * there is a session; must not block.
 */
public interface Application {

    /** Acceptor: prove who it is, then {@link Connection#accept} or {@link Connection#refuse}. */
    default void greeted(Hello hello) {
        throw new IllegalStateException("an acceptor must judge HELLO");
    }

    /**
     * Messages may flow.
     *
     * @param resumed whether the session goes on; else the peer knows nothing of it
     * @param welcome initiator: what came; acceptor: what was sent
     */
    void ready(boolean resumed, Welcome welcome);

    /** A message came; end it by {@link Session#stored} or {@link Session#refused}. */
    void received(Incoming message);

    /** Acceptor: {@link Code#OK}, or why the peer may not bind. */
    default int bind(Bind bind) {
        return Code.OK;
    }

    /** Acceptor: answer by {@link Connection#result}. */
    default void subscribe(Subscribe request) {}

    /** Acceptor: a new proof; answer by {@link Connection#result}. */
    default void token(byte[] token) {}

    /** Initiator: the answer to a request. */
    default void result(Result result) {}

    /** Something was sent or resolved, so there may be room in the session's queue. */
    default void progress() {}

    /** A QoS 0 message was dropped because of this code. */
    default void dropped(Incoming message, int code) {}

    /** The connection is over; called once. */
    void closed(Closing closing);
}
