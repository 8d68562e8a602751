/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

import java.util.List;

/**
 * What proved an identity, where the proof is more than the device's certificate: how long it
 * holds, how far it reaches, and by which names it can be revoked.
 *
 * @param id by which this proof alone can be revoked, or null
 * @param key the key that vouches for it, or null: when that is dropped, the proof falls with it
 * @param until when it ends, epoch milliseconds, exclusive: the door ends the connection then;
 *     {@link #FOREVER} if it does not end
 * @param scope topic filters to which it confines what the policy allows; empty confines nothing
 */
public record Proof(String id, String key, long until, List<String> scope) {

    /** It does not end. */
    public static final long FOREVER = Long.MAX_VALUE;

    /** Neither ends nor confines, and falls only with the device. */
    public static final Proof LASTING = new Proof(null, null, FOREVER, List.of());

    /** Copies the list. */
    public Proof {
        scope = List.copyOf(scope);
    }

    /** Whether its scope lets through everything that a topic or filter matches. */
    public boolean admits(String filter) {
        if (scope.isEmpty()) {
            return true;
        }
        for (int i = 0; i < scope.size(); i++) {
            if (Topics.contains(scope.get(i), filter)) {
                return true;
            }
        }
        return false;
    }
}
