/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.server;

import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.session.Connection;
import org.airmessenger.airwire.session.Incoming;
import org.airmessenger.airwire.session.Session;
import org.airmessenger.airwire.transport.WireHandler;
import org.airmessenger.door.Flow;
import org.airmessenger.door.Intake;
import org.airmessenger.door.Order;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;
import org.airmessenger.message.Ticket;

/**
 * A connection's messages on their way into the route and their verdicts on the way back. One after
 * the other starts; each is acknowledged when the journal has it.
 */
final class Intaking implements Flow.Tap {

    private final WireDoor door;
    private final WireHandler handler;
    private final Session session;
    private final Order order;
    private final Outcomes outcomes;
    private final WireReader reader;
    private final boolean isGateway;
    private final Flow flow;
    private volatile Identity identity;
    private volatile boolean closed;
    private volatile boolean isOnly = true;
    private Runnable quiet;
    private long underWay;
    private boolean paused;

    Intaking(
            WireDoor door,
            WireHandler handler,
            Session session,
            Connection connection,
            Identity identity) {
        this.door = door;
        this.handler = handler;
        this.session = session;
        this.identity = identity;
        this.order = new Order(door.executor());
        this.outcomes = new Outcomes(handler, session, connection, this::ended);
        this.isGateway = door.isGateway(identity.device());
        this.reader = new WireReader(isGateway, door.options().node(), door::countCircle);
        this.flow = new Flow(door.budget(), 2 * door.limits().creditBytes(), this, handler.loop());
    }

    /** Starts when the device's older connection has no message left without a place. */
    void follow(Intaking before) {
        order.follow(before.order);
    }

    /** The device has another proof from now on. */
    void identity(Identity its) {
        identity = its;
    }

    /** Takes nothing more, from any thread. */
    void close() {
        closed = true;
    }

    boolean isGateway() {
        return isGateway;
    }

    /** The device has, or can have, another connection from now on; from any thread. */
    void notOnly() {
        isOnly = false;
    }

    /** Whether the device had no other connection since this one began. */
    boolean isOnly() {
        return isOnly;
    }

    /** A message came; on the event loop, with the session's monitor held. */
    void take(Incoming in) {
        if (closed || !door.threshold().isOpen()) {
            refuse(in, new RefusedException(Refusal.GOING_DOWN, "AIR-1022 connect again"));
            return;
        }
        WireMessage message;
        try {
            message = reader.read(this, in, identity, System.currentTimeMillis());
        } catch (RefusedException e) {
            refuse(in, e);
            return;
        }
        flow.take(message.cost());
        underWay++;
        door.threshold().waiting().incrementAndGet();
        order.add(message);
    }

    /** Hands it to the route, on a thread that may take its time. */
    void start(WireMessage message, Ticket ticket) {
        door.threshold().waiting().decrementAndGet();
        Intake intake = door.threshold().intake();
        if (intake == null || closed) {
            message.done(new RefusedException(Refusal.GOING_DOWN, "AIR-1022 connect again"));
        } else {
            intake.take(message, identity, ticket, message);
        }
    }

    /** Its outcome is known; from any thread. */
    void ending(WireMessage message) {
        outcomes.add(message);
    }

    /** What became of it; on the event loop, with the session's monitor held. */
    private void ended(WireMessage message) {
        Incoming in = message.incoming();
        Throwable failure = message.failure();
        if (failure == null) {
            door.metrics().message(in.qos(), null, in.payload().length);
            session.stored(in);
        } else if (failure instanceof RefusedException refused) {
            refuse(in, refused);
        } else {
            refuse(
                    in,
                    new RefusedException(
                            Refusal.FAILED,
                            "AIR-1023 a message must be kept on disk but was not; send it again"));
        }
        underWay--;
        flow.give(message.cost());
        flow.resumeIfRoom();
        if (underWay == 0 && quiet != null) {
            Runnable told = quiet;
            quiet = null;
            told.run();
        }
    }

    private void refuse(Incoming in, RefusedException why) {
        door.metrics().message(in.qos(), why.refusal(), 0);
        session.refused(
                in, Codes.ofMessage(why.refusal()), why.retryAfterMillis(), why.getMessage());
        // what one device sent is not to shut out all others behind the same gateway
        boolean isItsFault =
                why.refusal() == Refusal.NOT_ALLOWED || why.refusal() == Refusal.MALFORMED;
        if (isItsFault && !isGateway) {
            door.doors().strike(identity.device());
        }
    }

    /** Runs once no message is under way. */
    void whenQuiet(Runnable task) {
        if (underWay == 0) {
            task.run();
        } else {
            quiet = task;
        }
    }

    /** Nothing more comes. */
    void end() {
        closed = true;
        order.end();
    }

    @Override
    public void pause() {
        if (!paused) {
            paused = true;
            handler.hold(true);
        }
    }

    @Override
    public void resume() {
        if (paused) {
            paused = false;
            handler.hold(false);
        }
    }

    @Override
    public boolean isPaused() {
        return paused;
    }

    /** The code of a refusal that is not a message's. */
    static int code(RefusedException e) {
        return e.refusal() == Refusal.OVER_RATE ? Code.TOO_MANY : Codes.ofMessage(e.refusal());
    }
}
