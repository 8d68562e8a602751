/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.guard;

import org.airmessenger.control.model.LiveModel;
import org.airmessenger.control.model.Model;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Quoted;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.apache.camel.Exchange;

import java.util.HashMap;
import java.util.Map;

/**
 * The policies in force, each compiled once per change of the model and swapped as a whole, so that
 * a message never sees half of a change.
 */
final class PolicyGates {

    private volatile Map<String, PolicyGate> gates = Map.of();

    PolicyGates(LiveModel model) {
        model.follow(this::compile);
    }

    private void compile(Model model) {
        Map<String, PolicyGate> next = new HashMap<>();
        model.policies().forEach((name, policy) -> next.put(name, new PolicyGate(policy)));
        gates = next;
    }

    /**
     * The identity that the door proved.
     *
     * @throws RefusedException {@link Refusal#NOT_AUTHENTICATED} if there is none: a header is no
     *     proof
     */
    static Identity identityOf(Exchange exchange) {
        if (exchange.getProperty(AirHeaders.IDENTITY) instanceof Identity identity) {
            return identity;
        }
        throw new RefusedException(
                Refusal.NOT_AUTHENTICATED,
                "AIR-2001 a message must carry the identity that its door proved but had none, "
                        + "send it through a door");
    }

    /**
     * The gate of an identity's policy.
     *
     * @throws RefusedException {@link Refusal#NOT_ALLOWED} if there is no such policy
     */
    PolicyGate gateOf(Identity identity) {
        PolicyGate gate = gates.get(identity.policy());
        if (gate == null) {
            throw new RefusedException(
                    Refusal.NOT_ALLOWED,
                    "AIR-2002 a device must have a policy that exists but its policy was "
                            + Quoted.of(identity.policy())
                            + ", add it to conf/policies.yaml");
        }
        return gate;
    }
}
