/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.demo;

import java.util.concurrent.CompletableFuture;

/** A simulated device, which publishes JSON at least once by a door of its own. */
interface Sensor extends AutoCloseable {

    /** Comes to the gateway; done when it is accepted. */
    CompletableFuture<?> connect();

    /** Publishes; done when the gateway says that it is kept, fails if it says anything else. */
    CompletableFuture<?> publish(String topic, String id, String body);

    @Override
    void close();
}
