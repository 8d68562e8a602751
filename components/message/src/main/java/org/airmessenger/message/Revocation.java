/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

import java.util.Objects;

/**
 * What is over. What is null in it stands for any: a device with all that it has, one proof, or all
 * proofs that one key vouches for.
 *
 * @param device device id, or null
 * @param proof {@link Proof#id()}, or null
 * @param key {@link Proof#key()}, or null
 */
public record Revocation(String device, String proof, String key) {

    /**
     * Checks that something is meant.
     *
     * @throws IllegalArgumentException if everything would be over
     */
    public Revocation {
        if (device == null && proof == null && key == null) {
            throw new IllegalArgumentException("a revocation must name what it ends");
        }
    }

    /** Everything of a device. */
    public static Revocation ofDevice(String device) {
        return new Revocation(Objects.requireNonNull(device), null, null);
    }

    /** One proof, whosever it is. */
    public static Revocation ofProof(String proof) {
        return new Revocation(null, Objects.requireNonNull(proof), null);
    }

    /** All proofs that a key vouches for. */
    public static Revocation ofKey(String key) {
        return new Revocation(null, null, Objects.requireNonNull(key));
    }

    /** Whether a connection of this identity is over. */
    public boolean ends(Identity identity) {
        return (device == null || device.equals(identity.device()))
                && (proof == null || proof.equals(identity.proof().id()))
                && (key == null || key.equals(identity.proof().key()));
    }
}
