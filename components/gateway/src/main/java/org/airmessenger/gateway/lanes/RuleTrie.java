/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.lanes;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Topic filters as a tree over their levels. Finding the filters that match a topic costs the
 * topic's levels, not the number of filters. Immutable once built.
 */
final class RuleTrie {

    private final Node root = new Node();

    private static final class Node {
        private Map<String, Node> children = Map.of();
        private Node anyLevel;
        private int[] here = {};
        private int[] below = {};

        Node child(String level) {
            if (level.equals("+")) {
                if (anyLevel == null) {
                    anyLevel = new Node();
                }
                return anyLevel;
            }
            if (children.isEmpty()) {
                children = new HashMap<>();
            }
            return children.computeIfAbsent(level, name -> new Node());
        }
    }

    /** What one search found: indexes of filters, and how many nodes it saw. */
    static final class Found {
        private int[] indexes = new int[8];
        private int count;
        private int visited;

        private void add(int[] more) {
            if (count + more.length > indexes.length) {
                indexes = Arrays.copyOf(indexes, Math.max(count + more.length, count * 2));
            }
            for (int index : more) {
                indexes[count++] = index;
            }
        }

        /** How many filters matched. */
        int count() {
            return count;
        }

        /** The nth matching filter, in the filters' own order. */
        int index(int n) {
            return indexes[n];
        }

        /** How many nodes the search saw. */
        int visited() {
            return visited;
        }
    }

    /**
     * Builds the tree.
     *
     * @param filters valid topic filters; their index is what a search finds
     */
    RuleTrie(List<String> filters) {
        for (int i = 0; i < filters.size(); i++) {
            add(filters.get(i), i);
        }
    }

    private void add(String filter, int index) {
        Node node = root;
        for (String level : filter.split("/", -1)) {
            if (level.equals("#")) {
                node.below = append(node.below, index);
                return;
            }
            node = node.child(level);
        }
        node.here = append(node.here, index);
    }

    private static int[] append(int[] indexes, int index) {
        int[] longer = Arrays.copyOf(indexes, indexes.length + 1);
        longer[indexes.length] = index;
        return longer;
    }

    /** Finds every filter that matches a topic name, in the filters' own order. */
    Found find(String topic) {
        Found found = new Found();
        // MQTT 5.0, 4.7.2: a leading wildcard does not match names that begin with $
        boolean reserved = !topic.isEmpty() && topic.charAt(0) == '$';
        if (!reserved) {
            found.add(root.below);
        }
        descend(root, topic, 0, found, !reserved);
        if (found.count > 1) {
            Arrays.sort(found.indexes, 0, found.count);
        }
        return found;
    }

    private static void descend(
            Node node, String topic, int from, Found found, boolean wildcardsAllowed) {
        found.visited++;
        int slash = topic.indexOf('/', from);
        int next = slash < 0 ? -1 : slash + 1;
        if (!node.children.isEmpty()) {
            String level = topic.substring(from, slash < 0 ? topic.length() : slash);
            enter(node.children.get(level), topic, next, found);
        }
        if (wildcardsAllowed) {
            enter(node.anyLevel, topic, next, found);
        }
    }

    private static void enter(Node node, String topic, int next, Found found) {
        if (node == null) {
            return;
        }
        // "a/#" matches its parent level "a" too (4.7.1.2), so this holds at the last level as well
        found.add(node.below);
        if (next < 0) {
            found.visited++;
            found.add(node.here);
        } else {
            descend(node, topic, next, found, true);
        }
    }
}
