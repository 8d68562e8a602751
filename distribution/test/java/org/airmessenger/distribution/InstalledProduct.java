/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the unpacked product's {@code bin/air}, if wished by another user. */
final class InstalledProduct implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Path air;
    private final Path temp;
    private final List<String> prefix;
    private final Map<String, String> environment;
    private Process running;

    /**
     * A way to run it.
     *
     * @param temp for what it prints
     * @param prefix words before the command, to become another user; or none
     * @param environment variables that it gets
     */
    InstalledProduct(Path air, Path temp, List<String> prefix, Map<String, String> environment) {
        this.air = air;
        this.temp = temp;
        this.prefix = prefix;
        this.environment = environment;
    }

    /** Runs a command to its end. */
    int run(String... arguments) throws Exception {
        start(arguments);
        assertThat(running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return running.exitValue();
    }

    /** Starts a gateway on free ports, stops it by SIGTERM; it must not complain. */
    void startAndStop(Path home) throws Exception {
        start(
                "run",
                "--json",
                "--home",
                home.toString(),
                "--set",
                "air.source.mqtt.port=0",
                "--set",
                "air.source.web.port=0",
                "--set",
                "air.source.wire.port=0",
                "--set",
                "air.control.port=0");
        await().atMost(PATIENCE)
                .until(() -> out().contains("\"ready\":true") || !running.isAlive());
        assertThat(out()).as(err()).contains("\"ready\":true");
        running.destroy();
        assertThat(running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(running.exitValue()).isZero();
        assertThat(err()).isEmpty();
        assertThat(out().lines()).hasSize(1);
    }

    /** What it printed last. */
    String out() throws IOException {
        return Files.readString(temp.resolve("out.txt"));
    }

    /** What it complained of last. */
    String err() throws IOException {
        return Files.readString(temp.resolve("err.txt"));
    }

    private void start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(air.toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("AIR_"));
        builder.environment().putAll(environment);
        running =
                builder.redirectOutput(temp.resolve("out.txt").toFile())
                        .redirectError(temp.resolve("err.txt").toFile())
                        .start();
    }

    @Override
    public void close() {
        if (running != null) {
            running.destroyForcibly();
        }
    }
}
