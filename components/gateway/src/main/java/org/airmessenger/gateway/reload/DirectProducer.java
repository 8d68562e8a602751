/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.reload;

import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;

/** A step that calls a route that begins with {@code direct:}. */
final class DirectProducer extends DefaultAsyncProducer {

    private final DirectEndpoint endpoint;
    private final DirectSlot slot;

    DirectProducer(DirectEndpoint endpoint, DirectSlot slot) {
        super(endpoint);
        this.endpoint = endpoint;
        this.slot = slot;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        DirectConsumer consumer;
        try {
            consumer = endpoint.isBlock() ? slot.enter(endpoint.getTimeout()) : slot.enter();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        if (consumer == null) {
            if (endpoint.isFailIfNoConsumers()) {
                exchange.setException(
                        new CamelExchangeException(
                                "No consumers available on endpoint: " + endpoint, exchange));
            }
            callback.done(true);
            return true;
        }
        return consumer.getAsyncProcessor()
                .process(
                        exchange,
                        sync -> {
                            consumer.end();
                            callback.done(sync);
                        });
    }
}
