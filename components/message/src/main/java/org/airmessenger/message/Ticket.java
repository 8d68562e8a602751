/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

/**
 * Keeps one connection's order. A door starts the next message of a connection when the one before
 * it holds its place in the journal's queue, not when the disk has answered: that is how many
 * messages share one sync and yet never overtake each other.
 */
@FunctionalInterface
public interface Ticket {

    /** The message holds its place; called at most once, by the lanes, on any thread. */
    void placed();
}
