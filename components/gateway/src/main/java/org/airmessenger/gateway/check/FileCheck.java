/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.check;

import org.airmessenger.control.model.Device;
import org.airmessenger.control.model.LiveModel;
import org.airmessenger.control.model.Model;
import org.airmessenger.control.model.Place;
import org.airmessenger.gateway.FileRules;
import org.airmessenger.gateway.cases.DryRun;
import org.airmessenger.gateway.config.Problem;
import org.airmessenger.message.Causes;
import org.airmessenger.message.DeviceIds;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks single files of routes and Kamelets, wherever they lie. */
public final class FileCheck {

    private static final Pattern LINE = Pattern.compile("(?:yaml:|line )(\\d+)");
    private static final Pattern STEP = Pattern.compile("(?s)at: >>> (.{1,200}?) <<<");
    private static final Pattern NOT_ALONE =
            Pattern.compile("(?m)^- (rest|restConfiguration|routeConfiguration):");

    private final Path home;
    private final Properties properties;
    private final Components components = new Components();

    /**
     * Checks against a home: its Kamelets may be called.
     *
     * @param home {@code AIR_HOME} or the distribution
     * @param properties the configuration, for placeholders
     */
    public FileCheck(Path home, Properties properties) {
        this.home = home;
        this.properties = properties;
    }

    /** All that is wrong with a route file. */
    public List<Problem> route(Path file) {
        List<Problem> problems = new ArrayList<>();
        Document document = Document.read(file, problems);
        if (document == null) {
            return problems;
        }
        if (!file.getFileName().toString().endsWith(".camel.yaml")) {
            problems.add(
                    document.problem(
                            1, "AIR-9053 the name of a route file must end in .camel.yaml"));
        }
        Schemas.check("route", document, problems);
        problems.addAll(new FileRules(folders(file), properties.stringPropertyNames()).route(file));
        components.check(document, problems);
        if (problems.isEmpty() && !NOT_ALONE.matcher(document.text()).find()) {
            load(document, problems, Model.EMPTY, run -> run.load(List.of(file)));
        }
        return sorted(problems);
    }

    /** All that is wrong with a Kamelet. */
    public List<Problem> kamelet(Path file) {
        List<Problem> problems = new ArrayList<>();
        Document document = Document.read(file, problems);
        if (document == null) {
            return problems;
        }
        Schemas.check("kamelet", document, problems);
        KameletRules rules = new KameletRules(document, problems);
        rules.check(file.getFileName().toString());
        problems.addAll(
                new FileRules(folders(file), properties.stringPropertyNames()).kamelet(file));
        components.check(document, problems);
        if (problems.isEmpty()) {
            List<Problem> found = new ArrayList<>();
            trial(document, found, rules.name(), rules.trialParameters());
            if (!found.isEmpty()) {
                // what must be set of several is required of none: the examples say how
                trial(document, problems, rules.name(), rules.exampleParameters());
                if (!problems.isEmpty()) {
                    problems.clear();
                    problems.addAll(found);
                }
            }
            hint(problems, rules.invented());
        }
        return sorted(problems);
    }

    private void trial(
            Document document,
            List<Problem> problems,
            String name,
            Map<String, Object> parameters) {
        load(
                document,
                problems,
                modelFor(parameters),
                run -> {
                    run.loadKamelets("kamelet:" + name);
                    run.around(name, parameters);
                });
    }

    /** Whoever a source speaks as may come in: that is for the gateway's own files to say. */
    private static Model modelFor(Map<String, Object> parameters) {
        Map<String, Device> devices = new HashMap<>();
        Place place = new Place("conf/devices.yaml", 1);
        for (Object value : parameters.values()) {
            String id = value.toString();
            if (DeviceIds.isValid(id)) {
                devices.put(id, new Device(id, "trial", null, false, place));
            }
        }
        return new Model(Map.of(), List.of(), Map.of(), devices);
    }

    /** A failure with an invented value may be the value's fault. */
    private static void hint(List<Problem> problems, Set<String> invented) {
        if (!invented.isEmpty()) {
            problems.replaceAll(
                    problem ->
                            new Problem(
                                    problem.where(),
                                    problem.text()
                                            + "; the required "
                                            + invented
                                            + " had no example to try with: give one"));
        }
    }

    private List<Path> folders(Path file) {
        Path own = file.toAbsolutePath().normalize().getParent();
        List<Path> folders = new ArrayList<>(List.of(own));
        for (Path other : List.of(own.resolveSibling("kamelets"), home.resolve("kamelets"))) {
            if (Files.isDirectory(other) && !folders.contains(other)) {
                folders.add(other);
            }
        }
        return folders;
    }

    private interface Loading {
        void into(DryRun run) throws Exception;
    }

    private void load(Document document, List<Problem> problems, Model model, Loading loading) {
        List<Path> folders = folders(Path.of(document.file()));
        try (DryRun run = new DryRun(home, folders, properties, Map.of())) {
            run.bind(LiveModel.BEAN, new LiveModel(model));
            loading.into(run);
            run.start();
        } catch (Exception failure) {
            String text = Causes.text(failure);
            Matcher line = LINE.matcher(text);
            problems.add(
                    document.problem(
                            line.find() ? Integer.parseInt(line.group(1)) : 0,
                            text.startsWith("AIR-")
                                    ? text
                                    : "AIR-9057 the file must start with stubs at its ends but does"
                                            + " not: "
                                            + text
                                            + step(failure)));
        }
    }

    /** The step at which Camel failed, if it says one. */
    private static String step(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Matcher step = STEP.matcher(String.valueOf(cause.getMessage()));
            if (step.find()) {
                return " (at " + step.group(1) + ")";
            }
        }
        return "";
    }

    private static List<Problem> sorted(List<Problem> problems) {
        return problems.stream()
                .distinct()
                .sorted((a, b) -> Integer.compare(lineOf(a), lineOf(b)))
                .toList();
    }

    private static int lineOf(Problem problem) {
        String line = problem.where().replaceFirst(".*:(\\d+)$", "$1");
        return line.matches("\\d{1,9}") ? Integer.parseInt(line) : 0;
    }
}
