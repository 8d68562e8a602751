/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import org.airmessenger.airwire.codec.Bind;

import java.util.Arrays;

/**
 * The aliases that the peer bound (PROTOCOL.md, 8.1). Grows with them, up to what was announced.
 */
final class Bindings {

    private final int max;
    private Bind[] byAlias = new Bind[4];
    private long received;

    Bindings(int max) {
        this.max = max;
    }

    /** How many BINDs came in this session. */
    long received() {
        return received;
    }

    boolean isWithin(int alias) {
        return alias < max;
    }

    /** Binds, or binds again. */
    void bind(Bind bind) {
        received++;
        if (bind.alias() >= byAlias.length) {
            int size = Math.min(max, Math.max(bind.alias() + 1, byAlias.length * 2));
            byAlias = Arrays.copyOf(byAlias, size);
        }
        byAlias[bind.alias()] = bind;
    }

    /** A BIND that is refused leaves nothing, but both ends count it. */
    void refuse(int alias) {
        received++;
        if (alias < byAlias.length) {
            byAlias[alias] = null;
        }
    }

    /** Nothing is bound any more. */
    void forget() {
        received = 0;
        byAlias = new Bind[4];
    }

    /** The binding, or null. */
    Bind get(int alias) {
        return alias < byAlias.length ? byAlias[alias] : null;
    }
}
