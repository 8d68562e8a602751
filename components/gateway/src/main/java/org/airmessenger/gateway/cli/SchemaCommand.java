/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.gateway.check.Schemas;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code air schema}: the JSON schemas by which editors complete and check files. */
@Command(
        name = "schema",
        description = {
            "Writes the JSON schemas of all files that people write, so that editors complete and"
                    + " check them: destinations, rules, policies, devices, cases, kamelet, route."
        })
final class SchemaCommand extends BaseCommand {

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where they go (default: conf/schema of the home).")
    private Path out;

    @Override
    public Integer call() throws IOException {
        Path folder = out == null ? home().resolve("conf/schema") : out;
        List<String> made = write(folder);
        print(Map.of("made", made), "made " + String.join(System.lineSeparator() + "made ", made));
        return Air.OK;
    }

    /** Writes all schemas into a folder. */
    static List<String> write(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<String> made = new ArrayList<>();
        for (String name : Schemas.NAMES) {
            Path file = folder.resolve(name + ".schema.json");
            Files.writeString(file, Schemas.text(name));
            made.add(file.toString());
        }
        return made;
    }
}
