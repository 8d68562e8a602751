/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.kamelets;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;

/** Finds the lines of a YAML text's parts by path, {@code $.spec.template.beans[0]}. */
final class YamlPlaces {

    private final Map<String, Integer> firstLines = new HashMap<>();
    private final Map<String, Integer> lengths = new HashMap<>();

    YamlPlaces(String text) {
        Node root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
        if (root != null) {
            add("$", 1, root);
        }
    }

    private void add(String path, int line, Node node) {
        firstLines.put(path, line);
        lengths.put(path, node.getEndMark().getLine() - node.getStartMark().getLine());
        if (node instanceof MappingNode map) {
            for (NodeTuple entry : map.getValue()) {
                String key = ((ScalarNode) entry.getKeyNode()).getValue();
                int at = entry.getKeyNode().getStartMark().getLine() + 1;
                add(path + "." + key, at, entry.getValueNode());
            }
        } else if (node instanceof SequenceNode list) {
            for (int i = 0; i < list.getValue().size(); i++) {
                Node member = list.getValue().get(i);
                add(path + "[" + i + "]", member.getStartMark().getLine() + 1, member);
            }
        }
    }

    /** The line of a path, or of the nearest part above it. */
    int line(String path) {
        String known = path;
        while (!firstLines.containsKey(known) && known.length() > 1) {
            known = known.substring(0, Math.max(known.lastIndexOf('.'), known.lastIndexOf('[')));
        }
        return firstLines.getOrDefault(known, 1);
    }

    /** How many lines a part has; 0 if there is no such part. */
    int lines(String path) {
        return lengths.getOrDefault(path, 0);
    }
}
