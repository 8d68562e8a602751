/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The component's README names every option, as its generated description does. */
class ReadmeTest {

    private static final String DESCRIPTION = "/META-INF/org/airmessenger/airweb/airweb.json";

    @Test
    void namesEveryOptionWithDefaultAndMeaning() throws Exception {
        List<String> rows = new ArrayList<>();
        try (InputStream in = getClass().getResourceAsStream(DESCRIPTION)) {
            JsonNode options = new ObjectMapper().readTree(in).path("componentProperties");
            for (var option : options.properties()) {
                if (option.getValue().has("configurationClass")) {
                    rows.add(row(option.getKey(), option.getValue()));
                }
            }
        }
        Path readme =
                Path.of(System.getProperty("air.project.root"))
                        .resolve("components/camel-airweb/README.md");
        List<String> lines = Files.readAllLines(readme);
        int from = lines.indexOf("| Option | Default | Meaning |") + 2;
        assertThat(lines.subList(from, lines.indexOf("## What it needs") - 1))
                .as("the table of options")
                .isEqualTo(rows);
    }

    private static String row(String name, JsonNode option) {
        String standard = option.path("defaultValue").asText();
        return "| `%s` | %s | %s |"
                .formatted(
                        name,
                        standard.isEmpty() ? "–" : standard,
                        option.path("description").asText());
    }
}
