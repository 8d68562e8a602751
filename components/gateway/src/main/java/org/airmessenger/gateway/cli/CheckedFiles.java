/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.gateway.check.FileCheck;
import org.airmessenger.gateway.config.Problem;
import org.airmessenger.gateway.config.SettingsReader;

import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** What the checks of files have in common: which files, and how problems are told. */
abstract class CheckedFiles extends BaseCommand {

    @Parameters(arity = "1..*", paramLabel = "FILES", description = "Files, folders or patterns.")
    private List<String> files = List.of();

    /** How the names of the files end. */
    abstract String suffix();

    /** All problems of one file. */
    abstract List<Problem> problems(FileCheck check, Path file);

    @Override
    public Integer call() throws IOException {
        List<Path> found = FileArguments.find(files, suffix());
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "AIR-9092 FILES must lead to at least one file *"
                            + suffix()
                            + " but "
                            + String.join(" ", files)
                            + " leads to none");
        }
        FileCheck check = check();
        Map<String, Object> values = new LinkedHashMap<>();
        List<Object> list = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        int wrong = 0;
        for (Path file : found) {
            List<Problem> problems = problems(check, file);
            problems.forEach(
                    problem -> {
                        list.add(Map.of("where", problem.where(), "text", problem.text()));
                        lines.add(problem.toString());
                    });
            wrong += problems.isEmpty() ? 0 : 1;
        }
        values.put("files", found.size());
        values.put("wrong", wrong);
        values.put("problems", list);
        lines.add(
                wrong == 0
                        ? "%d checked, nothing is wrong".formatted(found.size())
                        : "%d checked, %d wrong, %d problems"
                                .formatted(found.size(), wrong, list.size()));
        print(values, String.join(System.lineSeparator(), lines));
        return wrong == 0 ? Air.OK : Air.FAILED;
    }

    private FileCheck check() {
        Path home = homeOrDistribution();
        // what is wrong with the configuration is not asked here: then defaults are taken
        List<Problem> ignored = new ArrayList<>();
        Properties properties =
                SettingsReader.read(home, List.of(), System.getenv(), ignored).asProperties();
        return new FileCheck(home, properties);
    }

    private Path homeOrDistribution() {
        return Files.isDirectory(home()) ? home() : Distribution.folder();
    }
}
