/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import org.airmessenger.control.model.Device;
import org.airmessenger.control.model.LiveModel;
import org.airmessenger.control.model.Model;
import org.airmessenger.control.model.Place;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Endings;
import org.airmessenger.message.Identity;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** The real Kamelets of sources, in front of a guard that the test plays. */
final class SourceFixture implements AutoCloseable {

    /** What reached the guard. */
    record Arrival(String id, String body, Map<String, Object> headers, Identity identity) {}

    final DefaultCamelContext camel = new DefaultCamelContext();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final LiveModel model = new LiveModel(Model.EMPTY);
    final List<Arrival> arrived = Collections.synchronizedList(new ArrayList<>());
    final List<Boolean> endings = new CopyOnWriteArrayList<>();

    /** What the guard answers: null keeps, anything else is thrown. */
    final AtomicReference<Function<Arrival, RuntimeException>> guard =
            new AtomicReference<>(arrival -> null);

    SourceFixture() {
        camel.disableJMX();
        camel.getRegistry().bind("meters", meters);
        camel.getRegistry().bind(LiveModel.BEAN, model);
        device(false);
        camel.getComponent("kamelet", KameletComponent.class)
                .setLocation("file:" + System.getProperty("air.project.root") + "/kamelets");
        camel.getShutdownStrategy().setTimeout(10);
    }

    void device(boolean revoked) {
        Device device = new Device("service-1", "p", "plant-a", revoked, new Place("x", 1));
        model.replace(new Model(Map.of(), List.of(), Map.of(), Map.of("service-1", device)));
    }

    SourceFixture start(String source) throws Exception {
        camel.addRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        errorHandler(noErrorHandler());
                        from(source).routeId("1-source").to("direct:guard");
                        from("direct:guard").routeId("2-guard").process(SourceFixture.this::arrive);
                    }
                });
        camel.start();
        return this;
    }

    private void arrive(Exchange exchange) {
        Arrival arrival =
                new Arrival(
                        exchange.getMessage().getHeader(AirHeaders.ID, String.class),
                        exchange.getMessage().getBody(String.class),
                        Map.copyOf(exchange.getMessage().getHeaders()),
                        exchange.getProperty(AirHeaders.IDENTITY, Identity.class));
        arrived.add(arrival);
        exchange.getProperty(AirHeaders.ENDINGS, Endings.class).add(endings::add);
        // as a step behind would change it: a second try must not see this
        exchange.getMessage().setBody("changed");
        exchange.getMessage().setHeader(AirHeaders.TOPIC, "changed");
        RuntimeException refused = guard.get().apply(arrival);
        if (refused != null) {
            throw refused;
        }
    }

    double count(String verdict, String door) {
        return meters.counter(
                        "air_source_messages_total", "door", door, "qos", "1", "verdict", verdict)
                .count();
    }

    List<Arrival> arrived() {
        synchronized (arrived) {
            return List.copyOf(arrived);
        }
    }

    List<String> bodies() {
        return arrived().stream().map(Arrival::body).toList();
    }

    List<String> ids() {
        return arrived().stream().map(Arrival::id).toList();
    }

    @Override
    public void close() {
        camel.stop();
    }
}
