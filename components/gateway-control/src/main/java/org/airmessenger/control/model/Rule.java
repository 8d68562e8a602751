/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.model;

import java.util.List;

/**
 * Which messages go where.
 *
 * @param id unique name
 * @param topic topic filter to match
 * @param where condition on the body, or null: always
 * @param priority priority it sets, 0–9, or null: none
 * @param to names of destinations; may be empty
 * @param local also to local subscribers; default true
 * @param stop no later rule is tried once this one matched; default false
 * @param place where it stands
 */
public record Rule(
        String id,
        String topic,
        Where where,
        Integer priority,
        List<String> to,
        boolean local,
        boolean stop,
        Place place) {

    /** Copies the list. */
    public Rule {
        to = List.copyOf(to);
    }

    /**
     * A condition on the body.
     *
     * @param language {@code jsonpath}, {@code jq} or {@code simple} (restricted: no beans, no
     *     scripts)
     * @param expression in that language
     */
    public record Where(String language, String expression) {}
}
