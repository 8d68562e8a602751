/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.websocket;

import java.util.concurrent.TimeUnit;

/** Counts what costs the gateway an answer and the other end nothing. */
final class Noise {

    /** So many are let through within the window. */
    static final int MOST = 100;

    /** In seconds. */
    static final int WINDOW_SECONDS = 10;

    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(WINDOW_SECONDS);

    private long since = System.nanoTime();
    private int heard;

    /** One more came; true if that was too much. */
    boolean isTooMuch(long nowNanos) {
        if (nowNanos - since > WINDOW_NANOS) {
            since = nowNanos;
            heard = 0;
        }
        heard++;
        return heard > MOST;
    }
}
