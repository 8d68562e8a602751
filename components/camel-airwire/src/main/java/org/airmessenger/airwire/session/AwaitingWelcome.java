/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import org.airmessenger.airwire.codec.AirwireException;
import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.Bye;
import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.codec.Frame;
import org.airmessenger.airwire.codec.FrameType;
import org.airmessenger.airwire.codec.GreetingAttributes;
import org.airmessenger.airwire.codec.Hello;
import org.airmessenger.airwire.codec.SessionView;
import org.airmessenger.airwire.codec.Welcome;

/** Initiator: has said HELLO, and says nothing more before WELCOME. */
final class AwaitingWelcome implements Phase {

    private final Connection connection;
    private final long deadline;

    AwaitingWelcome(Connection connection, Attributes greeting, long now) {
        this.connection = connection;
        this.deadline = now + Connection.PATIENCE_MILLIS;
        Session session = connection.session();
        SessionView resumes = session.nextAttach();
        Attributes.Builder hello =
                connection.limits().announced().with(GreetingAttributes.SESSION, resumes);
        if (resumes != null) {
            hello.with(GreetingAttributes.ALIASES, session.counts());
        }
        connection.write(
                new Hello(
                        AwaitingHello.VERSION,
                        AwaitingHello.VERSION,
                        greeting.over(hello.build())));
        connection.sentAt(now);
    }

    @Override
    public int allowed() {
        return FrameType.set(FrameType.WELCOME, FrameType.BYE);
    }

    @Override
    public long deadline() {
        return deadline;
    }

    @Override
    public void handle(Frame frame, long now) {
        if (frame instanceof Bye bye) {
            connection.byeReceived(bye, now);
            return;
        }
        Welcome welcome = (Welcome) frame;
        SessionView theirs = welcome.attributes().get(GreetingAttributes.SESSION);
        if (welcome.version() != AwaitingHello.VERSION || theirs == null) {
            throw new AirwireException(
                    Code.MALFORMED, "WELCOME must have a version that was offered, and a session");
        }
        Session session = connection.session();
        boolean resumed = welcome.has(Welcome.RESUMED);
        if (resumed) {
            session.resumed(theirs, now);
            if (!welcome.has(Welcome.KNOWS_YOURS)) {
                session.aliases().forget();
            }
            if (!welcome.has(Welcome.KNOWS_MINE)) {
                session.bindings().forget();
            }
        } else {
            session.adopt(theirs);
        }
        connection.ready(session, PeerLimits.of(welcome.attributes()), now);
        connection.application().ready(resumed, welcome);
        connection.flush(now);
    }
}
