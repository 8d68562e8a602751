/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.guard;

import org.airmessenger.control.model.LiveModel;
import org.airmessenger.control.model.Model;
import org.airmessenger.control.model.Place;
import org.airmessenger.control.model.Policy;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Identity;
import org.airmessenger.message.RefusedException;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A guard with a clock of its own, and messages to send through its steps. */
final class GuardFixture {

    static final Policy.Limits LIMITS = new Policy.Limits(10, 20, 1_000_000, 1_000, 5);
    static final Identity THERMO = new Identity("thermo-1", "plant-a", "sensor", "mqtt");

    final AtomicLong nanos = new AtomicLong(1_000_000_000L);
    final MeterRegistry meters = new SimpleMeterRegistry();
    final CamelContext camel = new DefaultCamelContext();
    final LiveModel model;

    GuardFixture(Policy... policies) {
        model = new LiveModel(model(policies));
        camel.getRegistry().bind(LiveModel.BEAN, model);
        camel.getRegistry().bind(Guard.BEAN, new Guard(model, meters, nanos::get));
    }

    static Model model(Policy... policies) {
        Map<String, Policy> byName =
                Stream.of(policies).collect(Collectors.toMap(Policy::name, policy -> policy));
        return new Model(Map.of(), List.of(), byName, Map.of());
    }

    static Policy policy(Policy.Limits limits, int maxPriority, String... publish) {
        return new Policy(
                "sensor",
                List.of(publish),
                List.of(),
                limits,
                maxPriority,
                new Place("conf/policies.yaml", 1));
    }

    void passSeconds(double seconds) {
        nanos.addAndGet((long) (seconds * 1e9));
    }

    <T extends GuardStep> T start(T step) {
        step.setCamelContext(camel);
        step.start();
        return step;
    }

    Exchange message(Identity identity, String topic, int bytes) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setBody(new byte[bytes]);
        exchange.getMessage().setHeader(AirHeaders.TOPIC, topic);
        if (identity != null) {
            exchange.setProperty(AirHeaders.IDENTITY, identity);
            exchange.getMessage().setHeader(AirHeaders.DEVICE, identity.device());
            if (identity.tenant() != null) {
                exchange.getMessage().setHeader(AirHeaders.TENANT, identity.tenant());
            }
        }
        return exchange;
    }

    /** What the step says: the refusal, or null if it lets the message through. */
    static RefusedException verdict(GuardStep step, Exchange exchange) {
        step.process(exchange, done -> {});
        Exception failure = exchange.getException();
        if (failure != null && !(failure instanceof RefusedException)) {
            throw new AssertionError(failure);
        }
        return (RefusedException) failure;
    }

    double refused(String reason) {
        return meters.counter("air_guard_refused_total", "reason", reason).count();
    }
}
