/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.check;

import org.airmessenger.gateway.config.Problem;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A YAML file with the lines of its parts.
 *
 * @param file as it is named in problems
 * @param text the whole text
 * @param root as nodes
 * @param json as values
 * @param lines by JSON pointer (RFC 6901): of a map's member the line of its key
 */
record Document(String file, String text, Node root, JsonNode json, Map<String, Integer> lines) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Reads a file, or gives null after adding a problem. */
    static Document read(Path path, List<Problem> problems) {
        try {
            return parse(path.toString(), Files.readString(path), problems);
        } catch (IOException e) {
            problems.add(
                    new Problem(path.toString(), "AIR-9012 the file must be readable UTF-8: " + e));
            return null;
        }
    }

    /** Reads a text, or gives null after adding a problem. */
    static Document parse(String file, String text, List<Problem> problems) {
        try {
            Node root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
            if (root == null) {
                problems.add(
                        new Problem(
                                file, "AIR-9010 a file must not be empty: fill it or delete it"));
                return null;
            }
            Object value = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
            Map<String, Integer> lines = new HashMap<>();
            place("", root.getStartMark().getLine() + 1, root, lines);
            return new Document(file, text, root, MAPPER.valueToTree(value), lines);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            problems.add(
                    Problem.at(file, line, "AIR-9011 the file must be YAML: " + e.getProblem()));
        } catch (YAMLException e) {
            problems.add(new Problem(file, "AIR-9011 the file must be YAML: " + e.getMessage()));
        }
        return null;
    }

    private static void place(String at, int line, Node node, Map<String, Integer> lines) {
        lines.putIfAbsent(at, line);
        if (node instanceof MappingNode map) {
            for (NodeTuple entry : map.getValue()) {
                if (entry.getKeyNode() instanceof ScalarNode key) {
                    int there = key.getStartMark().getLine() + 1;
                    place(at + "/" + escaped(key.getValue()), there, entry.getValueNode(), lines);
                }
            }
        } else if (node instanceof SequenceNode list) {
            List<Node> members = new ArrayList<>(list.getValue());
            for (int i = 0; i < members.size(); i++) {
                int there = members.get(i).getStartMark().getLine() + 1;
                place(at + "/" + i, there, members.get(i), lines);
            }
        }
    }

    static String escaped(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }

    /** The line of a part, or of the nearest part above it. */
    int line(String pointer) {
        String at = pointer;
        while (!lines.containsKey(at) && !at.isEmpty()) {
            at = at.substring(0, at.lastIndexOf('/'));
        }
        return lines.getOrDefault(at, 1);
    }

    /** The line of a character. */
    int lineAt(int index) {
        return (int) text.substring(0, index).chars().filter(c -> c == '\n').count() + 1;
    }

    Problem problem(int line, String text) {
        return Problem.at(file, line, text);
    }
}
