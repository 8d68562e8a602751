/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.guard;

import org.airmessenger.gateway.trace.Cause;
import org.airmessenger.gateway.trace.Witness;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.apache.camel.Exchange;

/** Lets a message through only if its body is within the policy's and the gateway's limits. */
public final class SizeStep extends GuardStep {

    private int maxBytes = 1 << 20;

    /** Largest body of any device, in bytes, 1–268,435,455 (MQTT's own limit). */
    public void setMaxBytes(int maxBytes) {
        this.maxBytes = within("air.guard.maxBytes", maxBytes, 1, 268_435_455);
    }

    @Override
    void check(Exchange exchange) {
        int bytes = sizeOf(exchange);
        if (bytes > maxBytes) {
            throw tooLarge(bytes, maxBytes, "air.guard.maxBytes");
        }
        Identity identity = identityOf(exchange);
        int allowed = policiesFor(identity).limits(identity).maxMessageBytes();
        if (bytes > allowed) {
            throw tooLarge(bytes, allowed, "maxMessageBytes of its policy");
        }
    }

    @Override
    void explain(Exchange exchange, RefusedException refusal, Witness witness) {
        int bytes = sizeOf(exchange);
        Cause gateway = Cause.of(Cause.PROPERTIES, "air.guard.maxBytes");
        Cause policy = policyEntry(exchange, "limits", "maxMessageBytes");
        if (refusal != null) {
            refused(witness, "size", refusal, bytes > maxBytes ? gateway : policy);
        } else if (exchange.getException() == null) {
            Identity identity = identityOf(exchange);
            int allowed = policiesFor(identity).limits(identity).maxMessageBytes();
            passed(
                    witness,
                    "size",
                    bytes + " bytes of at most " + Math.min(allowed, maxBytes),
                    maxBytes < allowed ? gateway : policy);
        }
    }

    private static RefusedException tooLarge(int bytes, int allowed, String source) {
        return new RefusedException(
                Refusal.TOO_LARGE,
                "AIR-2006 body and user properties must be ≤ "
                        + allowed
                        + " bytes but were "
                        + bytes
                        + ", send less or raise "
                        + source);
    }
}
