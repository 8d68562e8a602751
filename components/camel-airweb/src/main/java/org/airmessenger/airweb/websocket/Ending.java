/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.websocket;

/** Why the door ends a WebSocket (RFC 6455, 7.4; 4000 and above are our own). */
enum Ending {
    /** The gateway goes down; connect again. */
    GOING_DOWN(1001, "going-down", "going down"),
    /** The frames break the rules of WebSocket. */
    PROTOCOL(1002, "malformed", "protocol error"),
    /** Text where bytes are spoken, or bytes where text is. */
    UNSUPPORTED(1003, "malformed", "protocol error"),
    /** A message that is not what its sub-protocol says: no UTF-8, no JSON, no CBOR. */
    UNREADABLE(1007, "malformed", "protocol error"),
    /** Revoked, banned, or too much noise. */
    POLICY(1008, "evicted", "revoked"),
    /** Larger than the door takes. */
    TOO_LARGE(1009, "too-large", "protocol error"),
    /** The gateway failed. */
    FAILED(1011, "failed", "disconnected"),
    /** There is no room now. */
    FULL(1013, "over-rate", "disconnected"),
    /** The proof ended; prove anew who you are. */
    EXPIRED(4401, "evicted", "expired"),
    /** Nothing was heard, or a message did not come to its end. */
    SILENT(4408, "silent", "lost"),
    /** The device has as many newer ones as it may. */
    REPLACED(4409, "taken-over", "replaced");

    private final int code;
    private final String metric;
    private final String presence;

    Ending(int code, String metric, String presence) {
        this.code = code;
        this.metric = metric;
        this.presence = presence;
    }

    /** The status code of the close frame. */
    int code() {
        return code;
    }

    /** The word by which it is counted. */
    String metric() {
        return metric;
    }

    /** Why the device is gone, in a word for people. */
    String presence() {
        return presence;
    }
}
