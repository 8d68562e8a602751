/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.message.Quoted;

import io.vertx.core.http.HttpMethod;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks the Kamelet's parameters and reports every problem at once. A value that may be secret is
 * never part of a report.
 */
final class HttpSinkCheck {

    private static final int MIN_KEY_LENGTH = 16;
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Set<String> METHODS = Set.of("POST", "PUT", "PATCH");
    private static final Set<String> COMPRESS = Set.of("none", "gzip", "zstd", "auto");
    private static final Set<String> OWN =
            Set.of(
                    "content-type",
                    "content-length",
                    "content-encoding",
                    "transfer-encoding",
                    "host",
                    "connection",
                    "traceparent",
                    "air-signature");

    private final ParameterCheck given;

    private HttpSinkCheck(Map<String, String> values) {
        this.given = new ParameterCheck(values);
    }

    /**
     * Checks the parameters.
     *
     * @param values name to value; absent and blank mean the default
     * @throws IllegalArgumentException with a line per problem
     */
    static HttpSinkSettings check(Map<String, String> values) {
        return new HttpSinkCheck(values).settings();
    }

    private HttpSinkSettings settings() {
        String method = given.value("method", "POST").toUpperCase(Locale.ROOT);
        if (!METHODS.contains(method)) {
            given.problem(
                    "AIR-5003 method must be POST, PUT or PATCH but was " + Quoted.of(method));
        }
        String key = given.value("hmacKey", null);
        if (key != null && key.length() < MIN_KEY_LENGTH) {
            given.problem(
                    "AIR-5006 hmacKey must have at least %d characters but has %d; make one by"
                                    .formatted(MIN_KEY_LENGTH, key.length())
                            + " openssl rand -hex 32");
        }
        String compress = given.value("compress", "none");
        if (!COMPRESS.contains(compress)) {
            given.problem(
                    "AIR-5009 compress must be none, gzip, zstd or auto but was "
                            + Quoted.of(compress));
        }
        URI url = given.address("url");
        Map<String, String> headers = headers();
        Duration timeout = given.timeout("10s", 5);
        Path ca = file("caFile");
        Path cert = file("certFile");
        Path keyFile = file("keyFile");
        if ((given.value("certFile", null) == null) != (given.value("keyFile", null) == null)) {
            given.problem("AIR-5008 certFile and keyFile must both be given or neither");
        }
        given.end();
        return new HttpSinkSettings(
                url,
                HttpMethod.valueOf(method),
                headers,
                key,
                timeout,
                ca,
                cert,
                keyFile,
                compress);
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        int number = 0;
        for (String line : given.value("headers", "").split("\\R")) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon).trim();
            String content = line.substring(colon + 1).trim();
            boolean printable = content.chars().allMatch(c -> c >= ' ' && c <= '~');
            if (!TOKEN.matcher(name).matches() || !printable) {
                given.problem(
                        "AIR-5005 headers must be lines of 'Name: value' in ASCII; line "
                                + number
                                + " is not");
            } else if (isOwn(name)) {
                given.problem(
                        "AIR-5005 headers must not set " + Quoted.of(name) + ": the sink sets it");
            } else {
                headers.put(name, content);
            }
        }
        return headers;
    }

    private Path file(String name) {
        String text = given.value(name, null);
        if (text == null) {
            return null;
        }
        String home = given.value("home", "");
        try {
            Path path = Path.of(home).resolve(text);
            String pem = Files.readString(path, StandardCharsets.US_ASCII);
            if (!pem.contains("-----BEGIN ")) {
                given.problem(
                        "AIR-5007 " + name + " must be PEM but " + Quoted.of(text) + " is not");
            }
            return path;
        } catch (IOException | InvalidPathException e) {
            boolean fromHome = !home.isEmpty() && !text.startsWith("/");
            given.problem(
                    "AIR-5007 %s must be readable but %s is not: %s%s"
                            .formatted(
                                    name,
                                    Quoted.of(text),
                                    e.getClass().getSimpleName(),
                                    fromHome
                                            ? "; a relative path starts from AIR_HOME, " + home
                                            : ""));
            return null;
        }
    }

    private static boolean isOwn(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return OWN.contains(lower) || lower.startsWith("ce-") || lower.startsWith("air-");
    }
}
