/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.lanes;

import org.airmessenger.control.model.Policy;
import org.airmessenger.control.model.Rule;
import org.airmessenger.gateway.trace.Cause;
import org.airmessenger.gateway.trace.Finding;
import org.airmessenger.gateway.trace.Finding.Verdict;
import org.airmessenger.gateway.trace.Witness;
import org.airmessenger.message.LaneClass;
import org.airmessenger.message.Plan;
import org.airmessenger.message.Quoted;

import java.util.List;

/**
 * Watches one decision of the rules and tells of every rule why it wants the message or not, then
 * where the priority comes from.
 */
final class RuleFindings implements RuleBook.Watcher {

    private static final String ROOM = "lanes";

    private final List<Rule> rules;
    private final String topic;
    private final MessageView message;
    private final Verdict[] verdicts;
    private final String[] texts;
    private Rule stopped;
    private Rule highest;

    RuleFindings(List<Rule> rules, String topic, MessageView message) {
        this.rules = rules;
        this.topic = topic;
        this.message = message;
        verdicts = new Verdict[rules.size()];
        texts = new String[rules.size()];
    }

    @Override
    public void matchedTopic(int index) {
        verdicts[index] = Verdict.NOT_TRIED;
    }

    @Override
    public void tried(int index, Where where, boolean wants) {
        Rule rule = rules.get(index);
        verdicts[index] = wants ? Verdict.MATCHED : Verdict.NOT_MATCHED;
        texts[index] = wants ? wanted(rule) : where.why(message);
        if (wants && rule.stop()) {
            stopped = rule;
        }
        boolean higher =
                wants
                        && rule.priority() != null
                        && (highest == null || rule.priority() > highest.priority());
        highest = higher ? rule : highest;
    }

    private static String wanted(Rule rule) {
        StringBuilder text = new StringBuilder(Quoted.of(rule.topic()) + " matches the topic");
        if (rule.where() != null) {
            text.append(" and its ").append(rule.where().language()).append(" holds");
        }
        text.append(rule.to().isEmpty() ? ": to no destination" : ": to " + rule.to());
        text.append(rule.priority() == null ? "" : ", priority " + rule.priority());
        text.append(rule.local() ? "" : ", not to local subscribers");
        return text.append(rule.stop() ? ", and no later rule is tried (stop)" : "").toString();
    }

    /** Tells all that was seen. */
    void tell(Witness witness, Plan plan, Integer asked, Policy policy) {
        for (int i = 0; i < verdicts.length; i++) {
            Rule rule = rules.get(i);
            String what = "rule " + rule.id();
            if (verdicts[i] == null) {
                String text = Quoted.of(rule.topic()) + " does not match " + Quoted.of(topic);
                Cause cause = Cause.of(Cause.RULES, rule.id(), "match");
                witness.saw(new Finding(ROOM, what, Verdict.NOT_MATCHED, text, cause));
            } else if (verdicts[i] == Verdict.NOT_TRIED) {
                String text = "the rule " + stopped.id() + " before it stops";
                Cause cause = Cause.of(Cause.RULES, stopped.id(), "stop");
                witness.saw(new Finding(ROOM, what, Verdict.NOT_TRIED, text, cause));
            } else {
                Cause cause =
                        verdicts[i] == Verdict.MATCHED
                                ? Cause.of(Cause.RULES, rule.id())
                                : Cause.of(Cause.RULES, rule.id(), "where");
                witness.saw(new Finding(ROOM, what, verdicts[i], texts[i], cause));
            }
        }
        priority(witness, plan.priority(), asked, policy);
    }

    private void priority(Witness witness, int decided, Integer asked, Policy policy) {
        String lane = decided + ", so the class is " + LaneClass.of(decided).word() + ": ";
        if (highest != null) {
            Cause cause = Cause.of(Cause.RULES, highest.id(), "priority");
            decided(witness, lane + "the rule " + highest.id() + " sets it", cause);
        } else if (asked == null || policy == null) {
            decided(witness, lane + "neither a rule nor the device asked for another", null);
        } else {
            Cause cause = Cause.of(Cause.POLICIES, policy.name(), "maxPriority");
            boolean clamped = asked > policy.maxPriority();
            decided(
                    witness,
                    clamped
                            ? lane
                                    + "the device asked for %d, but %d is the highest that its policy %s grants"
                                            .formatted(asked, policy.maxPriority(), policy.name())
                            : lane + "the device asked for it, and its policy grants it",
                    cause);
        }
    }

    private static void decided(Witness witness, String text, Cause cause) {
        witness.saw(new Finding(ROOM, "priority", Verdict.DECIDED, text, cause));
    }
}
