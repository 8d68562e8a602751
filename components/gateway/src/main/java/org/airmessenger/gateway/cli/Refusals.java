/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.gateway.config.Problem;
import org.airmessenger.gateway.config.RefusedStart;

import java.util.List;

/** Turns the control plane's problems into those of the command line. */
final class Refusals {

    private Refusals() {}

    static RefusedStart of(List<org.airmessenger.control.files.Problem> problems) {
        return new RefusedStart(
                problems.stream()
                        .map(
                                problem ->
                                        new Problem(
                                                problem.place().toString(),
                                                problem.code() + " " + problem.text()))
                        .toList());
    }
}
