/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import java.util.List;
import java.util.function.Consumer;

/** Hands messages to a sink. */
@FunctionalInterface
interface Sender {

    /**
     * Sends; any thread, may block.
     *
     * @param entries what is sent
     * @param single whether the sink gets one message rather than a list
     * @param done called once with the failure, or null
     */
    void send(List<Entry> entries, boolean single, Consumer<Throwable> done);
}
