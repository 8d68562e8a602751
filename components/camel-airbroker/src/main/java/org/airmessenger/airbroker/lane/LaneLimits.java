/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

/**
 * What one class of one destination may take.
 *
 * @param maxMessages in one request, 1–10,000
 * @param maxDelayNanos how long the first message of a request waits for others
 * @param maxBytes of bodies in one request
 * @param capBytes on disk
 * @param overflow what happens beyond the cap
 */
record LaneLimits(
        int maxMessages, long maxDelayNanos, long maxBytes, long capBytes, Overflow overflow) {}
