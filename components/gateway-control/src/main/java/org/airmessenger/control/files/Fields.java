/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.files;

import org.airmessenger.control.model.Place;
import org.airmessenger.message.Quoted;

import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * A map of a file, read key by key. A value that is wrong is reported and its default returned, so
 * that reading goes on and all problems are found at once.
 */
final class Fields {

    private static final Set<Tag> PLAIN =
            Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP, Tag.MERGE);

    private final Report report;
    private final String what;
    private final Place place;
    private final Map<String, NodeTuple> entries = new LinkedHashMap<>();

    /** What this map is a value of; null at the top. */
    private final Fields outer;

    private List<String> known = List.of();

    /**
     * Reads the keys of a map.
     *
     * @param what how errors call it, such as {@code rule overheating}
     * @param node a map; anything else is reported and read as an empty one; null is an empty one
     * @param place where it begins
     */
    Fields(Report report, String what, Node node, Place place) {
        this(report, what, node, place, null);
    }

    private Fields(Report report, String what, Node node, Place place, Fields outer) {
        this.report = report;
        this.outer = outer;
        this.what = what;
        this.place = place;
        if (node == null || isNull(node)) {
            return;
        }
        if (!(node instanceof MappingNode map) || !Tag.MAP.equals(node.getTag())) {
            wrongForm(node, what, "a map (key: value)");
            return;
        }
        for (NodeTuple entry : map.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key) || !isPlain(key)) {
                wrongForm(entry.getKeyNode(), "a key of " + what, "plain text");
                continue;
            }
            NodeTuple earlier = entries.putIfAbsent(key.getValue(), entry);
            if (earlier != null) {
                report.add(
                        Problem.DUPLICATE,
                        key,
                        Quoted.of(key.getValue())
                                + " stands twice in "
                                + what
                                + ", first in line "
                                + report.place(earlier.getKeyNode()).line()
                                + "; remove one");
            }
        }
    }

    /** Reports every key that is not among the known ones. */
    Fields only(String... names) {
        known = List.of(names);
        entries.forEach(
                (name, entry) -> {
                    if (!known.contains(name)) {
                        report.add(
                                Problem.UNKNOWN_KEY,
                                entry.getKeyNode(),
                                what + " has no key " + Quoted.of(name) + "; " + remedy(name));
                    }
                });
        return this;
    }

    private String remedy(String name) {
        return outer != null && outer.known.contains(name)
                ? "it is a key of " + outer.what + ": move it out"
                : Suggestion.of(name, known);
    }

    Report report() {
        return report;
    }

    Set<String> names() {
        return entries.keySet();
    }

    boolean has(String name) {
        return entries.containsKey(name);
    }

    /** Calls back for each key; its place is that of the key. */
    void each(BiConsumer<String, Place> callback) {
        entries.forEach((name, entry) -> callback.accept(name, report.place(entry.getKeyNode())));
    }

    /** Where the key stands, or where the map begins if it is missing. */
    Place place(String name) {
        NodeTuple entry = entries.get(name);
        return entry == null ? place : report.place(entry.getKeyNode());
    }

    void problem(String code, String name, String text) {
        report.problems().add(new Problem(code, place(name), text));
    }

    /** The map below a key; an empty one if the key is missing. */
    Fields fields(String name, String called) {
        return new Fields(report, called, value(name), place(name), this);
    }

    /** A text, or null if the key is missing or wrong. */
    String text(String name) {
        return scalar(value(name), nameOf(name), "text");
    }

    /** Whether the key is there; a missing one is reported. */
    boolean demand(String name) {
        if (!has(name)) {
            problem(Problem.MISSING, name, what + " must have " + name + " but has not; add it");
        }
        return has(name);
    }

    /** A text; a missing key is reported. */
    String required(String name) {
        return demand(name) ? text(name) : null;
    }

    /** One of some words. */
    String word(String name, String fallback, String... words) {
        String text = text(name);
        if (text == null || List.of(words).contains(text)) {
            return text == null ? fallback : text;
        }
        problem(
                Problem.WRONG_FORM,
                name,
                nameOf(name)
                        + " must be one of "
                        + String.join(", ", words)
                        + " but was "
                        + Quoted.of(text)
                        + "; "
                        + Suggestion.of(text, List.of(words)));
        return fallback;
    }

    boolean bool(String name, boolean fallback) {
        String text = scalar(value(name), nameOf(name), "true or false");
        if (text == null) {
            return fallback;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        if (!lower.equals("true") && !lower.equals("false")) {
            wrongForm(value(name), nameOf(name), "true or false");
            return fallback;
        }
        return lower.equals("true");
    }

    /** A whole number; null stays the fallback. */
    Long number(String name, long min, long max, Long fallback) {
        String text = scalar(value(name), nameOf(name), "a whole number");
        if (text == null) {
            return fallback;
        }
        if (!text.matches("-?\\d{1,18}")) {
            wrongForm(value(name), nameOf(name), "a whole number");
            return fallback;
        }
        long number = Long.parseLong(text);
        return inRange(number, min, max) ? number : report(name, min + "–" + max, text, fallback);
    }

    /** Bytes. */
    long size(String name, long min, long max, long fallback) {
        String text = scalar(value(name), nameOf(name), "a size such as 64KB or 1MB");
        if (text == null) {
            return fallback;
        }
        try {
            long bytes = Quantities.bytes(text);
            String range = Quantities.size(min) + "–" + Quantities.size(max);
            return inRange(bytes, min, max) ? bytes : report(name, range, text, fallback);
        } catch (IllegalArgumentException e) {
            wrongForm(value(name), nameOf(name), e.getMessage());
            return fallback;
        }
    }

    Duration duration(String name, Duration min, Duration max, Duration fallback) {
        String text = scalar(value(name), nameOf(name), "a duration such as 200ms or 1s");
        if (text == null) {
            return fallback;
        }
        try {
            Duration duration = Quantities.duration(text);
            String range = Quantities.text(min) + "–" + Quantities.text(max);
            return inRange(duration.toMillis(), min.toMillis(), max.toMillis())
                    ? duration
                    : report(name, range, text, fallback);
        } catch (IllegalArgumentException e) {
            wrongForm(value(name), nameOf(name), e.getMessage());
            return fallback;
        }
    }

    /** A list of texts with the place of each, in order; a missing key is an empty list. */
    Map<String, Place> texts(String name) {
        Node list = value(name);
        Map<String, Place> texts = new LinkedHashMap<>();
        if (list == null) {
            return texts;
        }
        if (!(list instanceof SequenceNode sequence) || !Tag.SEQ.equals(list.getTag())) {
            wrongForm(list, nameOf(name), "a list ([one, two])");
            return texts;
        }
        for (Node item : new ArrayList<>(sequence.getValue())) {
            String text = scalar(item, "an entry of " + nameOf(name), "text");
            if (text != null && texts.putIfAbsent(text, report.place(item)) != null) {
                report.add(
                        Problem.DUPLICATE,
                        item,
                        Quoted.of(text) + " stands twice in " + nameOf(name) + "; remove one");
            }
        }
        return texts;
    }

    private Node value(String name) {
        NodeTuple entry = entries.get(name);
        return entry == null ? null : entry.getValueNode();
    }

    private String nameOf(String name) {
        return name + " of " + what;
    }

    private static boolean inRange(long number, long min, long max) {
        return number >= min && number <= max;
    }

    private <T> T report(String name, String range, String actual, T fallback) {
        problem(
                Problem.OUT_OF_RANGE,
                name,
                nameOf(name) + " must be " + range + " but was " + Quoted.of(actual));
        return fallback;
    }

    private String scalar(Node value, String name, String form) {
        if (value == null) {
            return null;
        }
        if (!(value instanceof ScalarNode scalar) || !isPlain(value) || isNull(value)) {
            wrongForm(value, name, form);
            return null;
        }
        return scalar.getValue();
    }

    private static boolean isPlain(Node node) {
        return PLAIN.contains(node.getTag());
    }

    private static boolean isNull(Node node) {
        return Tag.NULL.equals(node.getTag());
    }

    private void wrongForm(Node value, String name, String form) {
        boolean tagged =
                value instanceof MappingNode
                        ? !Tag.MAP.equals(value.getTag())
                        : value instanceof SequenceNode
                                ? !Tag.SEQ.equals(value.getTag())
                                : !isPlain(value);
        if (tagged) {
            report.add(Problem.NOT_PLAIN, value, name + " must have no tag (!…); remove it");
            return;
        }
        String actual =
                value instanceof ScalarNode scalar
                        ? isNull(value) ? "empty" : Quoted.of(scalar.getValue())
                        : value instanceof MappingNode ? "a map" : "a list";
        report.add(Problem.WRONG_FORM, value, name + " must be " + form + " but was " + actual);
    }
}
