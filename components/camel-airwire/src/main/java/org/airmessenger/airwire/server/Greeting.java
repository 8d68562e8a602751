/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.server;

import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.codec.GreetingAttributes;
import org.airmessenger.airwire.codec.Hello;
import org.airmessenger.airwire.codec.SessionView;
import org.airmessenger.airwire.session.Acceptance;
import org.airmessenger.airwire.session.Session;
import org.airmessenger.airwire.transport.Ticker;
import org.airmessenger.message.Identity;

/** Which session a device that proved who it is gets (PROTOCOL.md, 7.4). */
final class Greeting {

    /** More than a session can ever have on its way to its device. */
    private static final long ROOM_BYTES = 1L << 40;

    private final WireDoor door;
    private final Identity identity;
    private final SessionView asked;

    private Greeting(WireDoor door, Identity identity, SessionView asked) {
        this.door = door;
        this.identity = identity;
        this.asked = asked;
    }

    static Greeting of(WireDoor door, Identity identity, Hello hello) {
        return new Greeting(door, identity, hello.attributes().get(GreetingAttributes.SESSION));
    }

    /**
     * Gives it.
     *
     * @param before the device's other connection, or null
     */
    void accept(WireConnection connection, WireConnection before) {
        if (asked == null) {
            begin(connection, before, Code.OK);
            return;
        }
        Session found = door.sessions().find(asked.id(), identity.device());
        if (found == null) {
            begin(connection, before, Code.RESUME_UNKNOWN);
            return;
        }
        int judged;
        synchronized (found) {
            judged = found.judge(asked);
            if (judged == Code.OK && !door.sessions().attached(found)) {
                judged = Code.RESUME_UNKNOWN;
            }
            if (judged == Code.OK) {
                connection.begin(found, before);
                connection.connection().accept(acceptance(found, true, Code.OK), Ticker.now());
                return;
            }
        }
        if (judged == Code.TAKEN_OVER) {
            connection.connection().refuse(Code.TAKEN_OVER, 0, null);
        } else {
            begin(connection, before, judged);
        }
    }

    private void begin(WireConnection connection, WireConnection before, int reason) {
        int window = door.options().getCommandWindow();
        Session session = new Session(identity.device(), door.limits(), 2 * window + 1, ROOM_BYTES);
        session.attach(new CommandWay(session, window, door::countUnwanted));
        door.sessions().begin(session);
        synchronized (session) {
            connection.begin(session, before);
            connection.connection().accept(acceptance(session, false, reason), Ticker.now());
        }
    }

    private Acceptance acceptance(Session session, boolean resumes, int reason) {
        return new Acceptance(
                session,
                asked,
                resumes,
                reason,
                identity.device(),
                WireConnection.secondsOf(identity));
    }
}
