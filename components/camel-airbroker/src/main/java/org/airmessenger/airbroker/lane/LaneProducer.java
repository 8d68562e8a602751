/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.LaneClass;
import org.airmessenger.message.Plan;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;

import java.util.List;
import java.util.Set;

/** {@code airbroker:lanes}: keeps a message in every lane of its plan. */
final class LaneProducer extends DefaultAsyncProducer {

    private final LaneWriter writer;

    private final String destination;

    /** Writes where the plan says, or, with a destination, into that one's lanes alone. */
    LaneProducer(Endpoint endpoint, LaneWriter writer, String destination) {
        super(endpoint);
        this.writer = writer;
        this.destination = destination;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Plan plan =
                destination == null
                        ? exchange.getProperty(AirHeaders.PLAN, Plan.class)
                        : planOfOne(exchange);
        writer.write(exchange, plan, callback);
        return false;
    }

    private Plan planOfOne(Exchange exchange) {
        int priority =
                exchange.getMessage()
                        .getHeader(AirHeaders.PRIORITY, LaneClass.DEFAULT_PRIORITY, Integer.class);
        return new Plan(List.of(destination), Set.of(), false, priority);
    }
}
