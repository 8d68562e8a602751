/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;

/** {@code airbroker:lanes}: keeps a message in every lane of its plan. */
final class LaneProducer extends DefaultAsyncProducer {

    private final LaneWriter writer;

    LaneProducer(Endpoint endpoint, LaneWriter writer) {
        super(endpoint);
        this.writer = writer;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        writer.write(exchange, callback);
        return false;
    }
}
