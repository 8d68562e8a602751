/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.explain;

import java.util.List;

/**
 * The message that is asked about.
 *
 * @param device id of the device that would publish it
 * @param topic its topic
 * @param body its body
 * @param priority what the device asks for, 0–9, or null: nothing
 * @param qos 0–2
 * @param contentType what the body is, or null
 * @param subscribed whether to assume that somebody has subscribed to the topic here
 * @param scope topic filters of the token by which the device would prove itself; empty: none
 */
public record Question(
        String device,
        String topic,
        byte[] body,
        Integer priority,
        int qos,
        String contentType,
        boolean subscribed,
        List<String> scope) {

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one is left
     */
    public Question {
        scope = List.copyOf(scope);
        if (qos < 0 || qos > 2) {
            throw new IllegalArgumentException("AIR-9096 qos must be 0–2 but was " + qos);
        }
        if (priority != null && (priority < 0 || priority > 9)) {
            throw new IllegalArgumentException("AIR-9096 priority must be 0–9 but was " + priority);
        }
    }
}
