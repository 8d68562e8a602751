/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.doors;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** What they share. */
final class Doors {

    /** Seconds. */
    static final int PATIENCE = 60;

    private Doors() {}

    static Letter next(BlockingQueue<Letter> heard) throws InterruptedException {
        Letter next = heard.poll(PATIENCE, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing came within " + PATIENCE + " s");
        }
        return next;
    }
}
