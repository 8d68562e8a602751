/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.message.LaneClass;
import org.airmessenger.message.Plan;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;

import java.util.List;
import java.util.Set;

/**
 * {@code airbroker:topic}: hands a message to the local subscribers of its topic, and to no lane,
 * so no rule can send it round. It completes after the journal if the message is at-least-once.
 */
final class TopicProducer extends DefaultAsyncProducer {

    /** To the subscribers here, and nowhere else. */
    static final Plan LOCAL = new Plan(List.of(), Set.of(), true, LaneClass.DEFAULT_PRIORITY);

    private final LaneWriter writer;

    TopicProducer(Endpoint endpoint, LaneWriter writer) {
        super(endpoint);
        this.writer = writer;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        writer.write(exchange, LOCAL, callback);
        return false;
    }
}
