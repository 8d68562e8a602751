/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.samples;

/**
 * A message that reached somebody.
 *
 * @param id its {@code AirId}, the same on a duplicate; null if the receiver does not see it
 * @param device who sent it; null if the receiver does not see it
 * @param topic its topic; null if the receiver does not see it
 * @param laneClass urgent, normal or bulk; null if the receiver does not see its priority
 * @param body its body as text
 */
record Arrived(String id, String device, String topic, String laneClass, String body) {

    /** How a person reads it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (String part : new String[] {device, topic, laneClass, body}) {
            if (part != null) {
                text.append(text.isEmpty() ? "" : "  ").append(part);
            }
        }
        return text.toString();
    }
}
