/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.api;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.ControlException.Kind;
import org.airmessenger.control.files.Problem;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How the last reload ended.
 *
 * @param at when; null if there was none since the start
 * @param outcome {@code none}, {@code applied}, {@code unchanged}, {@code refused} (the files are
 *     to be mended) or {@code failed}
 * @param text what changed, or why nothing did
 * @param problems what is wrong with which file
 */
record LastReload(Instant at, String outcome, String text, List<Problem> problems) {

    static final LastReload NONE = new LastReload(null, "none", "", List.of());

    private static final int MOST_NAMED = 20;

    static LastReload applied(Instant at, List<String> files) {
        return new LastReload(
                at, files.isEmpty() ? "unchanged" : "applied", String.join(", ", files), List.of());
    }

    static LastReload refused(Instant at, ControlException why) {
        return new LastReload(
                at,
                why.kind() == Kind.FAILED ? "failed" : "refused",
                why.getMessage(),
                why.problems());
    }

    boolean isRefused() {
        return outcome.equals("refused") || outcome.equals("failed");
    }

    boolean isSameAs(LastReload other) {
        return outcome.equals(other.outcome)
                && text.equals(other.text)
                && problems.equals(other.problems);
    }

    /** What is to be mended, the worst first; empty if all is as the files say. */
    List<String> degraded() {
        if (!isRefused()) {
            return List.of();
        }
        List<String> why = new ArrayList<>();
        why.add(text);
        problems.stream().limit(MOST_NAMED).map(Problem::toString).forEach(why::add);
        return why;
    }

    ObjectNode tree() {
        ObjectNode tree = Json.object().put("outcome", outcome).put("text", text);
        if (at != null) {
            tree.put("at", at.toString());
        }
        ArrayNode list = tree.putArray("problems");
        problems.forEach(problem -> list.add(problem.toString()));
        return tree;
    }
}
