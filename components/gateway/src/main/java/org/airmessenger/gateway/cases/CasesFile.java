/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cases;

import org.airmessenger.control.model.Place;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A cases file as it was read.
 *
 * @param path where it lies
 * @param stem of the tested route or Kamelet; null if nothing says it
 * @param with names of further route files to load, such as {@code 3-lanes}
 * @param parameters of the Kamelet or route template
 * @param properties values of placeholders
 * @param modelFolder folder whose {@code conf/} has the four files, or null
 * @param sections the texts of the four files, by name, at the lines where they stand here
 * @param cases the rows
 * @param lines where each key at the top stands
 * @param problems what is wrong with the file itself, each with its line
 */
record CasesFile(
        Path path,
        String stem,
        List<String> with,
        Map<String, Object> parameters,
        Map<String, Object> properties,
        String modelFolder,
        Map<String, String> sections,
        List<Case> cases,
        Map<String, Integer> lines,
        List<Difference> problems) {

    private static final Set<String> KEYS =
            Set.of("test", "with", "parameters", "properties", "model", "cases");
    private static final Set<String> SECTIONS =
            Set.of("destinations", "rules", "policies", "devices");

    /** Reads a file; what is wrong with it stands in {@link #problems}. */
    static CasesFile read(Path path) throws IOException {
        String text = Files.readString(path);
        List<Difference> problems = new ArrayList<>();
        CaseRows rows = new CaseRows(path.getFileName().toString(), problems);
        Node root = root(text, rows);
        Map<String, Node> top = rows.members(root, "the file", KEYS);
        Map<String, Integer> lines = new LinkedHashMap<>();
        top.forEach((key, node) -> lines.put(key, rows.keyLine(root, key)));
        Node model = top.get("model");
        Map<String, String> sections = new LinkedHashMap<>();
        String folder = model instanceof ScalarNode scalar ? scalar.getValue() : null;
        if (folder == null) {
            rows.members(model, "model", SECTIONS)
                    .forEach((name, node) -> sections.put(name, sliceOf(text, node)));
        }
        List<Case> cases = new ArrayList<>();
        if (top.get("cases") instanceof SequenceNode list) {
            list.getValue().forEach(row -> cases.add(rows.row(row)));
        }
        if (cases.isEmpty() && problems.isEmpty()) {
            rows.problem(1, "the file must have at least one case under cases: but has none");
        }
        return new CasesFile(
                path,
                stem(path, top.get("test"), rows),
                strings(value(top.get("with"))),
                map(value(top.get("parameters"))),
                map(value(top.get("properties"))),
                folder,
                sections,
                cases,
                lines,
                problems);
    }

    private static Node root(String text, CaseRows rows) {
        try {
            return new Yaml(new LoaderOptions()).compose(new StringReader(text));
        } catch (MarkedYAMLException wrong) {
            int line = wrong.getProblemMark() == null ? 1 : wrong.getProblemMark().getLine() + 1;
            rows.problem(line, "the file must be YAML but " + wrong.getProblem());
        } catch (YAMLException wrong) {
            rows.problem(1, "the file must be YAML but " + wrong.getMessage());
        }
        return null;
    }

    private static String stem(Path path, Node test, CaseRows rows) {
        if (test instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        try {
            return CasesRunner.stemOf(path);
        } catch (IllegalArgumentException wrongName) {
            rows.add(1, wrongName.getMessage() + "; or name what it tests by test:");
            return null;
        }
    }

    /** The line of a key at the top, or 1. */
    int line(String key) {
        return lines.getOrDefault(key, 1);
    }

    /** Something that is wrong at a line. */
    Difference problem(int line, String text) {
        return Difference.problem(new Place(path.getFileName().toString(), line), text);
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

    /** A node's value as maps, lists and plain values; null of null. */
    static Object value(Node node) {
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
