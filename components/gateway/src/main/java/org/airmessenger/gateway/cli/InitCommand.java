/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.control.files.SafeFiles;
import org.airmessenger.control.identity.Authority;
import org.airmessenger.control.identity.TokenSettings;
import org.airmessenger.control.identity.Tokens;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code air init}: makes what a secure start needs; what is there stays as it is. */
@Command(
        name = "init",
        description = "Makes the gateway's folder: files, certificates, keys. Keeps what is there.")
final class InitCommand extends BaseCommand {

    private static final List<String> FOLDERS = List.of("conf", "routes", "kamelets");

    @Option(
            names = "--name",
            paramLabel = "HOST",
            description =
                    "Another name or address of the server, by which devices reach it. May be"
                            + " repeated.")
    private List<String> names = List.of();

    @Override
    public Integer call() throws IOException {
        Path home = home();
        List<String> made = new ArrayList<>();
        Files.createDirectories(home);
        SafeFiles.privateFolder(home.resolve("data"));
        Files.createDirectories(home.resolve("log"));
        for (String folder : FOLDERS) {
            copy(Distribution.part(folder), home.resolve(folder), made);
        }
        if (Files.notExists(home.resolve("conf/schema"))) {
            SchemaCommand.write(home.resolve("conf/schema"));
            made.add("conf/schema");
        }
        new Authority(home).init(names).forEach(name -> made.add("data/keys/" + name));
        if (new Tokens(home, TokenSettings.STANDARD).init()) {
            made.add("data/keys/token-keys.json");
        }
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("home", home.toString());
        values.put("made", made);
        String text =
                made.isEmpty()
                        ? "nothing to do: " + home + " is complete"
                        : "made in " + home + ":\n  " + String.join("\n  ", made);
        print(values, text);
        return Air.OK;
    }

    private static void copy(Path from, Path to, List<String> made) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(InitCommand::isOurs).sorted().toList()) {
                Path target = to.resolve(file.getFileName().toString());
                if (!Files.exists(target)) {
                    Files.copy(file, target);
                    made.add(to.getFileName() + "/" + target.getFileName());
                }
            }
        }
    }

    /** In a checkout, cases and build files lie beside the routes. */
    private static boolean isOurs(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".camel.yaml")
                || name.endsWith(".kamelet.yaml")
                || file.getParent().endsWith("conf") && Files.isRegularFile(file);
    }
}
