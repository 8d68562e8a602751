/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

/** What a door's consumer opens and closes: the listeners of one wire. */
public interface Opening {

    /**
     * Listens; returns when connections come in.
     *
     * @throws Exception if a port cannot be opened: {@code AIR-…}, with address and remedy
     */
    void open() throws Exception;

    /**
     * Takes no new connection and no new message; what is in flight is finished, then each
     * connection is told and closed. Returns at once; may be called again.
     */
    void pause();

    /** Connections that are not closed yet. */
    int connections();

    /** Closes all that is left, and stops listening. */
    void close();
}
