/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.server;

import org.airmessenger.message.PublicKeys;

import java.util.function.Supplier;

/**
 * {@code GET /v1/jwks.json}: the public keys that verify this gateway's tokens, for anybody. Who
 * asks for nothing else is a stranger, and closed when he asks too often.
 */
public final class Jwks implements Resource {

    private final Supplier<PublicKeys> keys;

    /**
     * Asks for the keys when somebody does.
     *
     * @param keys null while there are none
     */
    public Jwks(Supplier<PublicKeys> keys) {
        this.keys = keys;
    }

    @Override
    public String allow(String rest) {
        return rest == null && keys.get() != null ? "GET, HEAD" : null;
    }

    @Override
    public void handle(Call call) {
        if (call.connection().isTooStrange()) {
            call.whenOver(() -> call.connection().close(0));
        }
        call.answer(200, PublicKeys.MEDIA_TYPE, keys.get().jwks());
    }
}
