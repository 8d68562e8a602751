/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.files;

import org.airmessenger.control.model.Place;

import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

/** Finds the line of a key, for checks that others make on the model. */
public final class Places {

    private final Map<String, Node> roots = new HashMap<>();

    Places() {}

    void add(String file, Node root) {
        roots.put(file, root);
    }

    /** Whether all of the way down is written in the file. */
    public boolean has(String file, String... keys) {
        Node at = roots.get(file);
        for (String key : keys) {
            Step step = step(at, key);
            if (step == null) {
                return false;
            }
            at = step.below;
        }
        return at != null;
    }

    /**
     * Where a key stands, or the nearest key above it that exists.
     *
     * @param file relative to {@code AIR_HOME}, such as {@code conf/destinations.yaml}
     * @param keys the way down, such as {@code "cloud", "parameters", "url"}; in a list, the id of
     *     an entry or the entry itself
     */
    public Place of(String file, String... keys) {
        Node at = roots.get(file);
        int line = 1;
        for (String key : keys) {
            Step step = step(at, key);
            if (step == null) {
                break;
            }
            line = step.line;
            at = step.below;
        }
        return new Place(file, line);
    }

    private record Step(int line, Node below) {}

    private static Step step(Node node, String key) {
        if (node instanceof MappingNode map) {
            for (NodeTuple entry : map.getValue()) {
                if (isText(entry.getKeyNode(), key)) {
                    return new Step(line(entry.getKeyNode()), entry.getValueNode());
                }
            }
        }
        if (node instanceof SequenceNode list) {
            for (Node item : new ArrayList<>(list.getValue())) {
                Step id = item instanceof MappingNode ? step(item, "id") : null;
                if (isText(item, key) || id != null && isText(id.below, key)) {
                    return new Step(line(item), item);
                }
            }
        }
        return null;
    }

    private static boolean isText(Node node, String text) {
        return node instanceof ScalarNode scalar && scalar.getValue().equals(text);
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
