/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.websocket;

import org.airmessenger.message.Refusal;

/** Who counts and ends a connection; called on its event loop. */
public interface Gatekeeper {

    /** Whether anybody may come in now. */
    boolean isOpen();

    /** The request for a WebSocket was refused; the client was told, and the connection closes. */
    void refused(Refusal cause);

    /** Frames broke the rules; the client was told, and the connection closes. */
    void violated(String text);
}
