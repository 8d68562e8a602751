/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench;

import org.airmessenger.bench.load.Fleet;
import org.airmessenger.bench.load.Tally;

import java.io.IOException;
import java.util.List;

/** Something that is measured: it takes messages over MQTT and hands them on to a receiver. */
public interface Subject extends AutoCloseable {

    /** What it is called in the report. */
    String name();

    /**
     * Starts it fresh, in a JVM of its own, with a receiver behind it that counts into the tally.
     */
    void start(Case conditions, Tally tally) throws IOException, InterruptedException;

    /** The devices that it knows. */
    Fleet fleet();

    /** The port that devices connect to. */
    int port();

    /** Its processes. */
    List<Long> pids();

    /** Takes the receiver away, if there is a function behind it. */
    default void away() {
        throw new UnsupportedOperationException(name() + " has no function behind it");
    }

    /** Brings it back. */
    default void back() {
        throw new UnsupportedOperationException(name() + " has no function behind it");
    }

    /** The kind of its journal. */
    String journal();

    /** Ends it, and removes what it kept. */
    @Override
    void close() throws IOException;
}
