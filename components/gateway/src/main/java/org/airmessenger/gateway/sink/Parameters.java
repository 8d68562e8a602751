/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.message.Quoted;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sink Kamelet's parameters while they are checked: every problem is collected, none of them
 * tells a value that may be secret.
 */
final class Parameters {

    private static final Duration MIN_TIMEOUT = Duration.ofMillis(100);
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(2);
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m)?");
    private static final Pattern LOOPBACK_V4 = Pattern.compile("127(\\.\\d{1,3}){3}");
    private static final String RAW = "raw:";

    private final Map<String, String> values;
    private final List<String> problems = new ArrayList<>();

    /** Parameters by name; absent and blank mean the default. */
    Parameters(Map<String, String> values) {
        this.values = values;
    }

    /**
     * What a bean's setter got for a secret: without {@code raw:} in front Camel would take a value
     * that begins with {@code #} for a reference, and tell it in an error.
     */
    static String secret(String value) {
        return value != null && value.startsWith(RAW) ? value.substring(RAW.length()) : value;
    }

    /** Loopback by name or literal: a name that has to be looked up could point anywhere. */
    static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("[::1]")
                || host.equals("::1")
                || LOOPBACK_V4.matcher(host).matches();
    }

    /** The value without blanks around it. */
    String value(String name, String otherwise) {
        String value = values.get(name);
        return value == null || value.isBlank() ? otherwise : value.strip();
    }

    /** A secret as it is, blanks too; null if it is empty. */
    String exact(String name) {
        String value = values.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** Whether a switch is on. */
    boolean on(String name, boolean otherwise) {
        return Boolean.parseBoolean(value(name, Boolean.toString(otherwise)));
    }

    /** One of some words; a problem if it is another. */
    String word(String code, String name, String otherwise, Set<String> words) {
        String value = value(name, otherwise);
        if (value != null && !words.contains(value)) {
            problem(
                    "%s %s must be one of %s but was %s"
                            .formatted(code, name, String.join(", ", words), Quoted.of(value)));
        }
        return value;
    }

    /** A whole number in a range. */
    long number(String code, String name, long otherwise, long min, long max) {
        String text = value(name, Long.toString(otherwise));
        long number = text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
        if (number < min || number > max) {
            problem(
                    "%s %s must be %d–%d but was %s"
                            .formatted(code, name, min, max, Quoted.of(text)));
        }
        return number;
    }

    /** The parameter {@code timeout}, 100 ms to 2 min, as {@code 10s}. */
    Duration timeout(String code) {
        String text = value("timeout", "10s");
        Matcher matcher = DURATION.matcher(text);
        Duration timeout = Duration.ZERO;
        if (matcher.matches()) {
            long amount = Long.parseLong(matcher.group(1));
            String unit = matcher.group(2) == null ? "ms" : matcher.group(2);
            timeout =
                    switch (unit) {
                        case "m" -> Duration.ofMinutes(amount);
                        case "s" -> Duration.ofSeconds(amount);
                        default -> Duration.ofMillis(amount);
                    };
        }
        if (timeout.compareTo(MIN_TIMEOUT) < 0 || timeout.compareTo(MAX_TIMEOUT) > 0) {
            problem(code + " timeout must be 100ms–2m but was " + Quoted.of(text));
        }
        return timeout;
    }

    /** A readable PEM file, or null if it is not given. */
    Path pem(String code, String name) {
        return pem(code, name, "");
    }

    /** The same; a relative path starts from a folder. */
    Path pem(String code, String name, String folder) {
        String text = value(name, null);
        if (text == null) {
            return null;
        }
        try {
            Path path = Path.of(folder).resolve(text);
            if (!Files.readString(path, StandardCharsets.US_ASCII).contains("-----BEGIN ")) {
                problem(code + " " + name + " must be PEM but " + Quoted.of(text) + " is not");
            }
            return path;
        } catch (IOException | InvalidPathException e) {
            problem(
                    "%s %s must be readable but %s is not: %s"
                            .formatted(code, name, Quoted.of(text), e.getClass().getSimpleName()));
            return null;
        }
    }

    /** Two parameters that only make sense together. */
    void both(String code, String one, String other) {
        if ((exact(one) == null) != (exact(other) == null)) {
            problem(code + " " + one + " and " + other + " must both be given or neither");
        }
    }

    void problem(String text) {
        problems.add(text);
    }

    /**
     * Ends the check.
     *
     * @throws IllegalArgumentException with a line per problem, if there is any
     */
    void end() {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
    }
}
