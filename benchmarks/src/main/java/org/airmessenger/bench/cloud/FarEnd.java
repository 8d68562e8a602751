/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.cloud;

import org.airmessenger.bench.load.Tally;

import java.io.IOException;

/** Where the messages of the destination end: a server that can be taken away, and a count. */
public interface FarEnd extends AutoCloseable {

    /** Makes one whose messages are counted in a tally. */
    interface Maker<F extends FarEnd> {
        F make(Tally tally) throws IOException, InterruptedException;
    }

    /** The lines of {@code sink} and {@code parameters} of the destination. */
    String sink();

    /** Takes it away, as a power cut would. */
    void goAway() throws IOException, InterruptedException;

    /** Brings it back, at the same address. */
    void comeBack() throws IOException, InterruptedException;

    /** A number that changes while messages arrive. */
    long progress() throws IOException;

    /**
     * Counts what arrived and was not counted yet, after the last message.
     *
     * @throws IOException if something lies there that is no whole message
     */
    default void count() throws IOException {}

    /** The gateway was killed, and is not started again yet. */
    default void gatewayIsGone() throws IOException {}

    /**
     * The gateway has started.
     *
     * @param port of plain MQTT
     */
    default void gatewayIsUp(int port) throws IOException, InterruptedException {}

    @Override
    void close() throws IOException;
}
