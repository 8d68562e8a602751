/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs commands against a home as a person would, and keeps what they said. */
final class CommandKit implements AutoCloseable {

    private final String before = System.getProperty(Distribution.PROPERTY);
    private final Path home;
    private String out = "";
    private String err = "";

    CommandKit(Path home) {
        this.home = home;
        System.setProperty(Distribution.PROPERTY, System.getProperty("air.project.root"));
    }

    int air(String... words) {
        StringWriter results = new StringWriter();
        StringWriter notes = new StringWriter();
        CommandLine line = Air.commandLine();
        line.setOut(new PrintWriter(results, true));
        line.setErr(new PrintWriter(notes, true));
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--home", home.toString()));
        int code = line.execute(all.toArray(String[]::new));
        out = results.toString();
        err = notes.toString();
        return code;
    }

    String out() {
        return out;
    }

    String err() {
        return err;
    }

    JsonNode json() {
        try {
            return new ObjectMapper().readTree(out);
        } catch (IOException e) {
            throw new AssertionError(out, e);
        }
    }

    @Override
    public void close() {
        if (before == null) {
            System.clearProperty(Distribution.PROPERTY);
        } else {
            System.setProperty(Distribution.PROPERTY, before);
        }
    }
}
