/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.guard;

import org.airmessenger.control.identity.PolicyBook;
import org.airmessenger.gateway.trace.Witness;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Presence;
import org.airmessenger.message.Quoted;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;
import org.airmessenger.message.Topics;

import org.apache.camel.Exchange;
import org.apache.camel.Message;

import java.util.Objects;

/**
 * Lets a message through only if its device's policy allows the topic: what is not allowed is
 * denied, and so is what lies outside the scope of the device's token. Headers that contradict the
 * proven identity are refused, so nobody speaks as another.
 */
public final class AuthorizeStep extends GuardStep {

    private static final String OUT_OF_SCOPE = "AIR-2013";

    @Override
    void check(Exchange exchange) {
        Identity identity = identityOf(exchange);
        Message message = exchange.getMessage();
        // a gateway brings what others sent, in its own tenant if it has one; its own policy says
        // what it may bring
        boolean speaksForOthers = Boolean.TRUE.equals(exchange.getProperty(AirHeaders.ON_BEHALF));
        if (!speaksForOthers) {
            checkHeader(message, AirHeaders.DEVICE, identity.device());
        }
        if (!speaksForOthers || identity.tenant() != null) {
            checkHeader(message, AirHeaders.TENANT, identity.tenant());
        }
        String topic = topicOf(message);
        PolicyBook policies = policiesFor(identity);
        if (!identity.proof().admits(topic)) {
            throw new RefusedException(
                    Refusal.NOT_ALLOWED,
                    OUT_OF_SCOPE
                            + " a topic must be within the scope of the device's token but was "
                            + Quoted.of(topic)
                            + ", publish within it or issue a token with a wider --scope");
        }
        if (topic.startsWith(Presence.TOPICS)) {
            throw new RefusedException(
                    Refusal.NOT_ALLOWED,
                    "AIR-2015 topics that begin with "
                            + Presence.TOPICS
                            + " must be the gateway's own but a device published to "
                            + Quoted.of(topic)
                            + ", take another topic");
        }
        if (!policies.mayPublish(identity, topic)) {
            throw new RefusedException(
                    Refusal.NOT_ALLOWED,
                    "AIR-2003 a topic must be allowed by the policy "
                            + Quoted.of(identity.policy())
                            + " but was "
                            + Quoted.of(topic)
                            + ", add a filter to its publish list in conf/policies.yaml");
        }
    }

    @Override
    void explain(Exchange exchange, RefusedException refusal, Witness witness) {
        if (refusal != null) {
            // no file says what a token says
            boolean byScope = refusal.getMessage().startsWith(OUT_OF_SCOPE);
            refused(witness, "topic", refusal, byScope ? null : policyEntry(exchange, "publish"));
        } else if (exchange.getException() == null) {
            Identity identity = identityOf(exchange);
            String topic = exchange.getMessage().getHeader(AirHeaders.TOPIC, String.class);
            String filter = policiesFor(identity).allows(identity, topic);
            passed(
                    witness,
                    "topic",
                    "the policy "
                            + identity.policy()
                            + " allows "
                            + Quoted.of(topic)
                            + " by "
                            + Quoted.of(filter),
                    policyEntry(exchange, "publish", filter));
        }
    }

    private static String topicOf(Message message) {
        Object value = message.getHeader(AirHeaders.TOPIC);
        String topic = value instanceof String text ? text : null;
        String problem = Topics.problemOfName(topic);
        if (problem != null) {
            throw new RefusedException(
                    Refusal.MALFORMED, "AIR-2004 " + problem + ", publish to a plain topic name");
        }
        return topic;
    }

    private static void checkHeader(Message message, String name, String proven) {
        Object claimed = message.getHeader(name);
        if (!Objects.equals(claimed, proven)) {
            throw new RefusedException(
                    Refusal.NOT_ALLOWED,
                    "AIR-2005 the header "
                            + name
                            + " must be the proven "
                            + Quoted.of(proven)
                            + " but was "
                            + Quoted.of(String.valueOf(claimed))
                            + ", remove the step that changes it");
        }
    }
}
