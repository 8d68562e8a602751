/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.api;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;

/** Says what would happen to a message; what knows the rooms is bound in Camel's registry. */
@FunctionalInterface
public interface Explaining {

    /** Name of the bean in Camel's registry. */
    String BEAN = "airExplaining";

    /**
     * The message that is asked about.
     *
     * @param device id of the device that would publish it
     * @param topic its topic
     * @param body its body
     * @param priority what the device asks for, 0–9, or null
     * @param qos 0–2
     * @param contentType what the body is, or null
     * @param subscribed whether to assume that somebody has subscribed to the topic here
     * @param scope topic filters of the token by which the device would prove itself; empty: none
     */
    record Asked(
            String device,
            String topic,
            byte[] body,
            Integer priority,
            int qos,
            String contentType,
            boolean subscribed,
            List<String> scope) {}

    /**
     * Explains. Nothing is taken from a limit, counted, written or remembered.
     *
     * @throws IllegalArgumentException if the question is wrong: a text with a code
     * @throws Exception if the routes cannot be loaded
     */
    JsonNode explain(Asked asked) throws Exception;
}
