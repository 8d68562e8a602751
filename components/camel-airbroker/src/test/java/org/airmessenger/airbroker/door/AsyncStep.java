/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A step that does its work on another thread, after an unforeseeable time. */
final class AsyncStep extends AsyncProcessorSupport {

    private final Consumer<Exchange> work;

    AsyncStep(Consumer<Exchange> work) {
        this.work = work;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        CompletableFuture.delayedExecutor(
                        ThreadLocalRandom.current().nextInt(3), TimeUnit.MILLISECONDS)
                .execute(
                        () -> {
                            work.accept(exchange);
                            callback.done(false);
                        });
        return false;
    }
}
