/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import org.airmessenger.control.files.FourFiles;
import org.airmessenger.control.files.Places;
import org.airmessenger.control.model.Destination;
import org.airmessenger.control.model.Model;
import org.airmessenger.control.model.Place;
import org.airmessenger.gateway.config.ConfigKeys;
import org.airmessenger.gateway.config.Problem;
import org.airmessenger.gateway.config.RefusedStart;
import org.airmessenger.gateway.config.Settings;
import org.airmessenger.gateway.config.SettingsReader;
import org.airmessenger.gateway.lanes.RuleProblems;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * All that is checked before anything starts: the files of {@code AIR_HOME}, each for itself and
 * against the others.
 *
 * @param model the four files
 * @param kamelets what Kamelets take
 * @param routes files of routes
 * @param checks what other rooms check in the four files, now and at every change
 * @param places where entries of the four files stand; null if there is a problem with these
 */
record StartCheck(
        Model model,
        Kamelets kamelets,
        RouteFiles.Found routes,
        List<FourFiles.Check> checks,
        Places places) {

    private static final String DESTINATIONS = "conf/destinations.yaml";
    private static final int CODE_LENGTH = "AIR-0000".length();

    /**
     * Checks everything.
     *
     * @throws RefusedStart with all problems at once
     */
    static StartCheck of(Settings settings, Properties properties, boolean whole) {
        List<Problem> problems = new ArrayList<>();
        StartCheck check = read(settings, properties, whole, problems);
        if (whole) {
            ControlBinding.check(settings, problems);
            DataFolder.check(settings, problems);
            window(settings, problems);
        }
        if (!problems.isEmpty()) {
            throw new RefusedStart(problems);
        }
        return check;
    }

    /**
     * Checks all that may change while the gateway runs.
     *
     * @param problems where problems are added; if there are any, the model says nothing
     */
    static StartCheck read(
            Settings settings, Properties properties, boolean whole, List<Problem> problems) {
        Path home = settings.home();
        Kamelets kamelets =
                Kamelets.read(home.resolve("kamelets"), properties.stringPropertyNames(), problems);
        RouteFiles.Found routes = RouteFiles.check(home.resolve("routes"), kamelets, problems);
        List<FourFiles.Check> checks =
                List.of(
                        new RuleProblems(),
                        (model, places, found) -> sinks(model, places, kamelets, found));
        AtomicReference<Places> places = new AtomicReference<>();
        List<FourFiles.Check> all = new ArrayList<>(checks);
        all.add((model, where, found) -> places.set(where));
        FourFiles.Loaded loaded = FourFiles.load(home, all);
        loaded.problems()
                .forEach(
                        problem ->
                                problems.add(
                                        new Problem(
                                                problem.place().toString(),
                                                problem.code() + " " + problem.text())));
        policy(settings, loaded, problems);
        if (whole) {
            boolean delivers = !loaded.isSound() || !loaded.model().destinations().isEmpty();
            routes.links().checkWhole(routes.templates(), delivers, problems);
        }
        return new StartCheck(loaded.model(), kamelets, routes, checks, places.get());
    }

    private static void sinks(
            Model model,
            Places places,
            Kamelets kamelets,
            Consumer<org.airmessenger.control.files.Problem> found) {
        for (Destination destination : model.destinations().values()) {
            if (destination.sink().isEmpty()) {
                continue;
            }
            List<Problem> problems = new ArrayList<>();
            kamelets.check(
                    parameter -> place(places, destination.name(), parameter).toString(),
                    destination.sink(),
                    destination.parameters().keySet(),
                    problems);
            for (Problem problem : problems) {
                String text = problem.text();
                int line = Integer.parseInt(problem.where().replaceAll(".*:", ""));
                found.accept(
                        new org.airmessenger.control.files.Problem(
                                text.substring(0, CODE_LENGTH),
                                new Place(DESTINATIONS, line),
                                text.substring(CODE_LENGTH + 1)));
            }
        }
    }

    /** Where a destination's parameter stands, or its sink if the parameter is null. */
    Place place(String destination, String parameter) {
        return place(places, destination, parameter);
    }

    private static Place place(Places places, String destination, String parameter) {
        return parameter == null
                ? places.of(DESTINATIONS, destination, "sink")
                : places.of(DESTINATIONS, destination, "parameters", parameter);
    }

    /** What a session of the wire protocol may send again must be known when it comes. */
    private static void window(Settings settings, List<Problem> problems) {
        long sent = settings.number(ConfigKeys.WIRE_WINDOW);
        long known = settings.number(ConfigKeys.DUPLICATES);
        boolean isOpen = settings.on(ConfigKeys.WIRE_ENABLED) || settings.on(ConfigKeys.WIRE_PLAIN);
        if (isOpen && sent > known) {
            problems.add(
                    new Problem(
                            SettingsReader.FILE,
                            "AIR-9006 %s must be at most %s, which is %d, but was %d: lower it, or raise the other"
                                    .formatted(
                                            ConfigKeys.WIRE_WINDOW,
                                            ConfigKeys.DUPLICATES,
                                            known,
                                            sent)));
        }
    }

    private static void policy(Settings settings, FourFiles.Loaded loaded, List<Problem> problems) {
        String policy = settings.text(ConfigKeys.PLAIN_POLICY);
        boolean used =
                settings.on(ConfigKeys.PLAIN_ENABLED) && settings.on(ConfigKeys.PLAIN_ANONYMOUS);
        if (used && loaded.isSound() && !loaded.model().policies().containsKey(policy)) {
            problems.add(
                    new Problem(
                            SettingsReader.FILE,
                            "AIR-9031 anonymous devices need a policy of conf/policies.yaml but "
                                    + ConfigKeys.PLAIN_POLICY
                                    + " is "
                                    + (policy.isEmpty() ? "not set" : policy)));
        }
    }
}
