/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

/**
 * What others may see of a dispatcher.
 *
 * @param state {@code untried}, {@code up}, {@code away} or {@code stopped}
 * @param reason why it is away
 * @param awaySince monotonic nanoseconds
 * @param oldestTime epoch milliseconds, 0 if nothing waits in memory
 */
record Sight(
        String state,
        String reason,
        long awaySince,
        int inFlight,
        int concurrency,
        long oldestTime) {}
