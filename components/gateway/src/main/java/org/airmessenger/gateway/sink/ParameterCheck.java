/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.message.Quoted;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sink Kamelet's parameters while they are checked: every problem is reported at once. A value
 * that may be secret is never part of a report.
 */
public final class ParameterCheck {

    private static final Duration MIN_TIMEOUT = Duration.ofMillis(100);
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m)?");
    private static final Pattern LOOPBACK_V4 = Pattern.compile("127(\\.\\d{1,3}){3}");

    private final Map<String, String> values;
    private final List<String> problems = new ArrayList<>();

    /** Checks these: name to value; absent and blank mean the default. */
    public ParameterCheck(Map<String, String> values) {
        this.values = values;
    }

    /** A value without blanks around it, or the default. */
    public String value(String name, String otherwise) {
        String value = values.get(name);
        return value == null || value.isBlank() ? otherwise : value.strip();
    }

    /** Notes a problem: code, rule, actual value, remedy. */
    public void problem(String text) {
        problems.add(text);
    }

    /**
     * Ends the check.
     *
     * @throws IllegalArgumentException with a line per problem, if there was one
     */
    public void end() {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
    }

    /**
     * The parameter {@code timeout}, from 100 ms: AIR-5004.
     *
     * @param otherwise the default
     * @param mostMinutes the longest
     */
    public Duration timeout(String otherwise, int mostMinutes) {
        String text = value("timeout", otherwise);
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
        if (timeout.compareTo(MIN_TIMEOUT) < 0 || timeout.toSeconds() > mostMinutes * 60L) {
            problem(
                    "AIR-5004 timeout must be 100ms–%dm but was %s"
                            .formatted(mostMinutes, Quoted.of(text)));
        }
        return timeout;
    }

    /**
     * A parameter that is a web address: AIR-5001; plain {@code http://} only to loopback, or with
     * {@code allowPlain}: AIR-5002.
     *
     * @return null if it is none
     */
    public URI address(String name) {
        String text = value(name, "");
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            // the text may carry a key, so only the place is told
            problem(
                    "AIR-5001 %s must be a URL but is malformed at character %d"
                            .formatted(name, e.getIndex()));
            return null;
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        boolean web = scheme.equals("https") || scheme.equals("http");
        if (!web || url.getHost() == null || url.getRawFragment() != null) {
            problem(
                    "AIR-5001 %s must be https://host[:port]/path but has scheme %s and host %s"
                            .formatted(name, Quoted.of(scheme), Quoted.of(url.getHost())));
            return null;
        }
        if (url.getRawUserInfo() != null) {
            problem("AIR-5001 " + name + " must not carry a user and password");
        }
        boolean plain = Boolean.parseBoolean(value("allowPlain", "false"));
        if (scheme.equals("http") && !plain && !isLoopback(url.getHost())) {
            problem(
                    "AIR-5002 %s must be https:// but is plain http:// to %s; allowPlain: true sends it unprotected"
                            .formatted(name, Quoted.of(url.getHost())));
        }
        return url;
    }

    /** Loopback by name or literal: a name that has to be looked up could point anywhere. */
    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("[::1]")
                || LOOPBACK_V4.matcher(host).matches();
    }
}
