/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.identity.Authority;
import org.airmessenger.control.identity.Pem;
import org.airmessenger.control.identity.TokenSettings;
import org.airmessenger.control.identity.Tokens;
import org.airmessenger.gateway.AirGateway;
import org.airmessenger.gateway.config.ConfigKeys;
import org.airmessenger.gateway.config.Problem;
import org.airmessenger.gateway.config.RefusedStart;
import org.airmessenger.gateway.config.Settings;
import org.airmessenger.gateway.config.SettingsReader;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Examines one home and this machine; changes nothing. */
final class Doctor {

    /** All is well. */
    static final String OK = "ok";

    /** It works, but somebody should look at it. */
    static final String WARN = "warn";

    /** The gateway would not run, or not safely. */
    static final String BAD = "bad";

    private static final Duration SOON = Duration.ofDays(30);
    private static final int OLDEST_JAVA = 17;
    private static final double PERCENT = 100.0;

    private static final List<String> LIBRARIES =
            List.of("libaio.so.1", "libaio.so.1t64", "libaio.so");

    /**
     * One finding.
     *
     * @param check what was looked at
     * @param state {@link #OK}, {@link #WARN} or {@link #BAD}
     * @param text what was found, and the remedy
     */
    record Finding(String check, String state, String text) {}

    private final Path home;
    private final List<String> sets;
    private final Clock clock;
    private final List<Finding> findings = new ArrayList<>();

    Doctor(Path home, List<String> sets) {
        this(home, sets, Clock.systemUTC());
    }

    Doctor(Path home, List<String> sets, Clock clock) {
        this.home = home;
        this.sets = sets;
        this.clock = clock;
    }

    List<Finding> examine() {
        java();
        clock();
        List<Problem> problems = new ArrayList<>();
        Settings settings = SettingsReader.read(home, sets, System.getenv(), problems);
        configuration(settings, problems);
        if (problems.isEmpty()) {
            ports(settings);
            disk(settings);
            journal(settings);
            findings.add(OpenFiles.of(settings));
            if (Installation.isContainer()) {
                findings.add(Installation.container(settings));
            }
        }
        findings.add(Installation.archive(home, System.getProperty(Distribution.PROPERTY)));
        permissions();
        certificates();
        tokens();
        return findings;
    }

    private void java() {
        int feature = Runtime.version().feature();
        add(
                "java",
                feature >= OLDEST_JAVA ? OK : BAD,
                feature
                        + " "
                        + System.getProperty("java.vendor")
                        + " "
                        + System.getProperty("os.arch"));
    }

    /** No clock that is right shows a time before this gateway's own authority was made. */
    private void clock() {
        Instant now = clock.instant();
        Instant made;
        try {
            made = Pem.certificate(new Authority(home).deviceCa()).getNotBefore().toInstant();
        } catch (ControlException e) {
            add("clock", WARN, now + "; nothing to compare it with: run air init");
            return;
        }
        boolean right = !now.isBefore(made);
        add(
                "clock",
                right ? OK : BAD,
                right
                        ? now.toString()
                        : now + " is before air init made the keys (" + made + "): set the clock");
    }

    private void configuration(Settings settings, List<Problem> found) {
        List<Problem> problems = new ArrayList<>(found);
        try {
            AirGateway.check(settings);
        } catch (RefusedStart refused) {
            problems.addAll(refused.problems());
        }
        problems.forEach(problem -> add("configuration", BAD, problem.toString()));
        if (problems.isEmpty()) {
            add("configuration", OK, home.toString());
        }
    }

    private void ports(Settings settings) {
        if (settings.on(ConfigKeys.MQTT_ENABLED)) {
            port(settings, ConfigKeys.MQTT_HOST, ConfigKeys.MQTT_PORT);
        }
        if (settings.on(ConfigKeys.PLAIN_ENABLED)) {
            port(settings, ConfigKeys.PLAIN_HOST, ConfigKeys.PLAIN_PORT);
        }
        if (settings.on(ConfigKeys.WEB_ENABLED)) {
            port(settings, ConfigKeys.WEB_HOST, ConfigKeys.WEB_PORT);
        }
        if (settings.on(ConfigKeys.WIRE_ENABLED)) {
            port(settings, ConfigKeys.WIRE_HOST, ConfigKeys.WIRE_PORT);
        }
        port(settings, ConfigKeys.CONTROL_HOST, ConfigKeys.CONTROL_PORT);
    }

