/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.message.Refusal;

/** A packet that ends its connection. Cheap: bad input has no stack trace. */
final class EndingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Refusal cause;
    private final byte code;

    /**
     * Ends a connection.
     *
     * @param code the reason code of DISCONNECT (MQTT 5.0, 3.14.2.1)
     */
    EndingException(Refusal cause, byte code, String text) {
        super(text, null, false, false);
        this.cause = cause;
        this.code = code;
    }

    Refusal refusal() {
        return cause;
    }

    byte code() {
        return code;
    }
}
