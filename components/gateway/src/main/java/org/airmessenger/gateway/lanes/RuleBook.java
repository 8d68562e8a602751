/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.lanes;

import org.airmessenger.control.files.Problem;
import org.airmessenger.control.model.Destination;
import org.airmessenger.control.model.Model;
import org.airmessenger.control.model.Policy;
import org.airmessenger.control.model.Rule;
import org.airmessenger.gateway.trace.Witness;
import org.airmessenger.message.LaneClass;
import org.airmessenger.message.Plan;

import io.micrometer.core.instrument.Counter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All rules of one model, compiled. Rules are tried in their order among those whose filter
 * matches; all that match count, until one that stops. Immutable, so a change swaps the whole book.
 */
final class RuleBook {

    private static final int PRIORITIES = 10;
    private static final Plan[] UNMATCHED = plans(List.of(), Set.of(), true);

    private final Model model;
    private final RuleTrie trie;
    private final Line[] lines;
    private final Map<String, Integer> maxPriorities = new HashMap<>();
    private final LanesMetrics metrics;

    /** Looks on while a decision is made. */
    interface Watcher {

        /** A rule's filter matches the topic. */
        void matchedTopic(int index);

        /** A rule was asked; its condition is null if it has none. */
        void tried(int index, Where where, boolean wants);
    }

    /** One rule; {@code plans} is what it plans when it matches alone, by priority. */
    private record Line(Rule rule, Where where, Counter matches, Plan[] plans) {}

    /**
     * Compiles a model's rules.
     *
     * @throws IllegalArgumentException with every problem, one per line
     */
    RuleBook(Model model, LanesMetrics metrics) {
        List<Problem> problems = RuleProblems.of(model);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        }
        this.model = model;
        this.metrics = metrics;
        List<Rule> rules = model.rules();
        trie = new RuleTrie(rules.stream().map(Rule::topic).toList());
        Counter[] counters = metrics.rules(rules.stream().map(Rule::id).toList());
        lines = new Line[rules.size()];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = line(rules.get(i), counters[i], model.destinations());
        }
        for (Policy policy : model.policies().values()) {
            maxPriorities.put(policy.name(), policy.maxPriority());
        }
    }

    private static Line line(Rule rule, Counter matches, Map<String, Destination> destinations) {
        Where where = rule.where() == null ? null : Where.compile(rule.where());
        List<String> to = List.copyOf(new LinkedHashSet<>(rule.to()));
        Set<String> memory = new LinkedHashSet<>();
        for (String name : to) {
            Destination destination = destinations.get(name);
            if (destination != null && destination.acceptMemory()) {
                memory.add(name);
            }
        }
        return new Line(rule, where, matches, plans(to, memory, rule.local()));
    }

    private static Plan[] plans(List<String> to, Set<String> memory, boolean local) {
        Plan[] plans = new Plan[PRIORITIES];
        for (int priority = 0; priority < PRIORITIES; priority++) {
            plans[priority] = new Plan(to, memory, local, priority);
        }
        return plans;
    }

    /** The nodes that a search for a topic sees: its cost. */
    int visited(String topic) {
        return trie.find(topic).visited();
    }

    /**
     * Decides where a message goes.
     *
     * @param message to be looked at by conditions
     * @param topic its topic
     * @param asked the priority its device asked for, or null
     * @param policy name of its device's policy, or null
     */
    Plan decide(MessageView message, String topic, Integer asked, String policy) {
        return decide(message, topic, asked, policy, null);
    }

    /**
     * Decides, and tells a witness of every rule why it wants the message or not.
     *
     * @param message to be looked at by conditions
     * @param topic its topic
     * @param asked the priority its device asked for, or null
     * @param policy name of its device's policy, or null
     */
    Plan explain(MessageView message, String topic, Integer asked, String policy, Witness witness) {
        RuleFindings findings = new RuleFindings(model.rules(), topic, message);
        Plan plan = decide(message, topic, asked, policy, findings);
        findings.tell(witness, plan, asked, policy == null ? null : model.policies().get(policy));
        return plan;
    }

    private Plan decide(
            MessageView message, String topic, Integer asked, String policy, Watcher watcher) {
        RuleTrie.Found found = trie.find(topic);
        for (int i = 0; watcher != null && i < found.count(); i++) {
            watcher.matchedTopic(found.index(i));
        }
        Line first = null;
        List<Line> more = null;
        int priority = -1;
        for (int i = 0; i < found.count(); i++) {
            Line line = lines[found.index(i)];
            boolean wants = line.where == null || line.where.test(message);
            if (watcher != null) {
                watcher.tried(found.index(i), line.where, wants);
            }
            if (!wants) {
                continue;
            }
            line.matches.increment();
            Integer sets = line.rule.priority();
            priority = sets == null ? priority : Math.max(priority, sets);
            if (first == null) {
                first = line;
            } else {
                more = more == null ? new ArrayList<>() : more;
                more.add(line);
            }
            if (line.rule.stop()) {
                break;
            }
        }
        int decided = priority >= 0 ? priority : asked(asked, policy);
        if (first == null) {
            metrics.countUnmatched();
            return UNMATCHED[decided];
        }
        return more == null ? first.plans[decided] : union(first, more, decided);
    }

    private int asked(Integer asked, String policy) {
        if (asked == null || asked < 0 || policy == null) {
            return LaneClass.DEFAULT_PRIORITY;
        }
        Integer most = maxPriorities.get(policy);
        return most == null ? LaneClass.DEFAULT_PRIORITY : Math.min(Math.min(asked, most), 9);
    }

    private static Plan union(Line first, List<Line> more, int priority) {
        Plan start = first.plans[priority];
        Set<String> to = new LinkedHashSet<>(start.destinations());
        Set<String> memory = new LinkedHashSet<>(start.memory());
        boolean local = start.local();
        for (Line line : more) {
            Plan plan = line.plans[priority];
            to.addAll(plan.destinations());
            memory.addAll(plan.memory());
            local |= plan.local();
        }
        return new Plan(List.copyOf(to), memory, local, priority);
    }
}
