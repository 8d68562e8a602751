/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import org.airmessenger.control.files.Suggestion;
import org.airmessenger.gateway.config.Problem;

import org.yaml.snakeyaml.nodes.Node;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Which route starts where, and which step calls it: a call that nobody takes loses messages. */
final class RouteLinks {

    private static final String DOOR = "airbroker:door";
    private static final String DIRECT = "direct:";

    private final Map<String, String> starts = new TreeMap<>();
    private final Map<String, String> again = new LinkedHashMap<>();
    private final Map<String, String> calls = new LinkedHashMap<>();
    private final Set<Node> inputs = Collections.newSetFromMap(new IdentityHashMap<>());

    /** A route starts from this value of {@code from}. */
    void start(String where, Node from) {
        Node uri = YamlNodes.text(from) == null ? YamlNodes.at(from, "uri") : from;
        String name = name(uri);
        if (name == null) {
            return;
        }
        inputs.add(uri);
        String here = where + ":" + YamlNodes.line(uri);
        String first = starts.putIfAbsent(name, here);
        boolean one = name.startsWith(DIRECT) || name.startsWith("airbroker:");
        if (first != null && one && !name.contains("{{")) {
            again.put(here, name);
        }
    }

    /** A step calls this, or it is the input of a route that was told before. */
    void call(String where, Node uri) {
        String name = name(uri);
        if (name != null && name.startsWith(DIRECT) && !inputs.contains(uri)) {
            calls.put(where + ":" + YamlNodes.line(uri), name);
        }
    }

    private static String name(Node uri) {
        String text = YamlNodes.text(uri);
        return text == null ? null : text.replace("://", ":").replaceAll("\\?.*", "");
    }

    /** What may start one route only must not start two. */
    void checkStarts(List<Problem> problems) {
        again.forEach(
                (where, name) ->
                        problems.add(
                                new Problem(
                                        where,
                                        "AIR-9023 only one route may start from "
                                                + name
                                                + " but one at "
                                                + starts.get(name)
                                                + " does too: remove one")));
    }

    /** What is called must be there, and what the gateway cannot be without. */
    void checkWhole(Map<String, String> templates, boolean delivers, List<Problem> problems) {
        calls.forEach(
                (where, name) -> {
                    if (!name.contains("{{") && !name.contains("$") && !isStart(name)) {
                        problems.add(
                                new Problem(
                                        where,
                                        "AIR-9024 a route must start from "
                                                + name
                                                + " to be called but none does"
                                                + Suggestion.remedy(name, starts.keySet())));
                    }
                });
        if (!starts.containsKey(DOOR)) {
            problems.add(missing("a route from " + DOOR));
        }
        if (delivers && !templates.containsKey("4-delivery")) {
            problems.add(missing("the route template 4-delivery"));
        }
    }

    private boolean isStart(String name) {
        return starts.keySet().stream()
                .anyMatch(start -> start.equals(name) || isMadeFrom(start, name));
    }

    /** A template starts as many routes as it is used. */
    private static boolean isMadeFrom(String template, String name) {
        int placeholder = template.indexOf("{{");
        return placeholder > 0
                && name.matches(Pattern.quote(template.substring(0, placeholder)) + ".+");
    }

    private static Problem missing(String what) {
        return new Problem(
                "routes/",
                "AIR-9025 the gateway needs " + what + " but there is none: restore its file");
    }
}
