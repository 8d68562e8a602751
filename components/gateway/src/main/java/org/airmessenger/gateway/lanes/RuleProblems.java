/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.lanes;

import org.airmessenger.control.model.Model;
import org.airmessenger.control.model.Rule;
import org.airmessenger.message.Quoted;
import org.airmessenger.message.Topics;

import java.util.ArrayList;
import java.util.List;

/** Finds everything that would keep the lanes from compiling a model's rules. */
public final class RuleProblems {

    private RuleProblems() {}

    /**
     * Checks the rules' filters and conditions.
     *
     * @return every problem as {@code file:line AIR-3xxx rule, actual value, remedy}, in the order
     *     of the rules; empty when all compile
     */
    public static List<String> of(Model model) {
        List<String> problems = new ArrayList<>();
        for (Rule rule : model.rules()) {
            String filter = Topics.problemOfFilter(rule.topic());
            if (filter != null) {
                problems.add(at(rule, "AIR-3003 " + filter + ", correct it"));
            }
            Integer priority = rule.priority();
            if (priority != null && (priority < 0 || priority > 9)) {
                problems.add(at(rule, "AIR-3004 a priority must be 0–9 but was " + priority));
            }
            if (rule.where() != null) {
                try {
                    Where.compile(rule.where());
                } catch (IllegalArgumentException wrong) {
                    problems.add(at(rule, wrong.getMessage()));
                }
            }
        }
        return problems;
    }

    private static String at(Rule rule, String problem) {
        return rule.place() + " " + problem + " (rule " + Quoted.of(rule.id()) + ")";
    }
}
