/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.lanes;

import org.airmessenger.control.files.FourFiles;
import org.airmessenger.control.files.Places;
import org.airmessenger.control.files.Problem;
import org.airmessenger.control.model.Model;
import org.airmessenger.control.model.Rule;
import org.airmessenger.message.Quoted;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Finds every condition of the rules that does not compile or uses what is not allowed. Give it to
 * {@link FourFiles#load(java.nio.file.Path, List)}, and a start or a change fails with all of them.
 */
public final class RuleProblems implements FourFiles.Check {

    /** The code of a wrong condition. */
    public static final String BAD_WHERE = "AIR-3001";

    @Override
    public void check(Model model, Places places, Consumer<Problem> problems) {
        of(model).forEach(problems);
    }

    /** Every problem, in the order of the rules; empty when all conditions compile. */
    static List<Problem> of(Model model) {
        List<Problem> problems = new ArrayList<>();
        for (Rule rule : model.rules()) {
            if (rule.where() != null) {
                try {
                    Where.compile(rule.where());
                } catch (IllegalArgumentException wrong) {
                    String text = "rule " + Quoted.of(rule.id()) + ": " + wrong.getMessage();
                    problems.add(new Problem(BAD_WHERE, rule.place(), text));
                }
            }
        }
        return problems;
    }
}
