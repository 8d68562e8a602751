/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.message.Quoted;

import io.vertx.core.http.HttpMethod;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks the Kamelet's parameters and reports every problem at once. A value that may be secret is
 * never part of a report.
 */
final class HttpSinkCheck {

    private static final int MIN_KEY_LENGTH = 16;
    private static final Duration MIN_TIMEOUT = Duration.ofMillis(100);
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(5);
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m)?");
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern LOOPBACK_V4 = Pattern.compile("127(\\.\\d{1,3}){3}");
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

    private final Map<String, String> values;
    private final List<String> problems = new ArrayList<>();

    private HttpSinkCheck(Map<String, String> values) {
        this.values = values;
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
        String method = value("method", "POST").toUpperCase(Locale.ROOT);
        if (!METHODS.contains(method)) {
            problem("AIR-5003 method must be POST, PUT or PATCH but was " + Quoted.of(method));
        }
        String key = value("hmacKey", null);
        if (key != null && key.length() < MIN_KEY_LENGTH) {
            problem(
                    "AIR-5006 hmacKey must have at least %d characters but has %d; make one by"
                                    .formatted(MIN_KEY_LENGTH, key.length())
                            + " openssl rand -hex 32");
        }
        String compress = value("compress", "none");
        if (!COMPRESS.contains(compress)) {
            problem(
                    "AIR-5009 compress must be none, gzip, zstd or auto but was "
                            + Quoted.of(compress));
        }
        URI url = url();
        Map<String, String> headers = headers();
        Duration timeout = timeout();
        Path ca = file("caFile");
        Path cert = file("certFile");
        Path keyFile = file("keyFile");
        if ((value("certFile", null) == null) != (value("keyFile", null) == null)) {
            problem("AIR-5008 certFile and keyFile must both be given or neither");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
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

    private URI url() {
        String text = value("url", "");
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            // the text may carry a key, so only the place is told
            problem("AIR-5001 url must be a URL but is malformed at character " + e.getIndex());
            return null;
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        boolean web = scheme.equals("https") || scheme.equals("http");
        if (!web || url.getHost() == null || url.getRawFragment() != null) {
            problem(
                    "AIR-5001 url must be https://host[:port]/path but has scheme "
                            + Quoted.of(scheme)
                            + " and host "
                            + Quoted.of(url.getHost()));
            return null;
        }
        if (url.getRawUserInfo() != null) {
            problem("AIR-5001 url must not carry a user and password; give them in headers");
        }
        boolean plain = Boolean.parseBoolean(value("allowPlain", "false"));
        if (scheme.equals("http") && !plain && !isLoopback(url.getHost())) {
            problem(
                    "AIR-5002 url must be https:// but is plain http:// to "
                            + Quoted.of(url.getHost())
                            + "; allowPlain: true sends it unprotected");
        }
        return url;
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        int number = 0;
        for (String line : value("headers", "").split("\\R")) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon).trim();
            String content = line.substring(colon + 1).trim();
            boolean printable = content.chars().allMatch(c -> c >= ' ' && c <= '~');
            if (!TOKEN.matcher(name).matches() || !printable) {
                problem(
                        "AIR-5005 headers must be lines of 'Name: value' in ASCII; line "
                                + number
                                + " is not");
            } else if (isOwn(name)) {
                problem("AIR-5005 headers must not set " + Quoted.of(name) + ": the sink sets it");
            } else {
                headers.put(name, content);
            }
        }
        return headers;
    }

    private Duration timeout() {
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
            problem("AIR-5004 timeout must be 100ms–5m but was " + Quoted.of(text));
        }
        return timeout;
    }

    private Path file(String name) {
        String text = value(name, null);
        if (text == null) {
            return null;
        }
        String home = value("home", "");
        try {
            Path path = Path.of(home).resolve(text);
            String pem = Files.readString(path, StandardCharsets.US_ASCII);
            if (!pem.contains("-----BEGIN ")) {
                problem("AIR-5007 " + name + " must be PEM but " + Quoted.of(text) + " is not");
            }
            return path;
        } catch (IOException | InvalidPathException e) {
            boolean fromHome = !home.isEmpty() && !text.startsWith("/");
            problem(
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

    /** Loopback by name or literal: a name that has to be looked up could point anywhere. */
    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("[::1]")
                || LOOPBACK_V4.matcher(host).matches();
    }

    private String value(String name, String otherwise) {
        String value = values.get(name);
        return value == null || value.isBlank() ? otherwise : value.strip();
    }

    private void problem(String text) {
        problems.add(text);
    }
}
