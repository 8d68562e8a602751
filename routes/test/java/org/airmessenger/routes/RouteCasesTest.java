/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.routes;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.gateway.cases.CaseResult;
import org.airmessenger.gateway.cases.CasesRunner;

import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs the cases file beside each YAML file of the five rooms. The operator port's own file ({@code
 * control-operator}) takes requests and no messages: {@code OperatorRoutesTest} has its cases.
 */
class RouteCasesTest {

    private static final Path HOME = Path.of(System.getProperty("air.project.root"));
    private static final Path FOLDER = HOME.resolve("routes");

    private static List<String> stems(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(suffix))
                    .map(name -> name.substring(0, name.length() - suffix.length()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyFileHasCasesOfItsStemAndEveryCasesFileItsFile() throws IOException {
        assertThat(stems(FOLDER.resolve("test"), ".cases.yaml"))
                .isEqualTo(
                        stems(FOLDER, ".camel.yaml").stream()
                                .filter(stem -> stem.matches("[1-5]-.*"))
                                .toList())
                .isNotEmpty();
    }

    @TestFactory
    Stream<DynamicNode> cases() throws IOException {
        CasesRunner runner = new CasesRunner(HOME);
        return stems(FOLDER.resolve("test"), ".cases.yaml").stream()
                .map(stem -> FOLDER.resolve("test").resolve(stem + ".cases.yaml"))
                .flatMap(file -> runner.run(file).stream())
                .map(result -> DynamicTest.dynamicTest(nameOf(result), () -> check(result)));
    }

    private static String nameOf(CaseResult result) {
        return result.place() + " " + result.name();
    }

    private static void check(CaseResult result) {
        assertThat(result.differences()).isEmpty();
    }
}
