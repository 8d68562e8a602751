/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench;

/**
 * What one trial of one subject gave.
 *
 * @param subject who was measured
 * @param conditions under which
 * @param restart which restart, from 1
 * @param journal kind of its journal
 * @param startMillis from the start of its JVM to all devices connected
 * @param speed what full speed gave
 * @param rate messages per second of the fixed rate
 * @param paced what the fixed rate gave
 * @param lost QoS 1: acknowledged but not received: 0, or the figures are worth nothing. QoS 0:
 *     sent but not received
 * @param duplicates received again
 * @param inversions received after a later one of the same device
 */
public record Measurement(
        String subject,
        Case conditions,
        int restart,
        String journal,
        long startMillis,
        Stand.Speed speed,
        double rate,
        Stand.Paced paced,
        long lost,
        long duplicates,
        long inversions) {}
