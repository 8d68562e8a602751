/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.server;

import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.session.Outgoing;
import org.airmessenger.airwire.session.Session;
import org.airmessenger.airwire.transport.Ticker;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Downlink;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashSet;
import java.util.Set;

/**
 * The way down of one session: what waits for the device goes out by the session's numbers, and
 * leaves its mailbox when the device has it. Outlives the session's connections; what the device
 * acknowledged while there was no line is told to the next one. Belongs to the session's monitor.
 */
final class CommandWay {

    private static final Logger LOG = LoggerFactory.getLogger(CommandWay.class);

    private final Session session;
    private final int window;
    private final Runnable unwanted;
    private final Set<Long> underWay = new HashSet<>();
    private final Set<Long> acknowledged = new HashSet<>();
    private Downlink.Line line;

    /**
     * The way down of a session.
     *
     * @param window most messages that the device has not acknowledged
     * @param unwanted runs when it refuses one for good
     */
    CommandWay(Session session, int window, Runnable unwanted) {
        this.session = session;
        this.window = window;
        this.unwanted = unwanted;
    }

    /** A connection has a line from now on. */
    void open(Downlink.Line its) {
        line = its;
        its.request(window);
    }

    /** Its connection is over. */
    void close(Downlink.Line its) {
        if (line == its) {
            line = null;
        }
    }

    /** A message comes down by a line. */
    void receive(Downlink.Delivery delivery, Downlink.Line by) {
        if (by != line) {
            return;
        }
        long number = delivery.number();
        if (number > 0 && acknowledged.remove(number)) {
            line.acknowledge(number);
            line.request(1);
        } else if (number > 0 && !underWay.add(number)) {
            // goes out already, by the number it had on the connection before
            line.request(1);
        } else {
            offer(delivery);
        }
    }

    private void offer(Downlink.Delivery delivery) {
        Outgoing message;
        try {
            message = message(delivery);
        } catch (IllegalArgumentException e) {
            LOG.warn(
                    "AIR-1412 a message for device {} must fit onto the wire but does not ({}); it is dropped",
                    session.device(),
                    e.getMessage());
            ended(delivery.number(), true);
            return;
        }
        if (!session.offer(message)) {
            // cannot be: no more than the window was asked for
            ended(delivery.number(), false);
        }
    }

    private Outgoing message(Downlink.Delivery delivery) {
        Attributes attributes = WireHeaders.toDevice(delivery.headers()).build();
        Long expiry = (Long) delivery.headers().get(AirHeaders.EXPIRY);
        return Outgoing.to((String) delivery.headers().get(AirHeaders.TOPIC), delivery.body())
                .qos(delivery.qos())
                .attributes(attributes)
                .again(delivery.again())
                .expiresAt(expiry == null ? Outgoing.NEVER : Ticker.of(expiry))
                .listener((message, outcome) -> ended(delivery.number(), outcome))
                .build();
    }

    private void ended(long number, Outgoing.Outcome outcome) {
        if (outcome instanceof Outgoing.Outcome.Refused) {
            unwanted.run();
        }
        ended(number, !(outcome instanceof Outgoing.Outcome.Unknown));
    }

    /** The device has it, or will not: both end it; unless its session ended first. */
    private void ended(long number, boolean isOver) {
        if (number > 0) {
            underWay.remove(number);
        }
        if (line == null) {
            if (isOver && number > 0) {
                acknowledged.add(number);
            }
            return;
        }
        if (isOver && number > 0) {
            line.acknowledge(number);
        }
        line.request(1);
    }
}
