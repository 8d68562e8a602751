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
import org.airmessenger.message.Causes;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Runs cases files against routes and Kamelets. Each case gets a fresh context with the real YAML
 * loader, Kamelets and steps, a model of its own, and a clock that only the case moves; nothing
 * leaves the process.
 */
public final class CasesRunner {

    /** How the name of a cases file ends. */
    public static final String SUFFIX = ".cases.yaml";

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
     * @param cases as for {@link #report}
     * @return one result per case, in order; if the file itself is wrong, one result that says all
     * @throws UncheckedIOException if a file cannot be read
     */
    public List<CaseResult> run(Path cases) {
        CasesReport report = report(cases);
        return report.isSound()
                ? report.results()
                : List.of(
                        new CaseResult(
                                "the file",
                                new Place(cases.getFileName().toString(), 1),
                                report.problems(),
                                Duration.ZERO));
    }

    /**
     * Runs every case of a file.
     *
     * @param cases a file {@code <stem>.cases.yaml} for {@code <stem>.camel.yaml} or {@code
     *     <stem>.kamelet.yaml}, near it or in the home; or any file that names the stem by {@code
     *     test:}
     * @throws UncheckedIOException if a file cannot be read
     */
    public CasesReport report(Path cases) {
        try {
            CasesFile file = CasesFile.read(cases);
            Folders folders = Folders.of(home, cases);
            List<Difference> problems = new ArrayList<>(file.problems());
            Model model = model(file, problems);
            tested(file, folders, problems);
            List<CaseResult> results = new ArrayList<>();
            if (problems.isEmpty()) {
                file.cases().forEach(row -> results.add(result(file, folders, model, row)));
            }
            problems.sort(Comparator.comparingInt(problem -> problem.place().line()));
            return new CasesReport(cases, problems, results);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void tested(CasesFile file, Folders folders, List<Difference> problems) {
        String stem = file.stem();
        if (stem != null && folders.route(stem) == null && folders.kamelet(stem) == null) {
            problems.add(
                    file.problem(
                            1,
                            "AIR-9091 a cases file must test a route or a Kamelet but there is"
                                    + " neither "
                                    + stem
                                    + ".camel.yaml nor "
                                    + stem
                                    + ".kamelet.yaml beside it or in "
                                    + folders.home()));
        }
        for (String other : file.with()) {
            if (folders.route(other) == null) {
                problems.add(
                        file.problem(
                                file.line("with"),
                                "AIR-9091 with must name route files but there is no "
                                        + other
                                        + ".camel.yaml"));
            }
        }
    }

    /** Reads the model with the real reader: the sections become the four files of a home. */
    private static Model model(CasesFile file, List<Difference> problems) throws IOException {
        List<FourFiles.Check> checks = List.of(new RuleProblems());
        if (file.modelFolder() != null) {
            Path parent = file.path().toAbsolutePath().normalize().getParent();
            Path folder = Objects.requireNonNull(parent).resolve(file.modelFolder());
            if (!Files.isDirectory(folder.resolve("conf"))) {
                problems.add(
                        file.problem(
                                file.line("model"),
                                "AIR-9090 model must be the four files' sections or a folder that"
                                        + " has conf/ but was "
                                        + file.modelFolder()));
                return Model.EMPTY;
            }
            FourFiles.Loaded loaded = FourFiles.load(folder.normalize(), checks);
            loaded.problems()
                    .forEach(
                            problem ->
                                    problems.add(file.problem(file.line("model"), problem + "")));
            return loaded.model();
        }
        Path folder = Files.createTempDirectory("air-cases");
        try {
            Files.createDirectory(folder.resolve("conf"));
            for (var section : file.sections().entrySet()) {
                Path target = folder.resolve("conf").resolve(section.getKey() + ".yaml");
                Files.writeString(target, section.getValue());
            }
            FourFiles.Loaded loaded = FourFiles.load(folder, checks);
            loaded.problems()
                    .forEach(
                            problem ->
                                    problems.add(
                                            file.problem(
                                                    problem.place().line(),
                                                    problem.code() + " " + problem.text())));
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

    private static CaseResult result(CasesFile file, Folders folders, Model model, Case row) {
        Place place = new Place(file.path().getFileName().toString(), row.line());
        long start = System.nanoTime();
        List<Difference> differences = run(file, folders, model, row);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        return new CaseResult(row.name(), place, differences, took);
    }

    private static List<Difference> run(CasesFile file, Folders folders, Model model, Case row) {
        AtomicLong nanos = new AtomicLong(1);
        LiveModel live = new LiveModel(model);
        Guard guard = new Guard(live, new SimpleMeterRegistry(), nanos::get);
        try (CaseContext context = new CaseContext(folders, file, row)) {
            context.bind(LiveModel.BEAN, live);
            context.bind(Guard.BEAN, guard);
            context.start();
            for (int i = 1; i < row.times(); i++) {
                context.send(model, row);
            }
            nanos.addAndGet(row.pause().toNanos());
            return new Outcome(context.send(model, row), context.reached())
                    .differences(file.path().getFileName().toString(), row);
        } catch (Exception failure) {
            return List.of(
                    file.problem(row.line(), "the case could not run: " + Causes.text(failure)));
        }
    }
}
