/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.gateway.cases.CaseResult;
import org.airmessenger.gateway.cases.CasesReport;
import org.airmessenger.gateway.cases.CasesRunner;
import org.airmessenger.gateway.cases.Difference;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code air test}: runs cases of routes and Kamelets, without broker, network or gateway. */
@Command(
        name = "test",
        description = {
            "Runs cases of routes and Kamelets with the real loader, and with stubs at every end: no"
                    + " broker, no network, no gateway.",
            "What NAME.cases.yaml tests, NAME.camel.yaml or NAME.kamelet.yaml, is looked for beside"
                    + " it, in routes/ and kamelets/ there, then in the home."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:all cases went as expected",
            "1:a case did not",
            "2:a cases file is wrong, or there is none"
        })
final class TestCommand extends BaseCommand {

    @Parameters(
            arity = "1..*",
            paramLabel = "FILES",
            description =
                    "Cases files, folders (all *.cases.yaml below them), or patterns such as"
                            + " 'kamelets/**/my-*'.")
    private List<String> files = List.of();

    @Option(
            names = "--junit",
            paramLabel = "FILE",
            description = "Also writes the results as JUnit's XML, for continuous integration.")
    private Path junit;

    @Override
    public Integer call() throws IOException {
        List<Path> found = FileArguments.find(files, CasesRunner.SUFFIX);
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "AIR-9092 FILES must lead to at least one file *"
                            + CasesRunner.SUFFIX
                            + " but "
                            + String.join(" ", files)
                            + " leads to none");
        }
        CasesRunner runner = new CasesRunner(homeOrDistribution());
        List<CasesReport> reports = new ArrayList<>();
        for (Path file : found) {
            try {
                reports.add(runner.report(file));
            } catch (UncheckedIOException unreadable) {
                throw new IllegalArgumentException(
                        "AIR-9012 the file must be readable UTF-8: " + unreadable.getCause(),
                        unreadable);
            }
        }
        if (junit != null) {
            JUnitReport.write(junit, reports);
        }
        print(values(reports), text(reports));
        boolean sound = reports.stream().allMatch(CasesReport::isSound);
        return !sound ? Air.WRONG : failed(reports) > 0 ? Air.FAILED : Air.OK;
    }

    private static long failed(List<CasesReport> reports) {
        return reports.stream().mapToLong(CasesReport::failed).sum();
    }

    private static long cases(List<CasesReport> reports) {
        return reports.stream().mapToLong(report -> report.results().size()).sum();
    }

    private static String text(List<CasesReport> reports) {
        List<String> lines = new ArrayList<>();
        for (CasesReport report : reports) {
            lines.add(
                    (!report.isSound() ? "wrong   " : report.failed() > 0 ? "failed  " : "passed  ")
                            + report.file()
                            + (report.isSound() ? "  " + report.results().size() : ""));
            report.problems().forEach(problem -> lines.add("  " + problem));
            report.results().stream()
                    .filter(result -> !result.passed())
                    .forEach(result -> lines.addAll(failure(result)));
        }
        long wrong = reports.stream().filter(report -> !report.isSound()).count();
        lines.add(
                "%d cases in %d files, %d failed"
                                .formatted(cases(reports), reports.size(), failed(reports))
                        + (wrong > 0 ? ", " + wrong + " files are wrong" : ""));
        return String.join(System.lineSeparator(), lines);
    }

    private static List<String> failure(CaseResult result) {
        List<String> lines = new ArrayList<>();
        lines.add("  " + result.place() + " " + result.name());
        for (Difference difference : result.differences()) {
            if (difference.field().isEmpty()) {
                lines.add("    " + difference.actual());
            } else {
                lines.add("    " + difference.place() + " " + difference.field());
                lines.add("      expected " + difference.expected());
                lines.add("      actual   " + difference.actual());
            }
        }
        return lines;
    }

    private static Map<String, Object> values(List<CasesReport> reports) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("cases", cases(reports));
        values.put("failed", failed(reports));
        List<Object> list = new ArrayList<>();
        for (CasesReport report : reports) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("file", report.file().toString());
            one.put("problems", report.problems().stream().map(TestCommand::values).toList());
            List<Object> results = new ArrayList<>();
            for (CaseResult result : report.results()) {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("name", result.name());
                row.put("line", result.place().line());
                row.put("passed", result.passed());
                row.put("millis", result.took().toMillis());
                row.put(
                        "differences",
                        result.differences().stream().map(TestCommand::values).toList());
                results.add(row);
            }
            one.put("results", results);
            list.add(one);
        }
        values.put("files", list);
        return values;
    }

    private static Map<String, Object> values(Difference difference) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("line", difference.place().line());
        if (!difference.field().isEmpty()) {
            values.put("field", difference.field());
            values.put("expected", difference.expected());
        }
        values.put("actual", difference.actual());
        return values;
    }

    /**
     * The home if there is one, so that no gateway need be set up to test; else what is shipped.
     */
    private Path homeOrDistribution() {
        return Files.isDirectory(home()) ? home() : Distribution.folder();
    }
}
