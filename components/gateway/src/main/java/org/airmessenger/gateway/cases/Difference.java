/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cases;

import org.airmessenger.control.model.Place;

/**
 * One expectation that was not met, or one thing that is wrong with the file.
 *
 * @param place where it stands
 * @param field of {@code out}, such as {@code headers.AirTopic}; empty if the case could not run
 * @param expected what the case says; empty if the case could not run
 * @param actual what happened, or what is wrong
 */
public record Difference(Place place, String field, String expected, String actual) {

    static Difference problem(Place place, String text) {
        return new Difference(place, "", "", text);
    }

    @Override
    public String toString() {
        return field.isEmpty()
                ? place + " " + actual
                : place + " " + field + " must be " + expected + " but was " + actual;
    }
}
