/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.api;

import org.airmessenger.control.model.Destination;

/** Who makes and removes what serves a destination; the lanes stay whatever it does. */
public interface DestinationKeeper {

    /**
     * Begins to serve a destination.
     *
     * @throws Exception if it cannot; then nothing of it is left
     */
    void add(Destination destination) throws Exception;

    /**
     * Finishes what is in flight and serves a destination no more.
     *
     * @return false if it did not finish in time; then it is still served
     * @throws Exception if it cannot be ended
     */
    boolean remove(String destination) throws Exception;
}
