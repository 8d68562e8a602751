/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cases;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A cases file as it was read.
 *
 * @param path where it lies
 * @param with names of further route files to load, such as {@code 3-lanes}
 * @param parameters of the Kamelet or route template
 * @param properties values of placeholders
 * @param sections the texts of the four files, by name, at the lines where they stand here
 * @param cases the rows
 * @param problems what is wrong with the file itself, each with its line
 */
record CasesFile(
        Path path,
        List<String> with,
        Map<String, Object> parameters,
        Map<String, Object> properties,
        Map<String, String> sections,
        List<Case> cases,
        List<String> problems) {

    private static final Set<String> KEYS =
            Set.of("with", "parameters", "properties", "model", "cases");
    private static final Set<String> SECTIONS =
            Set.of("destinations", "rules", "policies", "devices");
    private static final Set<String> CASE_KEYS =
            Set.of("name", "in", "times", "pause", "answers", "out");

    /** Reads a file; what is wrong with it stands in {@link #problems}. */
    static CasesFile read(Path path) throws IOException {
        String text = Files.readString(path);
        List<String> problems = new ArrayList<>();
        Node root = null;
        try {
            root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
        } catch (YAMLException wrong) {
            problems.add(path.getFileName() + " must be YAML but " + wrong.getMessage());
        }
        Map<String, Node> top = members(root);
        unknown(path, top.keySet(), KEYS, line(root), problems);
        Map<String, Node> model = members(top.get("model"));
        unknown(path, model.keySet(), SECTIONS, line(top.get("model")), problems);
        Map<String, String> sections = new LinkedHashMap<>();
        model.forEach((name, node) -> sections.put(name, sliceOf(text, node)));
        List<Case> cases = new ArrayList<>();
        if (top.get("cases") instanceof SequenceNode rows) {
            rows.getValue().forEach(row -> cases.add(caseOf(path, row, problems)));
        }
        if (cases.isEmpty()) {
            problems.add(path.getFileName() + ":1 must have at least one case under cases:");
        }
        return new CasesFile(
                path,
                strings(value(top.get("with"))),
                map(value(top.get("parameters"))),
                map(value(top.get("properties"))),
                sections,
                cases,
                problems);
    }

    private static Case caseOf(Path path, Node row, List<String> problems) {
        Map<String, Node> members = members(row);
        unknown(path, members.keySet(), CASE_KEYS, line(row), problems);
        Map<String, Integer> outLines = new LinkedHashMap<>();
        members(members.get("out")).forEach((key, node) -> outLines.put(key, line(node)));
        Map<String, Map<String, Object>> answers = new LinkedHashMap<>();
        map(value(members.get("answers"))).forEach((uri, answer) -> answers.put(uri, map(answer)));
        Object name = value(members.get("name"));
        if (name == null || !members.containsKey("in") || !members.containsKey("out")) {
            problems.add(
                    path.getFileName() + ":" + line(row) + " a case must have name, in and out");
        }
        Object times = value(members.get("times"));
        Object pause = value(members.get("pause"));
        return new Case(
                String.valueOf(name),
                line(row),
                map(value(members.get("in"))),
                times instanceof Integer number ? number : 1,
                pause == null ? Duration.ZERO : Duration.parse("PT" + pause),
                answers,
                map(value(members.get("out"))),
                outLines);
    }

    private static void unknown(
            Path path, Set<String> keys, Set<String> known, int line, List<String> problems) {
        for (String key : keys) {
            if (!known.contains(key)) {
                problems.add(
                        "%s:%d the key %s is unknown, known are %s"
                                .formatted(path.getFileName(), line, key, known));
            }
        }
    }

    /**
     * The node's own text, preceded by as many empty lines and spaces as precede it in the file.
     */
    private static String sliceOf(String text, Node node) {
        String[] lines = text.split("\n", -1);
        int first = node.getStartMark().getLine();
        int last = Math.min(node.getEndMark().getLine(), lines.length - 1);
        StringBuilder out = new StringBuilder("\n".repeat(first));
        for (int i = first; i <= last; i++) {
            int from = i == first ? node.getStartMark().getColumn() : 0;
            int to = i == last ? node.getEndMark().getColumn() : lines[i].length();
            out.append(" ".repeat(from)).append(lines[i], from, to).append('\n');
        }
        return out.toString();
    }

    private static int line(Node node) {
        return node == null ? 1 : node.getStartMark().getLine() + 1;
    }

    private static Map<String, Node> members(Node node) {
        Map<String, Node> members = new LinkedHashMap<>();
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key) {
                    members.put(key.getValue(), tuple.getValueNode());
                }
            }
        }
        return members;
    }

    private static Object value(Node node) {
        return node == null ? null : new Values().of(node);
    }

    static Map<String, Object> map(Object value) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> found) {
            found.forEach((key, member) -> map.put(String.valueOf(key), member));
        }
        return map;
    }

    static List<String> strings(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** Turns a node into maps, lists and plain values. */
    private static final class Values extends SafeConstructor {
        Values() {
            super(new LoaderOptions());
        }

        Object of(Node node) {
            return constructDocument(node);
        }
    }
}
