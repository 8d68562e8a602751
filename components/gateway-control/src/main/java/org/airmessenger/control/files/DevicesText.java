/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.files;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.ControlException.Kind;

import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A map of maps as YAML text, of which one entry is added, changed or removed and every other byte
 * stays: comments, order, blank lines, quotes, ends of lines.
 */
final class DevicesText {

    private static final Pattern PLAIN_SAFE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private final String text;
    private final MappingNode root;
    private final String newline;

    /** Takes a text; one without any entry is well. */
    DevicesText(String text) {
        this.text = text;
        List<Problem> problems = new ArrayList<>();
        Node node = YamlFile.parse(text, new Report(DevicesReader.FILE, problems));
        if (!problems.isEmpty() || node != null && !(node instanceof MappingNode)) {
            throw new ControlException(
                    Kind.UNSOUND,
                    "AIR-6022 "
                            + DevicesReader.FILE
                            + " must be a map to be edited but is not; mend it by hand",
                    problems);
        }
        root = (MappingNode) node;
        newline = text.contains("\r\n") ? "\r\n" : "\n";
    }

    String text() {
        return text;
    }

    /** Its map, or null if there is no entry. */
    MappingNode root() {
        return root;
    }

    boolean has(String id) {
        return index(root, id) >= 0;
    }

    /** The text with one more entry, at its end. */
    String add(String id, Map<String, String> fields) {
        List<String> parts = new ArrayList<>();
        fields.forEach((key, value) -> parts.add(key + ": " + quoted(value)));
        String entry = quoted(id) + ": { " + String.join(", ", parts) + " }";
        if (root == null || root.getValue().isEmpty()) {
            String before = root == null ? text : text.substring(0, start(root));
            String after = root == null ? "" : text.substring(end(root));
            return endLine(before) + entry + newline + after.stripLeading();
        }
        if (root.getFlowStyle() == FlowStyle.FLOW) {
            return insert(lastEntryEnd(root), ", " + entry);
        }
        String indent = " ".repeat(root.getValue().get(0).getKeyNode().getStartMark().getColumn());
        return endLine(text) + indent + entry + newline;
    }

    /** The text with one field of an entry set. */
    String set(String id, String key, String value) {
        NodeTuple entry = root.getValue().get(index(root, id));
        if (!(entry.getValueNode() instanceof MappingNode map) || map.getValue().isEmpty()) {
            throw new ControlException(
                    Kind.UNSOUND,
                    "AIR-6022 the entry "
                            + id
                            + " of "
                            + DevicesReader.FILE
                            + " must be a map to be edited but is not; mend it by hand");
        }
        int at = index(map, key);
        if (at >= 0) {
            Node old = map.getValue().get(at).getValueNode();
            return text.substring(0, start(old)) + quoted(value) + text.substring(end(old));
        }
        String field = key + ": " + quoted(value);
        if (map.getFlowStyle() == FlowStyle.FLOW) {
            return insert(lastEntryEnd(map), ", " + field);
        }
        int column = map.getValue().get(0).getKeyNode().getStartMark().getColumn();
        int next = nextLine(lastEntryEnd(map));
        return endLine(text.substring(0, next))
                + " ".repeat(column)
                + field
                + newline
                + text.substring(next);
    }

    /** The text without one entry; a comment above it stays. */
    String remove(String id) {
        int at = index(root, id);
        List<NodeTuple> entries = root.getValue();
        Node key = entries.get(at).getKeyNode();
        int end = lastEnd(entries.get(at).getValueNode());
        if (root.getFlowStyle() != FlowStyle.FLOW) {
            int lineStart = text.lastIndexOf('\n', start(key) - 1) + 1;
            return text.substring(0, lineStart) + text.substring(nextLine(end));
        }
        if (at + 1 < entries.size()) {
            return text.substring(0, start(key))
                    + text.substring(start(entries.get(at + 1).getKeyNode()));
        }
        int from = at == 0 ? start(key) : lastEnd(entries.get(at - 1).getValueNode());
        return text.substring(0, from) + text.substring(end);
    }

    private static int index(MappingNode map, String key) {
        List<NodeTuple> entries = map == null ? List.of() : map.getValue();
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).getKeyNode() instanceof ScalarNode name
                    && name.getValue().equals(key)) {
                return i;
            }
        }
        return -1;
    }

    /** Where the last entry of a map ends. */
    private int lastEntryEnd(MappingNode map) {
        return lastEnd(map.getValue().get(map.getValue().size() - 1).getValueNode());
    }

    /** Where the last thing in a node ends; a block's own end mark lies behind later comments. */
    private int lastEnd(Node node) {
        boolean isBlock =
                node instanceof CollectionNode<?> collection
                        && collection.getFlowStyle() == FlowStyle.BLOCK;
        if (node instanceof MappingNode map && isBlock) {
            return lastEntryEnd(map);
        }
        if (node instanceof SequenceNode list && isBlock) {
            return lastEnd(list.getValue().get(list.getValue().size() - 1));
        }
        return end(node);
    }

    private int start(Node node) {
        return offset(node.getStartMark());
    }

    private int end(Node node) {
        return offset(node.getEndMark());
    }

    /** Marks count code points, texts count chars. */
    private int offset(Mark mark) {
        return text.offsetByCodePoints(0, mark.getIndex());
    }

    private int nextLine(int from) {
        int newlineAt = text.indexOf('\n', from);
        return newlineAt < 0 ? text.length() : newlineAt + 1;
    }

    private String insert(int at, String what) {
        return text.substring(0, at) + what + text.substring(at);
    }

    private String endLine(String start) {
        return start.isEmpty() || start.endsWith("\n") ? start : start + newline;
    }

    private static String quoted(String value) {
        // ids and names have no character that would need escaping in quotes
        return PLAIN_SAFE.matcher(value).matches() ? value : '"' + value + '"';
    }
}
