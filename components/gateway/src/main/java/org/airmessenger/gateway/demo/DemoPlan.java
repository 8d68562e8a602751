/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.demo;

import java.time.Duration;
import java.util.List;

/**
 * What happens when. The function goes away a little before half time, for a fifth of the whole,
 * but not longer than {@value #LONGEST_OUTAGE_SECONDS} s.
 *
 * @param sensors simulated devices
 * @param perSecond messages per second, all sensors together
 * @param duration how long the sensors publish
 * @param awayFrom when the function goes away, from the start
 * @param awayUntil when it comes back
 */
record DemoPlan(
        int sensors, int perSecond, Duration duration, Duration awayFrom, Duration awayUntil) {

    /** Every so many messages one is an alarm. Prime, so that all sensors have their turn. */
    static final int ALARM_EVERY = 41;

    /** The doors by which sensors come, as the header {@code AirDoor} names them. */
    static final String MQTT = "mqtt";

    static final String HTTP = "http";
    static final String WEBSOCKET = "websocket";
    static final String WIRE = "wire";

    /** By turns. */
    private static final List<String> DOORS = List.of(MQTT, HTTP, MQTT, WEBSOCKET, WIRE);

    private static final int SENSORS = 20;
    private static final int PER_SECOND = 400;
    private static final int LONGEST_OUTAGE_SECONDS = 6;
    private static final Duration SHORTEST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofHours(1);

    /** The door of a sensor. */
    String door(int sensor) {
        return DOORS.get(sensor % DOORS.size());
    }

    /**
     * The plan for a duration.
     *
     * @throws IllegalArgumentException if it is shorter than 5 s or longer than an hour
     */
    static DemoPlan of(Duration duration) {
        if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "AIR-9080 --duration must be 5s to 1h but was " + duration.toMillis() + "ms");
        }
        Duration longest = Duration.ofSeconds(LONGEST_OUTAGE_SECONDS);
        Duration fifth = duration.dividedBy(5);
        Duration away = fifth.compareTo(longest) < 0 ? fifth : longest;
        Duration from = duration.multipliedBy(2).dividedBy(5);
        return new DemoPlan(SENSORS, PER_SECOND, duration, from, from.plus(away));
    }
}
