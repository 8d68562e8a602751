/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.gateway.check.FileCheck;
import org.airmessenger.gateway.config.Problem;

import picocli.CommandLine.Command;

import java.nio.file.Path;
import java.util.List;

/** {@code air route}: checks routes. */
@Command(
        name = "route",
        description = "Checks routes.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = RouteCommand.Check.class)
final class RouteCommand {

    private RouteCommand() {}

    /** {@code air route check}. */
    @Command(
            name = "check",
            description = {
                "Finds what is wrong with route files, all of it at once: Camel's YAML schema,"
                        + " Kamelets and their parameters, components and their options; then starts"
                        + " them with stubs at their ends."
            },
            exitCodeListHeading = "Exit codes:%n",
            exitCodeList = {"0:nothing is wrong", "1:something is", "2:there is no such file"})
    static final class Check extends CheckedFiles {

        @Override
        String suffix() {
            return ".camel.yaml";
        }

        @Override
        List<Problem> problems(FileCheck check, Path file) {
            return check.route(file);
        }
    }
}
