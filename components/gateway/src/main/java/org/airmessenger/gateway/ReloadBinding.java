/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import org.airmessenger.control.files.Problem;
import org.airmessenger.control.model.Place;
import org.airmessenger.gateway.config.Settings;
import org.airmessenger.gateway.reload.RouteReload.Checked;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Gives the reload the check that the start makes. */
final class ReloadBinding {

    private static final int CODE = "AIR-0000".length();

    private final Settings settings;
    private final Properties properties;
    private final SinkBinding sinks;

    ReloadBinding(Settings settings, Properties properties, SinkBinding sinks) {
        this.settings = settings;
        this.properties = properties;
        this.sinks = sinks;
    }

    /** Reads and checks all files. */
    Checked check() {
        List<org.airmessenger.gateway.config.Problem> problems = new ArrayList<>();
        StartCheck check = StartCheck.read(settings, properties, true, problems);
        return checked(check, problems(problems));
    }

    /** What a check found. */
    Checked checked(StartCheck check, List<Problem> problems) {
        return new Checked(
                check.model(),
                problems,
                check.routes().templates(),
                check.routes().fixed(),
                () -> sinks.kamelets(check.kamelets()),
                () -> problems(SinkTrial.of(settings, properties, check)));
    }

    private static List<Problem> problems(List<org.airmessenger.gateway.config.Problem> problems) {
        return problems.stream().map(ReloadBinding::problem).toList();
    }

    /** Place and code are their own things to the control plane. */
    private static Problem problem(org.airmessenger.gateway.config.Problem problem) {
        String where = problem.where();
        int colon = where.lastIndexOf(':');
        boolean line = colon > 0 && where.substring(colon + 1).matches("\\d{1,9}");
        Place place =
                line
                        ? new Place(
                                where.substring(0, colon),
                                Integer.parseInt(where.substring(colon + 1)))
                        : new Place(where, 1);
        String text = problem.text();
        return new Problem(text.substring(0, CODE), place, text.substring(CODE + 1));
    }
}
