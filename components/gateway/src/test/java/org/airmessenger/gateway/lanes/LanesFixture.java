/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.lanes;

import org.airmessenger.control.model.Destination;
import org.airmessenger.control.model.Model;
import org.airmessenger.control.model.Place;
import org.airmessenger.control.model.Policy;
import org.airmessenger.control.model.Rule;
import org.airmessenger.message.Plan;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Rules to try, and messages to try them with. */
final class LanesFixture {

    static final CamelContext CAMEL = new DefaultCamelContext();

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final LanesMetrics metrics = new LanesMetrics(meters);

    static Rule rule(String id, String topic, String... to) {
        return new Rule(
                id, topic, null, null, List.of(to), true, false, new Place("conf/rules.yaml", 1));
    }

    static Rule with(Rule rule, Integer priority, boolean local, boolean stop) {
        return new Rule(
                rule.id(),
                rule.topic(),
                rule.where(),
                priority,
                rule.to(),
                local,
                stop,
                rule.place());
    }

    static Rule where(int line, String language, String expression) {
        return new Rule(
                "rule-" + line,
                "#",
                new Rule.Where(language, expression),
                9,
                List.of("cloud"),
                true,
                false,
                new Place("conf/rules.yaml", line));
    }

    static Destination destination(String name, boolean memory) {
        Destination.Retry retry =
                new Destination.Retry(Duration.ZERO, Duration.ZERO, 1, Duration.ofSeconds(1));
        Place place = new Place("conf/destinations.yaml", 1);
        return new Destination(
                name, "x-sink", Map.of(), memory, Map.of(), 1, true, retry, "none", Map.of(), 1,
                place);
    }

    static Model model(Rule... rules) {
        Policy.Limits limits = new Policy.Limits(1, 1, 1, 1, 1);
        Policy policy =
                new Policy(
                        "sensor", List.of(), List.of(), limits, 6, new Place("policies.yaml", 1));
        return new Model(
                Map.of("cloud", destination("cloud", false), "live", destination("live", true)),
                List.of(rules),
                Map.of("sensor", policy),
                Map.of());
    }

    RuleBook book(Rule... rules) {
        return new RuleBook(model(rules), metrics);
    }

    static Message message(Object body) {
        Message message = new DefaultExchange(CAMEL).getMessage();
        message.setBody(body);
        return message;
    }

    MessageView view(byte[] body) {
        return new MessageView(message(body), 65_536, metrics);
    }

    MessageView view(String body) {
        return view(body.getBytes(StandardCharsets.UTF_8));
    }

    Plan decide(RuleBook book, String topic) {
        return book.decide(view(""), topic, null, "sensor");
    }

    /** Whether a condition holds for a body. */
    boolean holds(String language, String expression, String body) {
        return Where.compile(new Rule.Where(language, expression)).test(view(body));
    }

    double unparsed(String reason) {
        return meters.counter("air_lanes_where_unparsed_total", "reason", reason).count();
    }
}
