/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.message.DeliveryException;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The last step of a sink that speaks in several messages: puts the body back as it was, and fails
 * the exchange with the verdict if not everything was taken.
 */
public final class VerdictStep implements Processor {

    @Override
    public void process(Exchange exchange) {
        Attempt attempt = exchange.getProperty(Attempt.PROPERTY, Attempt.class);
        if (attempt == null) {
            return;
        }
        exchange.removeProperty(Attempt.PROPERTY);
        exchange.getMessage().setBody(attempt.body());
        DeliveryException verdict = attempt.verdict();
        if (verdict != null) {
            exchange.setException(verdict);
        }
    }
}
