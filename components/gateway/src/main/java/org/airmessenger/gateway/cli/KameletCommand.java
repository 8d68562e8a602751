/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.gateway.check.FileCheck;
import org.airmessenger.gateway.check.Scaffold;
import org.airmessenger.gateway.config.Problem;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code air kamelet}: begins and checks reusable steps. */
@Command(
        name = "kamelet",
        description = "Begins and checks Kamelets.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {KameletCommand.New.class, KameletCommand.Check.class})
final class KameletCommand {

    private KameletCommand() {}

    /** {@code air kamelet new}. */
    @Command(
            name = "new",
            description =
                    "Writes NAME.kamelet.yaml and NAME.cases.yaml, which pass air kamelet check and"
                            + " air test as they are.")
    static final class New extends BaseCommand {

        @Parameters(index = "0", description = "The name; it ends in -action, -sink or -source.")
        private String name;

        @Option(
                names = "--out",
                paramLabel = "DIR",
                description = "Where the files go (default: the current folder).")
        private Path out = Path.of("");

        @Override
        public Integer call() throws IOException {
            Scaffold scaffold = new Scaffold(name);
            Path kamelet = out.resolve(name + ".kamelet.yaml");
            Path cases = out.resolve(name + ".cases.yaml");
            for (Path file : List.of(kamelet, cases)) {
                if (Files.exists(file)) {
                    throw new IllegalArgumentException(
                            "AIR-9095 a file must not exist yet but "
                                    + file
                                    + " does; choose another name or --out");
                }
            }
            Files.createDirectories(out.toAbsolutePath());
            Files.writeString(kamelet, scaffold.kamelet());
            Files.writeString(cases, scaffold.cases());
            print(
                    Map.of("made", List.of(kamelet.toString(), cases.toString())),
                    "made "
                            + kamelet
                            + System.lineSeparator()
                            + "made "
                            + cases
                            + System.lineSeparator()
                            + "try it: air test "
                            + cases);
            return Air.OK;
        }
    }

    /** {@code air kamelet check}. */
    @Command(
            name = "check",
            description = {
                "Finds what is wrong with Kamelets, all of it at once: schema, placeholders,"
                        + " components and their options, classes; then starts each with stubs at"
                        + " its ends."
            },
            exitCodeListHeading = "Exit codes:%n",
            exitCodeList = {"0:nothing is wrong", "1:something is", "2:there is no such file"})
    static final class Check extends CheckedFiles {

        @Override
        String suffix() {
            return ".kamelet.yaml";
        }

        @Override
        List<Problem> problems(FileCheck check, Path file) {
            return check.kamelet(file);
        }
    }
}
