/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.gateway.AirGateway;
import org.airmessenger.gateway.config.Problem;
import org.airmessenger.gateway.config.RefusedStart;
import org.airmessenger.gateway.config.Settings;
import org.airmessenger.gateway.config.SettingsReader;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** What every command has: the gateway's folder, and output for people or for programs. */
public abstract class BaseCommand implements Callable<Integer> {

    /** Null if nothing was parsed. */
    @Spec private CommandSpec spec;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "The gateway's folder (default: $AIR_HOME, or ./air-home).")
    private Path home;

    @Option(names = "--json", description = "One line of JSON instead of text.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this.")
    private boolean help;

    /** The gateway's folder, absolute. */
    protected final Path home() {
        if (home != null) {
            return home.toAbsolutePath().normalize();
        }
        String variable = System.getenv("AIR_HOME");
        return Path.of(variable == null || variable.isBlank() ? "air-home" : variable)
                .toAbsolutePath()
                .normalize();
    }

    /** Whether a program reads the output. */
    protected final boolean json() {
        return json;
    }

    /** Where results go. */
    protected final PrintWriter out() {
        return spec == null ? new PrintWriter(System.out, true) : spec.commandLine().getOut();
    }

    /** Where progress and errors go. */
    protected final PrintWriter err() {
        return spec == null ? new PrintWriter(System.err, true) : spec.commandLine().getErr();
    }

    /** Prints the result: the text for people, the values for programs. */
    protected final void print(Map<String, ?> values, String text) {
        // only for programs: making it takes a while, and a gateway's start waits for it
        show(json ? new ObjectMapper().<JsonNode>valueToTree(values).toString() : text);
    }

    /** Prints what the gateway answered: the text for people, the answer for programs. */
    protected final void print(JsonNode answer, String text) {
        show(json ? answer.toString() : text);
    }

    private void show(String result) {
        out().println(result);
        out().flush();
    }

    /**
     * Reads the configuration.
     *
     * @param sets {@code key=value} of the command line
     * @throws RefusedStart with all problems
     */
    protected final Settings settings(List<String> sets) {
        List<Problem> problems = new ArrayList<>();
        Settings settings = SettingsReader.read(home(), sets, System.getenv(), problems);
        if (!problems.isEmpty()) {
            throw new RefusedStart(problems);
        }
        return settings;
    }

    /**
     * Reads the configuration of a gateway that is to start.
     *
     * @throws RefusedStart if the configuration has problems: with these and with those of all
     *     other files, so that one look mends everything
     */
    protected final Settings settingsOfStart(List<String> sets) {
        List<Problem> problems = new ArrayList<>();
        Settings settings = SettingsReader.read(home(), sets, System.getenv(), problems);
        if (problems.isEmpty()) {
            return settings;
        }
        try {
            AirGateway.check(settings);
        } catch (RefusedStart more) {
            problems.addAll(more.problems());
        }
        throw new RefusedStart(problems);
    }
}
