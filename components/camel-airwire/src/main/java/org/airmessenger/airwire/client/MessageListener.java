/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.client;

/**
 * Takes what comes down, one after the other, on the client's own thread; may block. Returning
 * acknowledges: the message is the listener's. An exception says that it is not, and it comes
 * again.
 */
@FunctionalInterface
public interface MessageListener {

    /** A message; each once, also over broken lines. */
    void received(Message message) throws Exception;
}
