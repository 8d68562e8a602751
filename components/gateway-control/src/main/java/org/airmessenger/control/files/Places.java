/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.files;

import org.airmessenger.control.model.Place;

import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

import java.util.HashMap;
import java.util.Map;

/** Finds the line of a key, for checks that others make on the model. */
public final class Places {

    private final Map<String, Node> roots = new HashMap<>();

    Places() {}

    void add(String file, Node root) {
        roots.put(file, root);
    }

    /**
     * Where a key stands, or the nearest key above it that exists.
     *
     * @param file relative to {@code AIR_HOME}, such as {@code conf/destinations.yaml}
     * @param keys the way down, such as {@code "cloud", "parameters", "url"}
     */
    public Place of(String file, String... keys) {
        Node at = roots.get(file);
        int line = 1;
        for (String key : keys) {
            NodeTuple entry = entry(at, key);
            if (entry == null) {
                break;
            }
            line = entry.getKeyNode().getStartMark().getLine() + 1;
            at = entry.getValueNode();
        }
        return new Place(file, line);
    }

    private static NodeTuple entry(Node node, String key) {
        if (node instanceof MappingNode map) {
            for (NodeTuple entry : map.getValue()) {
                if (entry.getKeyNode() instanceof ScalarNode name && name.getValue().equals(key)) {
                    return entry;
                }
            }
        }
        return null;
    }
}
