/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.client;

import org.airmessenger.airwire.session.Closing;

/** Hears how the line does; called on the client's event loop, must not block. */
public interface LineListener {

    /** Nobody listens. */
    LineListener NONE = new LineListener() {};

    /**
     * Messages flow.
     *
     * @param resumed whether the session goes on
     */
    default void up(boolean resumed) {}

    /** Messages do not flow; the client tries again by itself. */
    default void down(Closing closing) {}
}
