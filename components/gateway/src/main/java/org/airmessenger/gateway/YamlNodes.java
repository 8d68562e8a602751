/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import org.airmessenger.gateway.config.Problem;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

import java.io.Reader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** YAML as nodes that know their line: no value is built, so nothing in a file can run. */
final class YamlNodes {

    private YamlNodes() {}

    /** The root of one document, or null after adding a problem. */
    static Node root(String file, Reader text, List<Problem> problems) {
        try {
            Node root = new Yaml(new LoaderOptions()).compose(text);
            if (root == null) {
                problems.add(
                        Problem.at(
                                file,
                                0,
                                "AIR-9010 a file must not be empty: fill it or delete it"));
            }
            return root;
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            problems.add(
                    Problem.at(file, line, "AIR-9011 the file must be YAML: " + e.getProblem()));
        } catch (YAMLException e) {
            problems.add(Problem.at(file, 0, "AIR-9011 the file must be YAML: " + e.getMessage()));
        }
        return null;
    }

    /** Line of a node, counted from 1. */
    static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    /** The scalar's text, or null. */
    static String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : null;
    }

    /** The value below the keys, or null. */
    static Node at(Node node, String... keys) {
        Node current = node;
        for (String key : keys) {
            current = map(current).get(key);
            if (current == null) {
                return null;
            }
        }
        return current;
    }

    /** The members of a mapping in their order; empty for any other node. */
    static Map<String, Node> map(Node node) {
        Map<String, Node> members = new LinkedHashMap<>();
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                String key = text(tuple.getKeyNode());
                if (key != null) {
                    members.put(key, tuple.getValueNode());
                }
            }
        }
        return members;
    }
}
