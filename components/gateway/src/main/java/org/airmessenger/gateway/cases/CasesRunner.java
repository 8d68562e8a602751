/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cases;

import org.airmessenger.control.files.FourFiles;
import org.airmessenger.control.model.LiveModel;
import org.airmessenger.control.model.Model;
import org.airmessenger.control.model.Place;
import org.airmessenger.gateway.guard.Guard;
import org.airmessenger.gateway.lanes.RuleProblems;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Runs cases files against the routes and Kamelets of a home folder. Each case gets a fresh context
 * with the real YAML loader, Kamelets and steps, a model of its own, and a clock that only the case
 * moves; nothing leaves the process.
 */
public final class CasesRunner {

    private static final String SUFFIX = ".cases.yaml";

    private final Path home;

    /**
     * Runs the cases of a home.
     *
     * @param home has the folders {@code routes/} and {@code kamelets/}
     */
    public CasesRunner(Path home) {
        this.home = home;
    }

    /**
     * The stem of a cases file: the name of the route or Kamelet that it tests.
     *
     * @throws IllegalArgumentException if it is no cases file
     */
    public static String stemOf(Path cases) {
        String name = cases.getFileName().toString();
        if (!name.endsWith(SUFFIX)) {
            throw new IllegalArgumentException(
                    "AIR-9040 a cases file must end in " + SUFFIX + " but was " + name);
        }
        return name.substring(0, name.length() - SUFFIX.length());
    }

    /**
     * Runs every case of a file.
     *
     * @param cases a file {@code <stem>.cases.yaml} for {@code routes/<stem>.camel.yaml} or {@code
     *     kamelets/<stem>.kamelet.yaml}
     * @return one result per case, in order; if the file itself is wrong, one result that says all
     * @throws UncheckedIOException if a file cannot be read
     */
    public List<CaseResult> run(Path cases) {
        String fileName = cases.getFileName().toString();
        try {
            CasesFile file = CasesFile.read(cases);
            List<String> problems = new ArrayList<>(file.problems());
            Model model = model(file, problems);
            if (!problems.isEmpty()) {
                return List.of(new CaseResult("the file", new Place(fileName, 1), problems));
            }
            List<CaseResult> results = new ArrayList<>();
            for (Case row : file.cases()) {
                Place place = new Place(fileName, row.line());
                results.add(new CaseResult(row.name(), place, run(file, model, row)));
            }
            return results;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Reads the model with the real reader: the sections become the four files of a home. */
    private static Model model(CasesFile file, List<String> problems) throws IOException {
        Path folder = Files.createTempDirectory("air-cases");
        try {
            Files.createDirectory(folder.resolve("conf"));
            for (var section : file.sections().entrySet()) {
                Path target = folder.resolve("conf").resolve(section.getKey() + ".yaml");
                Files.writeString(target, section.getValue());
            }
            FourFiles.Loaded loaded = FourFiles.load(folder, List.of(new RuleProblems()));
            String name = file.path().getFileName().toString();
            loaded.problems()
                    .forEach(
                            problem ->
                                    problems.add(
                                            "%s:%d %s %s"
                                                    .formatted(
                                                            name,
                                                            problem.place().line(),
                                                            problem.code(),
                                                            problem.text())));
            return loaded.model();
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private List<String> run(CasesFile file, Model model, Case row) {
        String name = file.path().getFileName().toString();
        AtomicLong nanos = new AtomicLong(1);
        LiveModel live = new LiveModel(model);
        Guard guard = new Guard(live, new SimpleMeterRegistry(), nanos::get);
        StubWorld world = new StubWorld(row.answers());
        try (CaseContext context = new CaseContext(home, world)) {
            context.bind(LiveModel.BEAN, live);
            context.bind(Guard.BEAN, guard);
            context.start(stemOf(file.path()), file);
            for (int i = 1; i < row.times(); i++) {
                context.send(model, row);
            }
            nanos.addAndGet(row.pause().toNanos());
            world.reached().clear();
            return new Outcome(context.send(model, row), world.reached()).differences(name, row);
        } catch (Exception failure) {
            return List.of(name + ":" + row.line() + " the case could not run: " + text(failure));
        }
    }

    private static String text(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root.toString();
    }
}
