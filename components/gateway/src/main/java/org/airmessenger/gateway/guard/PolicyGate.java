/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.guard;

import org.airmessenger.control.model.Policy;
import org.airmessenger.message.Identity;

/** One policy as the guard needs it: its filters compiled, its limits at hand. Immutable. */
final class PolicyGate {

    private final TopicPattern[] publish;
    private final Policy policy;

    PolicyGate(Policy policy) {
        this.policy = policy;
        publish = policy.publish().stream().map(TopicPattern::of).toArray(TopicPattern[]::new);
    }

    /** Whether one of the policy's filters allows the identity to publish to a topic name. */
    boolean mayPublish(Identity identity, String topic) {
        for (TopicPattern pattern : publish) {
            if (pattern.allows(topic, identity.device(), identity.tenant())) {
                return true;
            }
        }
        return false;
    }

    Policy.Limits limits() {
        return policy.limits();
    }

    /** Whether a message that asks for this priority may draw on the urgent budget. */
    boolean grantsUrgent(int askedPriority) {
        return askedPriority >= 7 && policy.maxPriority() >= 7 && limits().urgentPerSecond() > 0;
    }
}
