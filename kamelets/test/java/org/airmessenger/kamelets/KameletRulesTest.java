/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.kamelets;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

class KameletRulesTest {

    private static final Path FOLDER =
            Path.of(System.getProperty("air.project.root")).resolve("kamelets");

    private static String good() throws IOException {
        return Files.readString(FOLDER.resolve("air-guard-size-action.kamelet.yaml"));
    }

    private static List<String> problems(String text) {
        return KameletRules.problems("air-guard-size-action.kamelet.yaml", text);
    }

    @Test
    void everyKameletIsAsItMustBe() throws IOException {
        List<String> problems = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
                String name = file.getFileName().toString();
                problems.addAll(KameletRules.problems(name, Files.readString(file)));
            }
        }
        assertThat(problems).isEmpty();
    }

    @Test
    void namesEveryProblemAtOnceWithItsPlace() throws IOException {
        String bad =
                good().replace("name: air-guard-size-action", "name: other")
                        .replace("type: \"action\"", "type: \"step\"")
                        .replace("title: Largest Body", "tittle: Largest Body")
                        .replace("default: 1048576\n", "minimum: \"1\"\n")
                        .replace("guard.SizeStep", "guard.MissingStep")
                        .replace("maxBytes: \"{{maxBytes}}\"", "maxBytes: \"{{maxBites}}\"")
                        .replace("- process:", "- kamelet: {name: x}\n        - process:");
        assertThat(problems(bad))
                .anyMatch(p -> p.contains("metadata.name must be the file's stem"))
                .anyMatch(p -> p.contains("kamelet.type"))
                .anyMatch(p -> p.contains("tittle"))
                .anyMatch(p -> p.contains("maxBytes must have a default or be required"))
                .anyMatch(p -> p.contains("maxBytes must be used by the template"))
                .anyMatch(p -> p.contains("{{maxBites}} must be a property or a bean"))
                .anyMatch(p -> p.contains("MissingStep must exist"))
                .anyMatch(p -> p.contains("use to: kamelet:"))
                .allMatch(p -> p.matches("air-guard-size-action\\.kamelet\\.yaml:\\d+ .*"));
    }

    @Test
    void refusesTemplateOfMoreThanFortyLines() throws IOException {
        String step = "\n        - log: hello";
        assertThat(problems(good().stripTrailing() + step.repeat(40)))
                .anyMatch(p -> p.contains("a template must have ≤ 40 lines"));
    }

    @Test
    void refusesMoreThanTwelveProperties() throws IOException {
        StringBuilder more = new StringBuilder("    properties:\n");
        for (char c = 'a'; c < 'a' + 12; c++) {
            more.append("      ")
                    .append(c)
                    .append(": { title: It, description: What it is good for,");
            more.append(" type: string, default: x }\n");
        }
        assertThat(problems(good().replaceFirst("    properties:\n", more.toString())))
                .anyMatch(p -> p.contains("12"));
    }

    @Test
    void refusesWhatIsNoYaml() {
        assertThat(problems("{")).singleElement().asString().contains("must be YAML");
    }
}
