/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import org.airmessenger.control.model.Destination;
import org.airmessenger.control.model.LiveModel;
import org.airmessenger.control.model.Place;
import org.airmessenger.gateway.cases.DryRun;
import org.airmessenger.gateway.config.Problem;
import org.airmessenger.gateway.config.Settings;
import org.airmessenger.gateway.delivery.DestinationRoutes;
import org.airmessenger.gateway.delivery.DestinationRoutes.Wanted;
import org.airmessenger.message.Causes;

import org.apache.camel.NoSuchEndpointException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the sink of every destination once, apart from all that runs, by the templates and Kamelets
 * that a start uses: what a value must be is known to the sink alone. Nothing is connected, and the
 * wrong values of all destinations are told at once.
 */
final class SinkTrial {

    /** Each problem of a sink begins with its code; what follows names the parameter first. */
    private static final Pattern PROBLEM = Pattern.compile("AIR-\\d{4} (\\S+).*");

    private static final Pattern OPTION = Pattern.compile("\\b[a-z][A-Za-z0-9]*\\b");

    private final Settings settings;
    private final StartCheck check;
    private final List<Problem> problems = new ArrayList<>();

    private SinkTrial(Settings settings, StartCheck check) {
        this.settings = settings;
        this.check = check;
    }

    /**
     * What is wrong with the values of sink parameters, each at its line of the file.
     *
     * @param properties the configuration, for placeholders
     * @param check files that are sound each for itself
     */
    static List<Problem> of(Settings settings, Properties properties, StartCheck check) {
        SinkTrial trial = new SinkTrial(settings, check);
        if (!check.model().destinations().isEmpty()) {
            trial.run(properties);
        }
        trial.problems.sort(Comparator.comparingInt(problem -> line(problem.where())));
        return trial.problems;
    }

    private static int line(String where) {
        String last = where.substring(where.lastIndexOf(':') + 1);
        return last.matches("\\d{1,9}") ? Integer.parseInt(last) : 0;
    }

    private void run(Properties properties) {
        Path home = settings.home();
        try (DryRun run = DryRun.checking(home, List.of(home.resolve("kamelets")), properties)) {
            run.bind(LiveModel.BEAN, new LiveModel(check.model()));
            List<Path> templates =
                    new TreeSet<>(check.routes().templates().values())
                            .stream().map(home.resolve("routes")::resolve).toList();
            try {
                run.load(templates);
                run.start();
            } catch (Exception e) {
                problems.add(AirMain.unloadable("routes", e));
                return;
            }
            SinkBinding sinks = new SinkBinding(run.camel(), check.kamelets());
            DestinationRoutes routes = new DestinationRoutes(run.camel(), settings, sinks);
            check.model().destinations().values().forEach(each -> add(run, routes, each));
        }
    }

    private void add(DryRun run, DestinationRoutes routes, Destination destination) {
        try {
            run.loadKamelets("kamelet:" + destination.sink());
            routes.sinks().set(destination);
            Wanted sink =
                    routes.wanted(destination, check.routes().templates()::containsKey).get(0);
            routes.make(sink, sink.id());
        } catch (Exception e) {
            if (Causes.root(e) instanceof NoSuchEndpointException missing) {
                String scheme = missing.getUri().replaceFirst(":.*", "");
                tell(
                        destination,
                        "AIR-9038 sink needs the Camel component of "
                                + scheme
                                + ": in lib/ or lib/ext, but it is not there");
                return;
            }
            Causes.text(e).lines().forEach(line -> tell(destination, line));
        }
    }

    private void tell(Destination destination, String line) {
        Matcher ours = PROBLEM.matcher(line);
        if (ours.matches()) {
            problems.add(new Problem(place(destination, ours.group(1)).toString(), line));
            return;
        }
        String named =
                OPTION.matcher(line)
                        .results()
                        .map(found -> found.group())
                        .filter(destination.parameters()::containsKey)
                        .findFirst()
                        .orElse("");
        problems.add(
                new Problem(
                        place(destination, named).toString(),
                        "AIR-9037 a sink must start with its parameters but "
                                + destination.sink()
                                + " does not: "
                                + line));
    }

    private Place place(Destination destination, String parameter) {
        return check.place(
                destination.name(),
                destination.parameters().containsKey(parameter) ? parameter : null);
    }
}
