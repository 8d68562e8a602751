/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.line;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.gateway.reload.DirectComponent;
import org.airmessenger.gateway.reload.KameletComponent;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.ExchangeHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

class LineTest {

    private final DefaultCamelContext camel = new DefaultCamelContext(false);
    private final List<String> seen = new ArrayList<>();
    private final ExecutorService other = Executors.newSingleThreadExecutor();
    private ProducerTemplate sender;
    private boolean watched;

    @BeforeEach
    void opens() {
        camel.disableJMX();
        Lines.in(camel);
        camel.setStreamCaching(false);
        camel.addComponent("direct", new DirectComponent());
        camel.addComponent("kamelet", new KameletComponent());
        sender = camel.createProducerTemplate();
    }

    @AfterEach
    void closes() {
        camel.stop();
        other.shutdown();
    }

    /** Writes down its name and the route in which it believes to be. */
    private final class Mark extends AsyncProcessorSupport {

        private final String name;

        private Mark(String name) {
            this.name = name;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            seen.add(name + "@" + ExchangeHelper.getRouteId(exchange));
            watched |= camel.getInflightRepository().size("inside") > 0;
            callback.done(true);
            return true;
        }
    }

    /** Ends on another thread. */
    private final class Later extends AsyncProcessorSupport {

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            other.execute(
                    () -> {
                        seen.add("later@" + ExchangeHelper.getRouteId(exchange));
                        seen.add(inFlight() + " in flight");
                        callback.done(false);
                    });
            return false;
        }
    }

    private void routes(Processor in) throws Exception {
        camel.addRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        errorHandler(noErrorHandler());
                        routeTemplate("step").from("kamelet:source").process(new Mark("kamelet"));
                        from("direct:first")
                                .routeId("first")
                                .process(new Mark("a"))
                                .to("kamelet:step/inside")
                                .process(in)
                                .to("direct:second")
                                .process(new Mark("z"));
                        from("direct:second").routeId("second").process(new Mark("b"));
                    }
                });
        camel.start();
    }

    private Line line(String route) {
        return ((Lines.Whole) camel.getRoute(route).getProcessor()).line();
    }

    private int inFlight() {
        return camel.getInflightRepository().size("first")
                + camel.getInflightRepository().size("second");
    }

    @Test
    void runsEachStepInItsOwnRouteAndInOrder() throws Exception {
        routes(new Later());

        sender.sendBody("direct:first", "x");

        assertThat(seen)
                .containsExactly(
                        "a@first",
                        "kamelet@inside",
                        "later@first",
                        "1 in flight",
                        "b@second",
                        "z@first");
        assertThat(watched).isFalse();
        assertThat(inFlight()).isZero();
    }

    @Test
    void endsWithTheFirstFailure() throws Exception {
        routes(exchange -> exchange.setException(new IllegalStateException("no")));

        Exchange sent = sender.send("direct:first", exchange -> {});

        assertThat(sent.getException()).hasMessage("no");
        assertThat(seen).containsExactly("a@first", "kamelet@inside");
        assertThat(inFlight()).isZero();
    }

    @Test
    void tellsWhatAStepOfAnyKindThrows() throws Exception {
        routes(
                exchange -> {
                    throw new IllegalStateException("thrown");
                });

        assertThat(sender.send("direct:first", exchange -> {}).getException()).hasMessage("thrown");
        assertThat(seen).doesNotContain("z@first");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void failsWithAStepThatThrowsInsteadOfEnding(boolean endsToo) throws Exception {
        routes(
                new AsyncProcessorSupport() {
                    @Override
                    public boolean process(Exchange exchange, AsyncCallback callback) {
                        if (endsToo) {
                            callback.done(true);
                        }
                        throw new IllegalStateException("thrown");
                    }
                });

        Exchange sent = sender.send("direct:first", exchange -> {});

        assertThat(sent.getException()).hasMessage("thrown");
        assertThat(seen).containsExactly("a@first", "kamelet@inside");
        assertThat(inFlight()).isZero();
    }

    @Test
    void endsWhereARouteIsStopped() throws Exception {
        routes(exchange -> exchange.setRouteStop(true));

        Exchange sent = sender.send("direct:first", exchange -> {});

        assertThat(sent.getException()).isNull();
        assertThat(seen).containsExactly("a@first", "kamelet@inside");
    }

    @Test
    void leavesARouteThatSomebodyWatchesToCamel() throws Exception {
        List<String> watchedSteps = new ArrayList<>();
        camel.getCamelContextExtension()
                .addInterceptStrategy(
                        (context, definition, target, next) -> {
                            watchedSteps.add(definition.getShortName());
                            return target;
                        });
        routes(new Mark("in"));

        sender.sendBody("direct:first", "x");

        assertThat(line("first")).isNull();
        assertThat(watchedSteps).contains("process", "to");
        assertThat(watched).isTrue();
        assertThat(seen.stream().map(each -> each.split("@")[0]).collect(Collectors.toList()))
                .containsExactly("a", "kamelet", "in", "b", "z");
    }

    @Test
    void keepsTheErrorHandlerOfAStep() throws Exception {
        camel.addRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        errorHandler(
                                defaultErrorHandler().maximumRedeliveries(2).redeliveryDelay(0));
                        from("direct:first")
                                .routeId("first")
                                .process(
                                        exchange -> {
                                            seen.add("tried");
                                            throw new IllegalStateException("no");
                                        });
                    }
                });
        camel.start();

        sender.send("direct:first", exchange -> {});

        assertThat(seen).containsExactly("tried", "tried", "tried");
    }

    @Test
    void comesOutOfASourceKameletOnce() throws Exception {
        camel.addRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        errorHandler(noErrorHandler());
                        routeTemplate("spring")
                                .from("direct:inside")
                                .process(new Mark("inside"))
                                .to("kamelet:sink");
                        from("kamelet:spring/in").routeId("first").process(new Mark("outside"));
                    }
                });
        camel.start();

        sender.sendBody("direct:inside", "x");

        assertThat(seen).containsExactly("inside@in", "outside@first");
    }

    @Test
    void leavesToCamelWhatHasNoUnitOfWork() throws Exception {
        routes(new Mark("in"));
        Exchange bare = camel.getEndpoint("direct:first").createExchange();

        assertThat(line("first").takes(bare)).isFalse();
    }
}
