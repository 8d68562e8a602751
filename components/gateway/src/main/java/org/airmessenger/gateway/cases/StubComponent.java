/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cases;

import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.spi.ComponentResolver;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.service.ServiceHelper;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Stands for every component but the harmless ones. An endpoint that a route of the case consumes
 * from is connected; any other is an end, where the message is noted and the case's answer given.
 */
final class StubComponent extends DefaultComponent {

    private static final Set<String> REAL =
            Set.of("kamelet", "bean", "class", "log", "language", "dataformat", "validator");

    /** What the gateway has of its own: it takes part in no check of sinks. */
    private static final Set<String> NO_JARS = Set.of("direct", "airbroker");

    private final String scheme;
    private final StubWorld world;
    private final Component judge;

    private StubComponent(String scheme, StubWorld world, Component judge) {
        this.scheme = scheme;
        this.world = world;
        this.judge = judge;
    }

    /**
     * A resolver that stubs everything else.
     *
     * @param checking whether the real component looks at each endpoint first
     */
    static ComponentResolver resolver(ComponentResolver real, StubWorld world, boolean checking) {
        return (name, context) -> {
            boolean itself = REAL.contains(name);
            boolean own = NO_JARS.contains(name);
            Component found =
                    itself || checking && !own ? real.resolveComponent(name, context) : null;
            if (itself && found != null || found == null && checking && !own) {
                return found;
            }
            return new StubComponent(name, world, found);
        };
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        if (judge != null) {
            judge.setCamelContext(getCamelContext());
            ServiceHelper.initService(judge);
        }
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
            throws Exception {
        if (judge != null) {
            judge.createEndpoint(uri, new HashMap<>(parameters));
        }
        parameters.clear();
        return new StubEndpoint(uri, this, scheme + ":" + remaining);
    }

    /** One stubbed endpoint, known by its URI without parameters. */
    final class StubEndpoint extends DefaultEndpoint {

        private final String name;

        StubEndpoint(String uri, Component component, String name) {
            super(uri, component);
            this.name = name;
        }

        String name() {
            return name;
        }

        @Override
        public Producer createProducer() {
            return new StubProducer(this);
        }

        @Override
        public Consumer createConsumer(Processor processor) throws Exception {
            DefaultConsumer consumer = new DefaultConsumer(this, processor);
            configureConsumer(consumer);
            world.consumers().put(name, consumer);
            return consumer;
        }

        @Override
        public boolean isLenientProperties() {
            return true;
        }
    }

    private final class StubProducer extends DefaultAsyncProducer {

        private final String name;

        StubProducer(StubEndpoint endpoint) {
            super(endpoint);
            name = endpoint.name();
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            DefaultConsumer next = world.consumers().get(name);
            if (next != null) {
                AsyncProcessor processor = next.getAsyncProcessor();
                return processor.process(exchange, callback);
            }
            world.reached().add(name);
            answer(exchange, world.answers().getOrDefault(name, Map.of()));
            callback.done(true);
            return true;
        }

        private void answer(Exchange exchange, Map<String, Object> answer) {
            CasesFile.map(answer.get("headers")).forEach(exchange.getMessage()::setHeader);
            if (answer.containsKey("body")) {
                exchange.getMessage().setBody(answer.get("body"));
            }
            Object refused = answer.get("refused");
            if (refused != null) {
                exchange.setException(refusal(String.valueOf(refused)));
            }
            if (answer.get("status") instanceof Integer status) {
                String text = String.valueOf(answer.getOrDefault("text", ""));
                exchange.setException(
                        new HttpOperationFailedException(name, status, "", null, Map.of(), text));
            }
            Object failed = answer.get("failed");
            if (failed != null) {
                exchange.setException(new CamelExchangeException(failed.toString(), exchange));
            }
        }

        private RefusedException refusal(String word) {
            for (Refusal refusal : Refusal.values()) {
                if (refusal.word().equals(word)) {
                    return new RefusedException(refusal, "the stub " + name + " refuses");
                }
            }
            throw new IllegalArgumentException(word + " is no word for a refusal");
        }
    }
}
