/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink.lambda;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many messages one invocation carries: half as many after the function ran out of time or
 * memory, twice as many after it managed. So a batch that is too much for a function stops nothing.
 */
final class Pace {

    private final AtomicInteger most = new AtomicInteger(Integer.MAX_VALUE);

    /** Most messages of the next invocation, at least 1. */
    int most() {
        return most.get();
    }

    /** The function ran out of something with so many messages; one alone says nothing of more. */
    void failed(int messages) {
        if (messages > 1) {
            most.updateAndGet(now -> Math.min(now, messages / 2));
        }
    }

    /** The function managed so many messages. */
    void managed(int messages) {
        most.updateAndGet(
                now ->
                        messages < now
                                ? now
                                : now > Integer.MAX_VALUE / 2 ? Integer.MAX_VALUE : now * 2);
    }
}
