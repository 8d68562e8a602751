/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cases;

import org.airmessenger.control.model.Place;

import java.util.List;

/**
 * How one case went.
 *
 * @param name the case's name
 * @param place where it stands
 * @param differences what was expected and what happened, each with file and line; empty if it went
 *     as expected
 */
public record CaseResult(String name, Place place, List<String> differences) {

    /** Copies the list. */
    public CaseResult {
        differences = List.copyOf(differences);
    }

    /** Whether all went as expected. */
    public boolean passed() {
        return differences.isEmpty();
    }
}
