/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

import java.util.List;
import java.util.Objects;

/**
 * Who a door proved to be at the other end, and by what.
 *
 * @param device device id, {@code [A-Za-z0-9._:-]{1,128}}
 * @param tenant tenant, or null
 * @param policy name of the policy that says what the device may do
 * @param door the word of the door that proved it: {@code mqtt}, …
 * @param proof how long it holds, and how far it reaches
 */
public record Identity(String device, String tenant, String policy, String door, Proof proof) {

    /**
     * Checks the device id.
     *
     * @throws IllegalArgumentException if the device id does not follow {@link DeviceIds}
     */
    public Identity {
        DeviceIds.check(device);
        Objects.requireNonNull(policy, "policy");
        Objects.requireNonNull(door, "door");
        Objects.requireNonNull(proof, "proof");
    }

    /** By a proof that neither ends nor confines. */
    public Identity(String device, String tenant, String policy, String door) {
        this(device, tenant, policy, door, Proof.LASTING);
    }

    /** When the proof ends, epoch milliseconds: the door ends the connection then. */
    public long until() {
        return proof.until();
    }

    /** Topic filters to which the proof confines what the policy allows; empty confines nothing. */
    public List<String> scope() {
        return proof.scope();
    }
}
