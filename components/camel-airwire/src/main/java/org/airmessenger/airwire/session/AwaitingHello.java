/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import org.airmessenger.airwire.codec.AirwireException;
import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.BindCounts;
import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.codec.Frame;
import org.airmessenger.airwire.codec.FrameType;
import org.airmessenger.airwire.codec.GreetingAttributes;
import org.airmessenger.airwire.codec.Hello;
import org.airmessenger.airwire.codec.Welcome;

/** Acceptor: nothing but HELLO may come, and soon; then nothing until it is judged. */
final class AwaitingHello implements Phase {

    /** The version that is spoken here. */
    static final int VERSION = 1;

    private final Connection connection;
    private final long deadline;
    private Hello hello;

    AwaitingHello(Connection connection, long now) {
        this.connection = connection;
        this.deadline = now + Connection.PATIENCE_MILLIS;
        connection.sentAt(now);
    }

    @Override
    public int allowed() {
        return hello == null ? FrameType.set(FrameType.HELLO) : FrameType.set();
    }

    @Override
    public long deadline() {
        return deadline;
    }

    @Override
    public void handle(Frame frame, long now) {
        hello = (Hello) frame;
        if (hello.min() > VERSION || hello.max() < VERSION) {
            throw new AirwireException(
                    Code.VERSION,
                    "a version must be %d but was %d to %d"
                            .formatted(VERSION, hello.min(), hello.max()));
        }
        connection.enter(this);
        connection.application().greeted(hello);
    }

    void accept(Acceptance acceptance, long now) {
        Session session = acceptance.session();
        BindCounts theirs = hello.attributes().get(GreetingAttributes.ALIASES, BindCounts.NONE);
        int flags = 0;
        if (acceptance.resumes()) {
            session.resume(acceptance.asked(), theirs, now);
            flags = Welcome.RESUMED;
            flags |= session.bindings().received() == theirs.sent() ? Welcome.KNOWS_YOURS : 0;
            flags |= session.aliases().sent() == theirs.received() ? Welcome.KNOWS_MINE : 0;
        }
        Attributes.Builder more =
                connection
                        .limits()
                        .announced()
                        .with(GreetingAttributes.SESSION, session.view())
                        .with(GreetingAttributes.DEVICE, acceptance.device());
        if (acceptance.resumes()) {
            more.with(GreetingAttributes.ALIASES, session.counts());
        }
        if (acceptance.reason() != 0) {
            more.with(GreetingAttributes.REASON, (long) acceptance.reason());
        }
        if (acceptance.proofSeconds() > 0) {
            more.with(GreetingAttributes.TOKEN_LIFE, acceptance.proofSeconds());
        }
        Welcome welcome = new Welcome(VERSION, flags, more.build());
        connection.write(welcome);
        connection.sentAt(now);
        connection.ready(session, PeerLimits.of(hello.attributes()), now);
        connection.application().ready(acceptance.resumes(), welcome);
        connection.flush(now);
    }
}
