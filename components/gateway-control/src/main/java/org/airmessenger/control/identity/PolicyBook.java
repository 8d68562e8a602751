/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.identity;

import org.airmessenger.control.model.LiveModel;
import org.airmessenger.control.model.Model;
import org.airmessenger.control.model.Policy;
import org.airmessenger.control.model.Policy.Limits;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Presence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the policies in force let a device do, compiled once per change. Asking costs one lookup and
 * a walk along the policy's filters, whatever the number of devices and policies; nothing is
 * allocated, nothing blocks. What no filter allows is denied.
 */
public final class PolicyBook {

    /** Name of the bean in Camel's registry. */
    public static final String BEAN = "airPolicies";

    /** Of a policy that is gone: as little as limits can say. Its topics are denied anyway. */
    private static final Limits NOTHING = new Limits(1, 1, 1, 0, 1);

    private record Compiled(TopicPattern[] publish, TopicPattern[] subscribe, Policy policy) {}

    /**
     * A filter whose topics name one device each.
     *
     * @param policy who has it
     */
    record Own(String policy, TopicPattern pattern) {}

    private volatile Map<String, Compiled> policies = Map.of();
    private volatile List<Own> own = List.of();

    /** Follows the model from now on. */
    public PolicyBook(LiveModel live) {
        live.follow(this::compile);
    }

    private void compile(Model model) {
        Map<String, Compiled> next = new HashMap<>();
        model.policies()
                .forEach(
                        (name, policy) ->
                                next.put(
                                        name,
                                        new Compiled(
                                                patterns(policy.publish()),
                                                patterns(policy.subscribe()),
                                                policy)));
        policies = next;
        List<Own> named = new ArrayList<>();
        next.forEach(
                (name, compiled) -> {
                    for (TopicPattern pattern : compiled.subscribe) {
                        if (pattern.isOwn()) {
                            named.add(new Own(name, pattern));
                        }
                    }
                });
        own = List.copyOf(named);
    }

    /** Whether there is such a policy. */
    public boolean has(String policy) {
        return policies.containsKey(policy);
    }

    /**
     * Whether a device may publish: its policy and the scope of its proof must both allow it.
     *
     * @param topic a valid topic name
     */
    public boolean mayPublish(Identity identity, String topic) {
        Compiled compiled = policies.get(identity.policy());
        return compiled != null
                // the gateway's own word, whatever a policy says: nobody speaks of another's
                // presence
                && !topic.startsWith(Presence.TOPICS)
                && contains(compiled.publish, topic, identity)
                && identity.proof().admits(topic);
    }

    /**
     * Whether a device may subscribe: everything that the filter matches must be allowed by one
     * filter of its policy, and lie within one of the scope of its proof.
     *
     * @param filter a valid topic filter, {@code $share/…/} removed
     */
    public boolean maySubscribe(Identity identity, String filter) {
        Compiled compiled = policies.get(identity.policy());
        return compiled != null
                && contains(compiled.subscribe, filter, identity)
                && identity.proof().admits(filter);
    }

    /** The filters of all policies whose topics name one device each. */
    List<Own> own() {
        return own;
    }

    /** Whether devices of a policy have topics of their own. */
    boolean hasOwn(String policy) {
        for (Own each : own) {
            if (each.policy.equals(policy)) {
                return true;
            }
        }
        return false;
    }

    /** The filters that name the device, by its name, as far as its proof reaches. */
    List<String> ownFilters(Identity identity) {
        List<String> filters = new ArrayList<>(1);
        for (Own each : own) {
            if (each.policy.equals(identity.policy())) {
                String filter = each.pattern.filter(identity);
                if (filter != null && identity.proof().admits(filter)) {
                    filters.add(filter);
                }
            }
        }
        return filters;
    }

    /** Whether a filter lies within one that names the device. */
    boolean isOwn(Identity identity, String filter) {
        for (Own each : own) {
            if (each.policy.equals(identity.policy()) && each.pattern.contains(filter, identity)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The filter of a device's policy that lets it publish, as it is written, or null if none does,
     * or if the scope of its proof does not let it.
     *
     * @param topic a valid topic name
     */
    public String allows(Identity identity, String topic) {
        Compiled compiled = policies.get(identity.policy());
        if (compiled != null && identity.proof().admits(topic)) {
            for (int i = 0; i < compiled.publish.length; i++) {
                if (compiled.publish[i].contains(topic, identity)) {
                    return compiled.policy.publish().get(i);
                }
            }
        }
        return null;
    }

    /** Rates and sizes of a device. */
    public Limits limits(Identity identity) {
        Compiled compiled = policies.get(identity.policy());
        return compiled == null ? NOTHING : compiled.policy.limits();
    }

    /** The highest priority that a device may ask for, 0–9. */
    public int maxPriority(Identity identity) {
        Compiled compiled = policies.get(identity.policy());
        return compiled == null ? 0 : compiled.policy.maxPriority();
    }

    private static boolean contains(TopicPattern[] patterns, String inner, Identity identity) {
        for (TopicPattern pattern : patterns) {
            if (pattern.contains(inner, identity)) {
                return true;
            }
        }
        return false;
    }

    private static TopicPattern[] patterns(List<String> filters) {
        return filters.stream().map(TopicPattern::new).toArray(TopicPattern[]::new);
    }
}
