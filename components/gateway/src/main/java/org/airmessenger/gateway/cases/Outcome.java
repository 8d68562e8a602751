/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cases;

import org.airmessenger.control.model.Place;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.DeliveryException;
import org.airmessenger.message.Plan;
import org.airmessenger.message.RefusedException;

import org.apache.camel.Exchange;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What happened to a message, in the words of a cases file. */
final class Outcome {

    /** What a case may expect. */
    static final Set<String> KEYS =
            Set.of(
                    "kept",
                    "refused",
                    "failed",
                    "away",
                    "code",
                    "retryAfterMillis",
                    "to",
                    "priority",
                    "body",
                    "topic",
                    "lanes",
                    "memory",
                    "local",
                    "headers",
                    "properties");

    private static final Pattern CODE = Pattern.compile("AIR-\\d{4}");

    private final Exchange exchange;
    private final Map<String, Object> facts = new LinkedHashMap<>();

    Outcome(Exchange exchange, List<String> reached) {
        this.exchange = exchange;
        verdict(exchange.getException());
        facts.put("to", List.copyOf(reached));
        facts.put("priority", exchange.getMessage().getHeader(AirHeaders.PRIORITY));
        facts.put("body", exchange.getMessage().getBody(String.class));
        facts.put("topic", exchange.getMessage().getHeader(AirHeaders.TOPIC));
        Plan plan = exchange.getProperty(AirHeaders.PLAN, Plan.class);
        if (plan != null) {
            String lane = "." + plan.laneClass().word();
            facts.put("lanes", plan.destinations().stream().map(name -> name + lane).toList());
            facts.put("memory", List.copyOf(new TreeSet<>(plan.memory())));
            facts.put("local", plan.local());
        }
    }

    private void verdict(Exception failure) {
        facts.put("kept", failure == null);
        facts.put("refused", null);
        facts.put("failed", null);
        facts.put("away", null);
        if (failure == null) {
            return;
        }
        String text = String.valueOf(failure.getMessage());
        Matcher code = CODE.matcher(text);
        facts.put("code", code.find() ? code.group() : null);
        if (failure instanceof RefusedException refusal) {
            facts.put("refused", refusal.refusal().word());
            facts.put("retryAfterMillis", refusal.retryAfterMillis());
        } else if (failure instanceof DeliveryException verdict) {
            facts.put(verdict.isAway() ? "away" : "failed", text);
            facts.put("retryAfterMillis", verdict.retryAfterMillis());
        } else {
            facts.put("failed", text);
        }
    }

    /** What differs from the expectations, each as place, expected, actual. */
    List<Difference> differences(String file, Case row) {
        List<Difference> differences = new ArrayList<>();
        Map<String, Object> expected = new LinkedHashMap<>();
        boolean saysWhy =
                row.out().keySet().stream()
                        .anyMatch(List.of("refused", "failed", "away")::contains);
        if (!saysWhy) {
            expected.put("kept", true);
        }
        expected.putAll(row.out());
        expected.forEach(
                (key, value) -> {
                    int line = row.outLines().getOrDefault(key, row.line());
                    difference(new Place(file, line), key, value, differences);
                });
        return differences;
    }

    private void difference(
            Place place, String key, Object expected, List<Difference> differences) {
        if (key.equals("headers") || key.equals("properties")) {
            membersDifference(place, key, CasesFile.map(expected), differences);
            return;
        }
        Object actual = facts.get(key);
        boolean part = (key.equals("failed") || key.equals("away")) && actual != null;
        boolean same =
                part
                        ? actual.toString().contains(String.valueOf(expected))
                        : same(expected, actual);
        if (!same) {
            Object was = facts.containsKey(key) ? actual : "nothing";
            differences.add(new Difference(place, key, expected + "", was + why()));
        }
    }

    private void membersDifference(
            Place place, String key, Map<String, Object> expected, List<Difference> differences) {
        expected.forEach(
                (name, value) -> {
                    Object actual =
                            key.equals("headers")
                                    ? exchange.getMessage().getHeader(name)
                                    : exchange.getProperty(name);
                    if (!same(value, actual)) {
                        String field = key + "." + name;
                        differences.add(new Difference(place, field, value + "", actual + ""));
                    }
                });
    }

    private static boolean same(Object expected, Object actual) {
        return Objects.equals(expected, actual)
                || expected != null
                        && actual != null
                        && expected.toString().equals(actual.toString());
    }

    private String why() {
        Exception failure = exchange.getException();
        return failure == null ? "" : " (" + failure + ")";
    }
}
