/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.files;

import org.airmessenger.control.model.Place;
import org.airmessenger.control.model.Rule;
import org.airmessenger.control.model.Rule.Where;
import org.airmessenger.message.Quoted;

import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads {@code conf/rules.yaml}. What is not written is: where always; no priority; to nowhere;
 * local true; stop false.
 */
final class RulesReader {

    static final String FILE = "conf/rules.yaml";

    private static final String[] LANGUAGES = {"jsonpath", "jq", "simple"};

    private final Report report;
    private final Set<String> destinations;
    private final Map<String, Place> ids = new HashMap<>();

    private RulesReader(Report report, Set<String> destinations) {
        this.report = report;
        this.destinations = destinations;
    }

    static List<Rule> read(Node root, Report report, Set<String> destinations) {
        if (root == null) {
            return List.of();
        }
        if (!(root instanceof SequenceNode list)) {
            report.add(
                    Problem.WRONG_FORM,
                    root,
                    FILE + " must be a list (- id: …) but was not; begin each rule with a dash");
            return List.of();
        }
        RulesReader reader = new RulesReader(report, destinations);
        List<Rule> rules = new ArrayList<>();
        list.getValue().forEach(node -> rules.add(reader.rule(node, rules.size() + 1)));
        return rules;
    }

    private Rule rule(Node node, int number) {
        Fields unnamed =
                new Fields(
                        new Report(report.file(), new ArrayList<>()), "", node, report.place(node));
        String id = unnamed.text("id");
        String what = id == null ? "rule " + number : "rule " + id;
        Fields fields = new Fields(report, what, node, report.place(node));
        fields.only("id", "match", "where", "priority", "to", "local", "stop");
        if (fields.required("id") != null) {
            Names.check(fields, "id", "the id of a rule", id);
            Place earlier = ids.putIfAbsent(id, fields.place("id"));
            if (earlier != null) {
                fields.problem(
                        Problem.DUPLICATE,
                        "id",
                        "the id of a rule must be unique but "
                                + id
                                + " stands in line "
                                + earlier.line()
                                + " too; rename one");
            }
        }
        Long priority = fields.number("priority", 0, 9, null);
        return new Rule(
                id == null ? "" : id,
                topic(fields, what),
                fields.has("where") ? where(fields.fields("where", "where of " + what)) : null,
                priority == null ? null : priority.intValue(),
                to(fields, what),
                fields.bool("local", true),
                fields.bool("stop", false),
                fields.place(""));
    }

    private static String topic(Fields fields, String what) {
        if (!fields.demand("match")) {
            return "";
        }
        Fields match = fields.fields("match", "match of " + what).only("topic");
        String topic = match.required("topic");
        if (topic == null) {
            return "";
        }
        String problem = Names.problemOfFilter(topic);
        if (problem != null) {
            match.problem(Problem.BAD_FILTER, "topic", problem);
        }
        return topic;
    }

    private static Where where(Fields fields) {
        fields.only(LANGUAGES);
        if (fields.names().size() != 1) {
            fields.problem(
                    Problem.WRONG_FORM,
                    "",
                    "where must have exactly one of jsonpath, jq, simple but had "
                            + fields.names().size());
            return null;
        }
        String language = fields.names().iterator().next();
        String expression = fields.text(language);
        if (expression != null && expression.isBlank()) {
            fields.problem(
                    Problem.WRONG_FORM,
                    language,
                    language + " must not be blank; leave where out to match always");
        }
        return new Where(language, expression == null ? "" : expression);
    }

    private List<String> to(Fields fields, String what) {
        Map<String, Place> to = fields.texts("to");
        to.forEach(
                (name, place) -> {
                    if (destinations != null && !destinations.contains(name)) {
                        report.problems()
                                .add(
                                        new Problem(
                                                Problem.NO_SUCH,
                                                place,
                                                what
                                                        + " names the destination "
                                                        + Quoted.of(name)
                                                        + " that is not in "
                                                        + DestinationsReader.FILE
                                                        + "; "
                                                        + Suggestion.of(name, destinations)));
                    }
                });
        return List.copyOf(to.keySet());
    }
}
