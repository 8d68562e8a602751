/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import org.airmessenger.gateway.mqtt.MqttAccess;
import org.airmessenger.gateway.mqtt.MqttUrl;
import org.airmessenger.message.Quoted;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which broker {@code air-mqtt-source} reads from, and by which password: this bean knows, so that
 * no URI in a log can tell.
 */
public final class MqttSource {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int MOST_FILTERS = 32;
    private static final Pattern CLIENT_ID = Pattern.compile("[!-~]{1,128}");
    private static final Pattern PERIOD = Pattern.compile("(\\d{1,9})([smhd])");

    /** MQTT 5.0, 3.1.2.11.2: this one means for ever. */
    private static final long FOR_EVER = 0xFFFF_FFFFL;

    private final List<String> problems = new ArrayList<>();
    private String url = "";
    private String filter = "";
    private String clientId = "";
    private String user = "";
    private String password = "";
    private String caFile = "";
    private String certFile = "";
    private String keyFile = "";
    private String session = "7d";
    private boolean allowPlain;
    private long maxBytes = 1 << 20;
    private MqttSourceSettings settings;

    /** {@code mqtts://host:port}; after {@code raw:}. */
    public void setUrl(String url) {
        this.url = bare(url).strip();
    }

    /** What is subscribed to, separated by commas; after {@code raw:}. */
    public void setFilter(String filter) {
        this.filter = bare(filter).strip();
    }

    /** Who the gateway is there: the broker keeps the session by this name. */
    public void setClientId(String clientId) {
        this.clientId = clientId.strip();
    }

    /** Who logs in; after {@code raw:}. */
    public void setUser(String user) {
        this.user = bare(user);
    }

    /** The password; after {@code raw:}. */
    public void setPassword(String password) {
        this.password = bare(password);
    }

    /** Certificates that are trusted, PEM; empty means those of the JDK. */
    public void setCaFile(String file) {
        this.caFile = file.strip();
    }

    /** The client certificate and its chain, PEM; empty for none. */
    public void setCertFile(String file) {
        this.certFile = file.strip();
    }

    /** The client certificate's key, PEM in PKCS #8; empty for none. */
    public void setKeyFile(String file) {
        this.keyFile = file.strip();
    }

    /** How long the broker keeps what comes while the gateway is away, as {@code 7d}. */
    public void setSessionExpiry(String period) {
        this.session = period.strip();
    }

    /** Allows {@code mqtt://} to other addresses than loopback. */
    public void setAllowPlain(boolean allow) {
        this.allowPlain = allow;
    }

    /** Largest body, in bytes. */
    public void setMaxBytes(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Without {@code raw:} Camel would take a secret that begins with # for something else. */
    private static String bare(String secret) {
        return secret.startsWith("raw:") ? secret.substring("raw:".length()) : secret;
    }

    /**
     * Checks everything.
     *
     * @throws IllegalArgumentException with a line per problem
     */
    public void open() {
        MqttUrl where = null;
        try {
            where = MqttUrl.of(url, allowPlain, "AIR-1130", "AIR-1131");
        } catch (IllegalArgumentException e) {
            problems.add(e.getMessage());
        }
        if (!CLIENT_ID.matcher(clientId).matches()) {
            problems.add(
                    "AIR-1130 clientId must be 1-128 visible ASCII characters but was "
                            + Quoted.of(clientId));
        }
        if (user.isEmpty() && !password.isEmpty()) {
            problems.add("AIR-1130 password needs a user but none is given");
        }
        if (certFile.isEmpty() != keyFile.isEmpty()) {
            problems.add("AIR-1130 certFile and keyFile must both be given or neither");
        }
        MqttAccess access =
                new MqttAccess(
                        where,
                        clientId,
                        user.isEmpty() ? null : user,
                        password.isEmpty() ? null : password,
                        TIMEOUT,
                        pem("caFile", caFile),
                        pem("certFile", certFile),
                        pem("keyFile", keyFile));
        settings = new MqttSourceSettings(access, filters(), sessionSeconds(), maxBytes);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
    }

    private List<String> filters() {
        List<String> filters = List.of(filter.split("\\s*,\\s*", -1));
        if (filters.size() > MOST_FILTERS) {
            problems.add(
                    "AIR-1130 filter must be at most %d filters but was %d"
                            .formatted(MOST_FILTERS, filters.size()));
        }
        for (String one : filters) {
            String problem = TopicMap.problemOf(one);
            if (problem != null) {
                problems.add("AIR-1130 filter: " + problem);
            }
        }
        return filters;
    }

    private long sessionSeconds() {
        Matcher period = PERIOD.matcher(session);
        long seconds = 0;
        if (period.matches()) {
            long unit =
                    switch (period.group(2)) {
                        case "d" -> Duration.ofDays(1).toSeconds();
                        case "h" -> Duration.ofHours(1).toSeconds();
                        case "m" -> Duration.ofMinutes(1).toSeconds();
                        default -> 1;
                    };
            seconds = Long.parseLong(period.group(1)) * unit;
        }
        if (seconds < 1 || seconds >= FOR_EVER) {
            problems.add(
                    "AIR-1130 sessionExpiry must be 1s to 49000d but was " + Quoted.of(session));
        }
        return seconds;
    }

    private Path pem(String name, String file) {
        if (file.isEmpty()) {
            return null;
        }
        try {
            Path path = Path.of(file);
            if (Files.readString(path, StandardCharsets.US_ASCII).contains("-----BEGIN ")) {
                return path;
            }
        } catch (IOException | InvalidPathException e) {
            // told below
        }
        problems.add("AIR-1130 %s must be a readable PEM file but is not".formatted(name));
        return null;
    }

    /** What was checked; null before. */
    MqttSourceSettings settings() {
        return settings;
    }
}
