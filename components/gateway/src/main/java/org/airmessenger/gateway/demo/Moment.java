/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.demo;

/**
 * What can be seen at one moment.
 *
 * @param seconds since the sensors started
 * @param total seconds that they publish
 * @param perSecond messages acknowledged in the last second
 * @param acknowledged messages acknowledged so far
 * @param arrived messages that the function has
 * @param urgentCount urgent messages measured
 * @param urgentP50 their median latency, milliseconds
 * @param urgentP99 their 99th percentile, milliseconds
 * @param batches requests that the function accepted
 * @param urgentWaiting urgent messages in their lane
 * @param normalWaiting other messages in their lanes
 * @param function what the function does
 */
record Moment(
        long seconds,
        long total,
        long perSecond,
        long acknowledged,
        long arrived,
        long urgentCount,
        double urgentP50,
        double urgentP99,
        long batches,
        long urgentWaiting,
        long normalWaiting,
        Cloud function) {

    /** What the function does. */
    enum Cloud {
        /** It takes messages. */
        HERE("here"),
        /** It refuses connections. */
        AWAY("away: everything waits on disk"),
        /** It is back, and a backlog is left. */
        DRAINING("back: the backlog drains, urgent first");

        final String words;

        Cloud(String words) {
            this.words = words;
        }
    }
}
