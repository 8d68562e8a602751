/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.gateway.cli.Air;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Kamelets are the resource that Kaoto and Camel K know: by the schema of the custom resource of
 * Apache Camel, as Kaoto brings it along (npm {@code @kaoto/camel-catalog} 0.10.4, Apache-2.0).
 */
class KaotoTest {

    private static final Path ROOT = Path.of(System.getProperty("air.project.root"));
    private static final ObjectMapper JSON = new ObjectMapper();
    private static JsonSchema schema;

    @TempDir private Path folder;

    @BeforeAll
    static void readSchema() throws IOException {
        try (InputStream in = KaotoTest.class.getResourceAsStream("crd-schema-kamelet.json")) {
            JsonNode resource = JSON.readTree(in);
            close(resource);
            schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(resource);
        }
    }

    /** What a schema of a custom resource does not name, a cluster drops without a word. */
    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("properties").isObject()
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        node.forEach(KaotoTest::close);
    }

    private static List<String> problems(Path file) throws IOException {
        Object read =
                new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
        return schema.validate(JSON.valueToTree(read)).stream()
                .map(ValidationMessage::toString)
                .toList();
    }

    private static List<Path> kamelets(Path below) throws IOException {
        try (Stream<Path> files = Files.walk(below)) {
            return files.filter(file -> file.toString().endsWith(".kamelet.yaml"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyKameletOfTheProjectIsOne() throws IOException {
        for (String below : List.of("kamelets", "samples")) {
            assertThat(kamelets(ROOT.resolve(below))).isNotEmpty();
            for (Path file : kamelets(ROOT.resolve(below))) {
                assertThat(problems(file)).as(file.toString()).isEmpty();
            }
        }
    }

    @Test
    void whatTheScaffoldWritesIsOne() throws IOException {
        for (String name : List.of("my-mark-action", "my-notify-sink", "my-clock-source")) {
            assertThat(
                            Air.commandLine()
                                    .execute("kamelet", "new", name, "--out", folder.toString()))
                    .isZero();
            assertThat(problems(folder.resolve(name + ".kamelet.yaml"))).as(name).isEmpty();
        }
    }

    @Test
    void whatKaotoDoesNotKnowIsNoticed() throws IOException {
        Path file = ROOT.resolve("kamelets/air-http-sink.kamelet.yaml");
        String text = Files.readString(file).replace("  definition:", "  definitoin:");
        assertThat(problems(Files.writeString(folder.resolve("wrong.yaml"), text))).isNotEmpty();
    }
}
