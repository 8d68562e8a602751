/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.samples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was expected at a place, held against what arrived. Only what the expectation says is
 * compared; a duplicate, which has the id of an earlier message, does not count; and order is held
 * within a device and class, as the gateway promises it.
 */
final class Comparison {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> missing = new ArrayList<>();
    private final List<String> unexpected = new ArrayList<>();
    private final List<String> disordered = new ArrayList<>();

    private Comparison() {}

    /**
     * Compares.
     *
     * @param expected in order
     * @param arrived all that came, in order
     */
    static Comparison of(List<Arrived> expected, List<Arrived> arrived) {
        Comparison comparison = new Comparison();
        List<Arrived> left = new ArrayList<>(withoutDuplicates(arrived));
        Map<String, Integer> last = new HashMap<>();
        for (Arrived wanted : expected) {
            int at = indexOf(wanted, left);
            if (at < 0) {
                comparison.missing.add(wanted.toString());
                continue;
            }
            Arrived found = left.set(at, null);
            int before = last.merge(found.device() + "/" + found.laneClass(), at, Math::max);
            if (before > at) {
                comparison.disordered.add(found.toString());
            }
        }
        left.removeIf(each -> each == null);
        left.forEach(each -> comparison.unexpected.add(each.toString()));
        return comparison;
    }

    /** Messages without those whose id came before. */
    static List<Arrived> withoutDuplicates(List<Arrived> arrived) {
        Set<String> seen = new HashSet<>();
        return arrived.stream().filter(each -> each.id() == null || seen.add(each.id())).toList();
    }

    private static int indexOf(Arrived wanted, List<Arrived> left) {
        for (int i = 0; i < left.size(); i++) {
            if (left.get(i) != null && matches(wanted, left.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private static boolean matches(Arrived wanted, Arrived found) {
        return fits(wanted.device(), found.device())
                && fits(wanted.topic(), found.topic())
                && fits(wanted.laneClass(), found.laneClass())
                && (fits(wanted.body(), found.body()) || sameJson(wanted.body(), found.body()));
    }

    private static boolean fits(String wanted, String found) {
        return wanted == null || wanted.equals(found);
    }

    private static boolean sameJson(String wanted, String found) {
        try {
            JsonNode one = JSON.readTree(wanted);
            return one != null && !one.isMissingNode() && one.equals(JSON.readTree(found));
        } catch (JsonProcessingException notJson) {
            return false;
        }
    }

    /** All that was expected is there; what came beside it does not matter. */
    boolean isComplete() {
        return missing.isEmpty();
    }

    /** A line per difference; none if all is as expected. */
    List<String> differences() {
        List<String> lines = new ArrayList<>();
        missing.forEach(each -> lines.add("missing      " + each));
        unexpected.forEach(each -> lines.add("unexpected   " + each));
        disordered.forEach(each -> lines.add("out of order " + each));
        return Collections.unmodifiableList(lines);
    }
}
