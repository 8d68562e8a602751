/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.line;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.gateway.reload.DirectComponent;
import org.airmessenger.gateway.reload.KameletComponent;
import org.airmessenger.message.Row;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The lanes may let a message wait for the end of its row only if nothing on the thread waits for
 * it: else the row would never end.
 */
class RowTest {

    private final DefaultCamelContext camel = new DefaultCamelContext(false);
    private final List<String> seen = new ArrayList<>();

    @BeforeEach
    void opens() {
        camel.disableJMX();
        Lines.in(camel);
        camel.setStreamCaching(false);
        camel.addComponent("direct", new DirectComponent());
        camel.addComponent("kamelet", new KameletComponent());
        camel.addComponent("airbroker", new Lanes());
    }

    @AfterEach
    void closes() {
        camel.stop();
    }

    /** Stands where the lanes stand, and writes down how a message came there. */
    private final class Lanes extends DefaultComponent {

        @Override
        protected Endpoint createEndpoint(String uri, String rest, Map<String, Object> parameters) {
            return new DefaultEndpoint(uri, this) {
                @Override
                public org.apache.camel.Producer createProducer() {
                    return new DefaultAsyncProducer(this) {
                        @Override
                        public boolean process(Exchange exchange, AsyncCallback callback) {
                            seen.add(Row.current().isStraight() ? "may wait" : "at once");
                            callback.done(true);
                            return true;
                        }
                    };
                }

                @Override
                public org.apache.camel.Consumer createConsumer(Processor processor) {
                    throw new UnsupportedOperationException();
                }
            };
        }
    }

    /** One of the gateway's own. */
    private final class Quick extends AsyncProcessorSupport {

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            seen.add("quick");
            callback.done(true);
            return true;
        }
    }

    private void run(Processor step, String then) throws Exception {
        camel.addRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        errorHandler(noErrorHandler());
                        routeTemplate("quick").from("kamelet:source").process(new Quick());
                        from("direct:first").routeId("first").process(step).to(then);
                        from("direct:guard")
                                .routeId("guard")
                                .to("kamelet:quick/k1")
                                .to("direct:second");
                        from("direct:second").routeId("second").to("airbroker:lanes");
                        from("direct:third").routeId("third").process(new Quick());
                    }
                });
        camel.start();
        var sender = camel.createProducerTemplate();
        Row.during(
                () -> {
                    Row.current().atEnd(() -> seen.add("end"));
                    sender.sendBody("direct:first", "x");
                });
    }

    @Test
    void mayWaitBehindStepsOfOurs() throws Exception {
        run(new Quick(), "direct:second");

        assertThat(seen).containsExactly("quick", "may wait", "end");
    }

    @Test
    void mayWaitBehindAKameletOfOurs() throws Exception {
        run(new Quick(), "direct:guard");

        assertThat(seen).containsExactly("quick", "quick", "may wait", "end");
    }

    @Test
    void endsTheRowBeforeAStepThatMayTakeItsTime() throws Exception {
        run(exchange -> seen.add("slow"), "airbroker:lanes");

        assertThat(seen).containsExactly("end", "slow", "may wait");
    }

    @Test
    void goesOnAtOnceInsideAStepThatMayWaitForIt() throws Exception {
        run(
                exchange -> camel.createProducerTemplate().send("direct:second", exchange),
                "direct:third");

        assertThat(seen).containsExactly("end", "at once", "quick");
    }

    @Test
    void goesOnAtOnceInsideARouteThatOnlyCamelCanRun() throws Exception {
        camel.getCamelContextExtension()
                .addInterceptStrategy((context, definition, target, next) -> target);

        run(new Quick(), "direct:second");

        assertThat(seen).containsExactly("end", "quick", "at once");
    }
}
