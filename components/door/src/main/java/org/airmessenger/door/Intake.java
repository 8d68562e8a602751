/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import org.airmessenger.message.Identity;
import org.airmessenger.message.Ticket;

/** Where a door's messages go: the consumer of the route. */
public interface Intake {

    /** What became of a message: null if it was kept, otherwise the exception. */
    @FunctionalInterface
    interface Outcome {
        /** Called exactly once, on any thread. */
        void done(Throwable failure);
    }

    /**
     * Takes one message. Returns at once or when the route did; the outcome is told exactly once,
     * on any thread.
     */
    void take(DoorMessage message, Identity identity, Ticket ticket, Outcome outcome);
}
