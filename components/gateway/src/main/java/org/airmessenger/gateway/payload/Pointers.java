/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.payload;

import org.airmessenger.message.Quoted;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A set of JSON pointers (RFC 6901) in one tree. A level {@code *} stands for every member of an
 * object and every element of an array.
 */
final class Pointers {

    private static final String ANY = "*";
    private static final int MAX_POINTERS = 100;

    private final Map<String, Pointers> members = new LinkedHashMap<>();
    private boolean ends;

    private Pointers() {}

    /**
     * The pointers of a list.
     *
     * @param name of the option, for errors
     * @param list separated by commas or white space; may be empty
     * @return null for an empty list
     */
    static Pointers of(String name, String list) {
        List<String> texts = split(list);
        if (texts.size() > MAX_POINTERS) {
            throw wrong(name, "must be at most " + MAX_POINTERS, String.valueOf(texts.size()));
        }
        Pointers root = new Pointers();
        for (String text : texts) {
            root.add(levels(name, text));
        }
        return texts.isEmpty() ? null : root;
    }

    static List<String> split(String list) {
        return Arrays.stream(list.split("[,\\s]+")).filter(text -> !text.isEmpty()).toList();
    }

    /** The unescaped levels of a pointer, at least one. */
    static List<String> levels(String name, String text) {
        JsonPointer pointer = compile(name, text);
        List<String> levels = new ArrayList<>();
        for (; !pointer.matches(); pointer = pointer.tail()) {
            levels.add(pointer.getMatchingProperty());
        }
        if (levels.isEmpty()) {
            throw wrong(name, "must name a member", text);
        }
        return levels;
    }

    static JsonPointer compile(String name, String text) {
        try {
            return JsonPointer.compile(text);
        } catch (IllegalArgumentException none) {
            throw wrong(name, "must be JSON pointers such as /a/b", text);
        }
    }

    static IllegalArgumentException wrong(String name, String rule, String actual) {
        return new IllegalArgumentException(
                "AIR-8001 %s %s but was %s, correct the step's parameters"
                        .formatted(name, rule, Quoted.of(actual)));
    }

    private void add(List<String> levels) {
        Pointers at = this;
        for (String level : levels) {
            at = at.members.computeIfAbsent(level, key -> new Pointers());
        }
        at.ends = true;
    }

    /** Removes all that no pointer leads to. */
    void keep(JsonNode node) {
        filter(node, List.of(this), true);
    }

    /** Removes all that a pointer leads to. */
    void drop(JsonNode node) {
        filter(node, List.of(this), false);
    }

    private static void filter(JsonNode node, List<Pointers> here, boolean keep) {
        if (node instanceof ObjectNode object) {
            Iterator<Map.Entry<String, JsonNode>> all = object.properties().iterator();
            while (all.hasNext()) {
                Map.Entry<String, JsonNode> member = all.next();
                if (isRemoved(below(here, member.getKey()), member.getValue(), keep)) {
                    all.remove();
                }
            }
        } else if (node instanceof ArrayNode array) {
            Iterator<JsonNode> all = array.elements();
            for (int i = 0; all.hasNext(); i++) {
                JsonNode element = all.next();
                if (isRemoved(below(here, Integer.toString(i)), element, keep)) {
                    all.remove();
                }
            }
        }
    }

    private static List<Pointers> below(List<Pointers> here, String level) {
        List<Pointers> below = new ArrayList<>(2);
        for (Pointers at : here) {
            Pointers exact = at.members.get(level);
            if (exact != null) {
                below.add(exact);
            }
            Pointers any = at.members.get(ANY);
            if (any != null && any != exact) {
                below.add(any);
            }
        }
        return below;
    }

    private static boolean isRemoved(List<Pointers> below, JsonNode value, boolean keep) {
        if (below.stream().anyMatch(pointers -> pointers.ends)) {
            return !keep;
        }
        if (below.isEmpty() || !value.isContainerNode()) {
            return keep;
        }
        filter(value, below, keep);
        return false;
    }
}
