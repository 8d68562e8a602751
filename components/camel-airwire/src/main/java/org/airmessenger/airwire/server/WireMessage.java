/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.server;

import org.airmessenger.airwire.session.Incoming;
import org.airmessenger.door.DoorMessage;
import org.airmessenger.door.Intake;
import org.airmessenger.door.Order;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.FirstSend;
import org.airmessenger.message.MessageHeaders;
import org.airmessenger.message.Ticket;

import java.util.Map;

/**
 * A message as it came in by the wire, from its frame to its verdict. It is its own turn, outcome
 * and verdict, so that none of them is an object of its own.
 */
final class WireMessage implements DoorMessage, FirstSend, Order.Step, Intake.Outcome {

    private static final Map<String, Object> ON_BEHALF = Map.of(AirHeaders.ON_BEHALF, true);

    /** What one message costs beside its body: exchange, headers, bookkeeping. */
    static final int OVERHEAD_BYTES = 512;

    private final Intaking intaking;
    private final Incoming incoming;
    private final MessageHeaders headers;
    private final boolean isIdGiven;
    private Ticket ticket;
    private Throwable failure;

    /**
     * Not on its way yet.
     *
     * @param incoming its frame, to be answered
     * @param headers by the names of {@link AirHeaders}, for its exchange alone
     * @param isIdGiven whether a resend of it can be known: by its id, or by its number
     */
    WireMessage(Intaking intaking, Incoming incoming, MessageHeaders headers, boolean isIdGiven) {
        this.intaking = intaking;
        this.incoming = incoming;
        this.headers = headers;
        this.isIdGiven = isIdGiven;
    }

    Incoming incoming() {
        return incoming;
    }

    @Override
    public byte[] body() {
        return incoming.payload();
    }

    @Override
    public Map<String, Object> headers() {
        return headers;
    }

    @Override
    public MessageHeaders ownHeaders() {
        return headers;
    }

    @Override
    public boolean isIdGiven() {
        return isIdGiven;
    }

    @Override
    public Map<String, Object> properties() {
        if (intaking.isGateway()) {
            return ON_BEHALF;
        }
        return incoming.isFirst() ? Map.of(AirHeaders.FIRST_SEND, this) : Map.of();
    }

    /** Its number is new; by another connection it could come with its origin as its id. */
    @Override
    public boolean isNew(String id) {
        return incoming.isFirst() && intaking.isOnly() && id.equals(incoming.origin());
    }

    /** What it takes of memory until it is kept. */
    long cost() {
        return (long) incoming.payload().length + OVERHEAD_BYTES;
    }

    /** Its turn. */
    @Override
    public void start(Ticket its) {
        ticket = its;
        intaking.start(this, its);
    }

    /** What became of it. */
    @Override
    public void done(Throwable its) {
        failure = its;
        ticket.placed();
        intaking.ending(this);
    }

    /** Why it was not kept; null if it was. */
    Throwable failure() {
        return failure;
    }
}
