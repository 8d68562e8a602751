/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.payload;

import org.apache.camel.Message;

/** A message's body as the lanes hand it over. */
public final class Bodies {

    private static final byte[] EMPTY = {};

    private Bodies() {}

    /**
     * The bytes.
     *
     * @throws IllegalArgumentException if the body is something else
     */
    public static byte[] bytes(Message message) {
        Object body = message.getBody();
        if (body instanceof byte[] bytes) {
            return bytes;
        }
        if (body == null) {
            return EMPTY;
        }
        if (body instanceof String) {
            // a step of YAML before the sink may have made text of it
            return message.getBody(byte[].class);
        }
        throw new IllegalArgumentException(
                "AIR-5035 a message's body must be bytes but was "
                        + body.getClass().getName()
                        + "; convert it before the sink");
    }
}
