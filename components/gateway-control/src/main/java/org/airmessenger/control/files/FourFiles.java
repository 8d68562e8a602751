/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.files;

import org.airmessenger.control.model.Destination;
import org.airmessenger.control.model.Device;
import org.airmessenger.control.model.Model;
import org.airmessenger.control.model.Policy;
import org.airmessenger.control.model.Rule;

import org.yaml.snakeyaml.nodes.Node;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The four files of {@code AIR_HOME/conf}: destinations, rules, policies, devices. They are read
 * and checked as one whole; a missing or empty file says that there is none of its kind.
 */
public final class FourFiles {

    /** The files, relative to {@code AIR_HOME}. */
    public static final List<String> NAMES =
            List.of(
                    DestinationsReader.FILE,
                    RulesReader.FILE,
                    PoliciesReader.FILE,
                    DevicesReader.FILE);

    private FourFiles() {}

    /**
     * What was read.
     *
     * @param model the model; {@link Model#EMPTY} if there is any problem
     * @param problems all of them, ordered by file and line; empty means that all is well
     */
    public record Loaded(Model model, List<Problem> problems) {

        /** Copies the list. */
        public Loaded {
            problems = List.copyOf(problems);
        }

        /** Whether the model may be put in force. */
        public boolean isSound() {
            return problems.isEmpty();
        }
    }

    /**
     * What only another room knows, such as the parameters of a Kamelet or the syntax of a
     * condition. Called even if the files have problems, with what could be read of them: names may
     * then be empty and references dangling.
     */
    @FunctionalInterface
    public interface Check {

        /**
         * Checks the model.
         *
         * @param model what the files say
         * @param places finds the line of a key
         * @param problems takes each problem
         */
        void check(Model model, Places places, Consumer<Problem> problems);
    }

    /** Reads the four files, without further checks. */
    public static Loaded load(Path home) {
        return load(home, List.of());
    }

    /**
     * Reads the four files.
     *
     * @param home {@code AIR_HOME}
     * @param checks made on the model, their problems added
     */
    public static Loaded load(Path home, List<Check> checks) {
        List<Problem> problems = new ArrayList<>();
        Places places = new Places();
        Map<String, Node> roots = new LinkedHashMap<>();
        for (String file : NAMES) {
            Node root = YamlFile.read(home, new Report(file, problems));
            roots.put(file, root);
            places.add(file, root);
        }
        Model model = model(roots, problems);
        checks.forEach(check -> check.check(model, places, problems::add));
        problems.sort(
                Comparator.comparing((Problem problem) -> NAMES.indexOf(problem.place().file()))
                        .thenComparing(problem -> problem.place().line()));
        return new Loaded(problems.isEmpty() ? model : Model.EMPTY, problems);
    }

    private static Model model(Map<String, Node> roots, List<Problem> problems) {
        Map<String, Destination> destinations =
                DestinationsReader.read(
                        roots.get(DestinationsReader.FILE),
                        new Report(DestinationsReader.FILE, problems));
        List<Rule> rules =
                RulesReader.read(
                        roots.get(RulesReader.FILE),
                        new Report(RulesReader.FILE, problems),
                        known(destinations, DestinationsReader.FILE, roots, problems));
        Map<String, Policy> policies =
                PoliciesReader.read(
                        roots.get(PoliciesReader.FILE), new Report(PoliciesReader.FILE, problems));
        Map<String, Device> devices =
                DevicesReader.read(
                        roots.get(DevicesReader.FILE),
                        new Report(DevicesReader.FILE, problems),
                        known(policies, PoliciesReader.FILE, roots, problems));
        return new Model(
                Collections.unmodifiableMap(destinations),
                List.copyOf(rules),
                Collections.unmodifiableMap(policies),
                Collections.unmodifiableMap(devices));
    }

    /** The names that may be referred to; null if their file is broken, so that nobody can know. */
    private static Set<String> known(
            Map<String, ?> named, String file, Map<String, Node> roots, List<Problem> problems) {
        boolean broken =
                roots.get(file) == null
                        && problems.stream()
                                .anyMatch(problem -> problem.place().file().equals(file));
        return broken ? null : named.keySet();
    }
}
