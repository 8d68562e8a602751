/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.model;

import java.util.List;
import java.util.Map;

/**
 * The four files as one consistent, immutable whole.
 *
 * @param destinations by name, in the order of the file
 * @param rules in the order in which they are tried
 * @param policies by name
 * @param devices by id
 */
public record Model(
        Map<String, Destination> destinations,
        List<Rule> rules,
        Map<String, Policy> policies,
        Map<String, Device> devices) {

    /** Nothing configured: nobody may do anything. */
    public static final Model EMPTY = new Model(Map.of(), List.of(), Map.of(), Map.of());
}