    private void port(Settings settings, String hostKey, String portKey) {
        int port = (int) settings.number(portKey);
        String host = settings.text(hostKey);
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            add("port", OK, host + ":" + port + " is free (" + portKey + ")");
        } catch (IOException e) {
            add(
                    "port",
                    WARN,
                    host
                            + ":"
                            + port
                            + " is taken, by this gateway if it runs ("
                            + portKey
                            + "): "
                            + e.getMessage());
        }
    }

    private void disk(Settings settings) {
        Path data = settings.path(ConfigKeys.DATA);
        try {
            Path nearest = data;
            while (!Files.exists(nearest)) {
                nearest = nearest.getParent();
            }
            FileStore store = Files.getFileStore(nearest);
            long free = store.getUsableSpace();
            double used =
                    PERCENT * (store.getTotalSpace() - free) / Math.max(1, store.getTotalSpace());
            boolean enough =
                    used < settings.number("air.lanes.maxDiskUsage")
                            && free > settings.number("air.lanes.minDiskFree");
            boolean writable = Files.isWritable(nearest);
            String text =
                    String.format(
                            Locale.ROOT, "%.1f GB free, %.0f %% used, %s", free / 1e9, used, data);
            add(
                    "disk",
                    enough && writable ? OK : BAD,
                    writable
                            ? enough ? text : text + ": messages would be refused, make room"
                            : data + " must be writable");
        } catch (IOException e) {
            add("disk", BAD, data + ": " + e.getMessage());
        }
    }

    private void journal(Settings settings) {
        String wanted = settings.text("air.lanes.journal");
        boolean linux = System.getProperty("os.name", "").equals("Linux");
        boolean library = linux && hasLibrary();
        if (wanted.equals("nio") || library) {
            add(
                    "journal",
                    OK,
                    library ? "libaio is there: asynchronous I/O" : "nio, as configured");
        } else {
            add(
                    "journal",
                    wanted.equals("aio") ? BAD : WARN,
                    linux
                            ? "libaio is missing, so acknowledgements take some milliseconds more: install libaio1 (newer: libaio1t64)"
                            : "asynchronous I/O exists on Linux only");
        }
    }

    private static boolean hasLibrary() {
        List<Path> folders =
                List.of(
                        Path.of("/lib"),
                        Path.of("/lib64"),
                        Path.of("/usr/lib"),
                        Path.of("/usr/lib64"));
        for (Path folder : folders) {
            try (Stream<Path> files = Files.find(folder, 2, (file, facts) -> isLibrary(file))) {
                if (files.findAny().isPresent()) {
                    return true;
                }
            } catch (IOException | java.io.UncheckedIOException e) {
                continue;
            }
        }
        return false;
    }

    private static boolean isLibrary(Path file) {
        return file.getFileName() != null && LIBRARIES.contains(file.getFileName().toString());
    }

    private void permissions() {
        Path keys = home.resolve("data/keys");
        if (!Files.isDirectory(keys)) {
            add("permissions", BAD, "there are no keys in " + keys + ": run air init");
            return;
        }
        List<String> open = new ArrayList<>();
        try (Stream<Path> files = Files.list(keys)) {
            for (Path file : files.filter(Doctor::isSecret).toList()) {
                Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
                if (rights.stream().anyMatch(right -> !right.name().startsWith("OWNER_"))) {
                    open.add(file.getFileName().toString());
                }
            }
            add(
                    "permissions",
                    open.isEmpty() ? OK : BAD,
                    open.isEmpty()
                            ? "keys are private"
                            : "others may read " + open + ": run air init");
        } catch (IOException | UnsupportedOperationException e) {
            add("permissions", WARN, "cannot be read here: " + e.getMessage());
        }
    }

    private static boolean isSecret(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".key") || name.equals("token-keys.json");
    }

    private void certificates() {
        Authority authority = new Authority(home);
        for (Path file :
                List.of(
                        authority.serverCertificate(),
                        authority.deviceCa(),
                        authority.operatorCa(),
                        authority.operatorCertificate())) {
            certificate(file);
        }
    }

    private void tokens() {
        try {
            Tokens.SigningKey key = new Tokens(home, TokenSettings.STANDARD).signingKey();
            if (key == null) {
                add("tokens", OK, "no key signs tokens yet: air init makes one");
                return;
            }
            Instant now = clock.instant();
            add(
                    "tokens",
                    TokenAge.isDue(key.made(), now) ? WARN : OK,
                    "the key that signs tokens was made "
                            + key.made()
                            + TokenAge.advice(key.made(), now));
        } catch (ControlException e) {
            add("tokens", BAD, e.getMessage());
        }
    }

    private void certificate(Path file) {
        String name = file.getFileName().toString();
        try {
            X509Certificate certificate = Pem.certificate(file);
            Instant now = clock.instant();
            Instant from = certificate.getNotBefore().toInstant();
            Instant to = certificate.getNotAfter().toInstant();
            if (now.isBefore(from)) {
                add(
                        "certificates",
                        BAD,
                        name + " is valid only from " + from + ": is the clock right?");
            } else if (now.isAfter(to)) {
                add("certificates", BAD, name + " expired at " + to);
            } else {
                add(
                        "certificates",
                        now.plus(SOON).isAfter(to) ? WARN : OK,
                        name + " is valid until " + to);
            }
        } catch (ControlException e) {
            add("certificates", BAD, e.getMessage());
        }
    }

    private void add(String check, String state, String text) {
        findings.add(new Finding(check, state, text));
    }
}
