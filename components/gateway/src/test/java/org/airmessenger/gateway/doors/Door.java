/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.doors;

/** A device on a door. */
interface Door extends AutoCloseable {

    /** Publishes at least once, and returns when it is acknowledged. */
    void publish(Letter letter) throws Exception;

    /** The next message that comes down, which it acknowledges. */
    Letter next() throws Exception;

    @Override
    void close();
}
