/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where secrets come from: <code>{{env:NAME}}</code> is a variable, <code>{{file:PATH}}</code> the
 * content of a file, without the line end.
 */
public final class Placeholders {

    private static final Pattern PLACEHOLDER =
            Pattern.compile("\\{\\{\\s*(env|file):([^}]+?)\\s*}}");

    private final Path home;
    private final Map<String, String> environment;

    /**
     * Resolves against a folder and variables.
     *
     * @param home what relative paths of files start from
     * @param environment the variables
     */
    public Placeholders(Path home, Map<String, String> environment) {
        this.home = home;
        this.environment = environment;
    }

    /**
     * The text with its placeholders replaced.
     *
     * @throws IllegalArgumentException if one cannot be resolved; it names the placeholder, never a
     *     value
     */
    public String resolve(String text) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        StringBuilder out = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(2);
            String value = matcher.group(1).equals("env") ? variable(name) : content(name);
            matcher.appendReplacement(out, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(out).toString();
    }

    /** The content of a file, as <code>{{file:PATH}}</code> gives it. */
    public String content(String path) {
        try {
            return Files.readString(home.resolve(path)).stripTrailing();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "{{file:"
                            + path
                            + "}} must name a readable file: "
                            + e.getClass().getSimpleName(),
                    e);
        }
    }

    private String variable(String name) {
        String value = environment.get(name);
        if (value == null) {
            throw new IllegalArgumentException("{{env:" + name + "}} must be set but is not");
        }
        return value;
    }
}
