/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cases;

import org.airmessenger.control.files.Suggestion;
import org.airmessenger.control.model.Place;
import org.airmessenger.message.Refusal;

import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the rows of a cases file, and takes down everything that is wrong with them. */
final class CaseRows {

    private static final Set<String> CASE_KEYS =
            Set.of("name", "in", "times", "pause", "answers", "out");
    private static final Set<String> ANSWER_KEYS =
            Set.of("headers", "body", "refused", "failed", "status", "text");
    private static final List<String> REFUSALS =
            Arrays.stream(Refusal.values()).map(Refusal::word).toList();

    private final String file;
    private final List<Difference> problems;

    CaseRows(String file, List<Difference> problems) {
        this.file = file;
        this.problems = problems;
    }

    Case row(Node node) {
        Map<String, Node> members = members(node, "a case", CASE_KEYS);
        Node name = members.get("name");
        Node in = members.get("in");
        Node out = members.get("out");
        if (name == null || in == null || out == null) {
            problem(line(node), "a case must have name, in and out");
        }
        message(in);
        Map<String, Integer> outLines = new LinkedHashMap<>();
        Map<String, Node> expected = members(out, "out", Outcome.KEYS);
        expected.keySet().forEach(key -> outLines.put(key, keyLine(out, key)));
        members(expected.get("headers"), "headers of out", null);
        members(expected.get("properties"), "properties of out", null);
        word(expected.get("refused"));
        return new Case(
                String.valueOf(CasesFile.value(name)),
                line(node),
                CasesFile.map(CasesFile.value(in)),
                times(members.get("times")),
                pause(members.get("pause")),
                answers(members.get("answers")),
                CasesFile.map(CasesFile.value(out)),
                outLines);
    }

    private void message(Node in) {
        Map<String, Node> members = members(in, "in", CaseMessage.KEYS);
        members(members.get("headers"), "headers of in", null);
        members(members.get("properties"), "properties of in", null);
        Node messages = members.get("messages");
        if (messages instanceof SequenceNode list) {
            new ArrayList<>(list.getValue()).forEach(this::message);
        } else if (messages != null) {
            problem(line(messages), "messages of in must be a list");
        }
        number(members.get("priority"), "priority of in", 0, 9);
        number(members.get("qos"), "qos of in", 0, 2);
        number(members.get("size"), "size of in", 0, 1 << 28);
    }

    private Map<String, Map<String, Object>> answers(Node node) {
        Map<String, Map<String, Object>> answers = new LinkedHashMap<>();
        members(node, "answers", null)
                .forEach(
                        (uri, answer) -> {
                            word(members(answer, "an answer", ANSWER_KEYS).get("refused"));
                            answers.put(uri, CasesFile.map(CasesFile.value(answer)));
                        });
        return answers;
    }

    private void word(Node refused) {
        if (refused instanceof ScalarNode scalar
                && !Tag.NULL.equals(scalar.getTag())
                && !REFUSALS.contains(scalar.getValue())) {
            problem(
                    line(refused),
                    "refused must be a word for a refusal but was "
                            + scalar.getValue()
                            + "; "
                            + Suggestion.of(scalar.getValue(), REFUSALS));
        }
    }

    private int times(Node node) {
        return number(node, "times", 1, 100_000) ? (Integer) CasesFile.value(node) : 1;
    }

    private boolean number(Node node, String what, int least, int most) {
        if (node == null) {
            return false;
        }
        Object value = CasesFile.value(node);
        if (value instanceof Integer number && number >= least && number <= most) {
            return true;
        }
        problem(line(node), what + " must be " + least + "–" + most + " but was " + value);
        return false;
    }

    private Duration pause(Node node) {
        if (node == null) {
            return Duration.ZERO;
        }
        Object value = CasesFile.value(node);
        try {
            return Duration.parse("PT" + value);
        } catch (DateTimeParseException wrong) {
            problem(line(node), "pause must be a duration such as 0.5s or 2m but was " + value);
            return Duration.ZERO;
        }
    }

    /**
     * The members of a map; anything else is taken down and empty.
     *
     * @param known the keys that may be there, or null: any
     */
    Map<String, Node> members(Node node, String what, Set<String> known) {
        Map<String, Node> members = new LinkedHashMap<>();
        if (node == null) {
            return members;
        }
        if (!(node instanceof MappingNode mapping)) {
            problem(line(node), what + " must be a map (key: value) but was not");
            return members;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key) {
                if (known != null && !known.contains(key.getValue())) {
                    problem(
                            line(key),
                            "the key "
                                    + key.getValue()
                                    + " of "
                                    + what
                                    + " is unknown; "
                                    + Suggestion.of(key.getValue(), known));
                } else if (members.put(key.getValue(), tuple.getValueNode()) != null) {
                    problem(line(key), "the key " + key.getValue() + " stands twice in " + what);
                }
            }
        }
        return members;
    }

    /** The line of a key of a map. */
    int keyLine(Node node, String name) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name)) {
                    return line(key);
                }
            }
        }
        return line(node);
    }

    void problem(int line, String text) {
        add(line, "AIR-9090 " + text);
    }

    void add(int line, String text) {
        problems.add(Difference.problem(new Place(file, line), text));
    }

    private static int line(Node node) {
        return node == null ? 1 : node.getStartMark().getLine() + 1;
    }
}
