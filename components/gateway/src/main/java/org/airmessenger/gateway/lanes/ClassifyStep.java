/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.lanes;

import org.airmessenger.gateway.trace.Witness;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Plan;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * Makes the {@link Plan} of a message: where it goes by the rules, and how urgent it is. Sets the
 * property {@link AirHeaders#PLAN} and the header {@link AirHeaders#PRIORITY}.
 */
public final class ClassifyStep extends AsyncProcessorSupport implements CamelContextAware {

    private CamelContext camelContext;
    private Sorting sorting;
    private Witness witness;
    private int maxParsedBytes = 65_536;

    /** Largest body that a rule's where looks at, in bytes, 0–16,777,216. */
    public void setMaxParsedBytes(int maxParsedBytes) {
        if (maxParsedBytes < 0 || maxParsedBytes > 16_777_216) {
            throw new IllegalArgumentException(
                    "AIR-3003 air.lanes.maxParsedBytes must be 0–16777216 but was "
                            + maxParsedBytes
                            + ", correct conf/gateway.properties");
        }
        this.maxParsedBytes = maxParsedBytes;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        sorting = Sorting.of(camelContext);
        witness = Witness.of(camelContext);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            classify(exchange);
        } catch (RuntimeException failure) {
            exchange.setException(failure);
        }
        callback.done(true);
        return true;
    }

    private void classify(Exchange exchange) {
        Message message = exchange.getMessage();
        if (!(message.getHeader(AirHeaders.TOPIC) instanceof String topic)) {
            throw new RefusedException(
                    Refusal.MALFORMED,
                    "AIR-3002 a message must have a topic but had none, set the header "
                            + AirHeaders.TOPIC);
        }
        Integer asked =
                message.getHeader(AirHeaders.PRIORITY) instanceof Integer number ? number : null;
        String policy =
                exchange.getProperty(AirHeaders.IDENTITY) instanceof Identity identity
                        ? identity.policy()
                        : null;
        MessageView view = new MessageView(message, maxParsedBytes, sorting.metrics());
        RuleBook book = sorting.book();
        Plan plan =
                witness == null
                        ? book.decide(view, topic, asked, policy)
                        : book.explain(view, topic, asked, policy, witness);
        message.setHeader(AirHeaders.PRIORITY, plan.priority());
        exchange.setProperty(AirHeaders.PLAN, plan);
    }

    @Override
    public CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
    }
}
