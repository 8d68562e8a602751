/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

/** Where a message of a sender is (PROTOCOL.md, 7.3). */
sealed interface SendState {

    /** Waits for its turn; has no number. */
    SendState QUEUED = new Queued();

    /** Its number is resolved: nothing more happens to it. */
    SendState RESOLVED = new Resolved();

    /** Waits for its turn. */
    record Queued() implements SendState {}

    /**
     * The peer got it, or will: its number is not resolved.
     *
     * @param number its own
     */
    record Sent(long number) implements SendState {}

    /**
     * Refused for now: the same number goes out again later.
     *
     * @param number its own
     * @param until epoch milliseconds
     */
    record Waiting(long number, long until) implements SendState {}

    /**
     * Given up under this number, which is not resolved yet.
     *
     * @param number its own
     * @param anew whether it is then sent again under a new number
     */
    record Skipping(long number, boolean anew) implements SendState {}

    /** Resolved. */
    record Resolved() implements SendState {}
}
