/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cases;

import org.airmessenger.control.model.Place;

import java.time.Duration;
import java.util.List;

/**
 * How one case went.
 *
 * @param name the case's name
 * @param place where it stands
 * @param differences what was expected and what happened, each with file and line; empty if it went
 *     as expected
 * @param took how long it took
 */
public record CaseResult(String name, Place place, List<Difference> differences, Duration took) {

    /** Copies the list. */
    public CaseResult {
        differences = List.copyOf(differences);
    }

    /** Whether all went as expected. */
    public boolean passed() {
        return differences.isEmpty();
    }
}
