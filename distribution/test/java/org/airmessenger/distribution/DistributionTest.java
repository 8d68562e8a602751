/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Unzips the product to a path with a space and runs it as people do. */
class DistributionTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int STOP_SECONDS = 10;

    @TempDir static Path folder;
    private static Path air;

    @TempDir Path temp;
    private Process running;

    @BeforeAll
    static void unzip() throws IOException {
        air = Product.unzip(folder.resolve("a folder with spaces"));
    }

    @AfterEach
    void stop() {
        if (running != null) {
            running.destroyForcibly();
        }
    }

    /** The Java of this build, and others that stand beside it. */
    static Stream<Path> javas() throws IOException {
        Path own = Path.of(System.getProperty("java.home")).toRealPath();
        List<Path> found = new ArrayList<>(List.of(own));
        try (Stream<Path> beside = Files.list(own.getParent())) {
            for (Path java : beside.sorted().toList()) {
                Path real = java.toRealPath();
                if (isNewEnough(real) && !found.contains(real)) {
                    found.add(real);
                }
            }
        }
        return found.stream();
    }

    private static boolean isNewEnough(Path java) throws IOException {
        Path release = java.resolve("release");
        if (!Files.isExecutable(java.resolve("bin/java")) || !Files.exists(release)) {
            return false;
        }
        String version =
                Files.readString(release).replaceAll("(?s).*JAVA_VERSION=\"(\\d+).*", "$1");
        return version.matches("\\d+") && Integer.parseInt(version) >= 17;
    }

    @ParameterizedTest
    @MethodSource("javas")
    void startsFromAPathWithSpacesAndEndsCleanlyOnSigterm(Path java) throws Exception {
        String home = temp.resolve("air home").toString();
        assertThat(run(java, "init", "--home", home)).isEqualTo(0);
        Path log = Path.of(home, "conf/log4j2.xml");
        Files.writeString(
                log,
                Files.readString(log)
                        .replace(
                                "<Loggers>",
                                "<Loggers><Logger name=\"org.apache.camel.main.DefaultMainShutdownStrategy\""
                                        + " level=\"INFO\"/>"));
        Path out = temp.resolve("out.txt");
        Path err = temp.resolve("err.txt");
        ProcessBuilder builder =
                command(
                        java,
                        "run",
                        "--json",
                        "--home",
                        home,
                        "--set",
                        "air.source.mqtt.port=0",
                        "--set",
                        "air.source.web.port=0",
                        "--set",
                        "air.source.wire.port=0",
                        "--set",
                        "air.control.port=0");
        running = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        await().atMost(PATIENCE)
                .until(
                        () ->
                                Files.readString(out).contains("\"ready\":true")
                                        || !running.isAlive());
        assertThat(out).content().contains("\"mqtt\":");
        assertThat(err).content().isEmpty();
        running.destroy();
        assertThat(running.waitFor(STOP_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(running.exitValue()).isZero();
        assertThat(err).content().isEmpty();
        assertThat(Path.of(home, "log/gateway.log"))
                .content()
                .as("one way out, not Camel's own beside it")
                .contains("EmbeddedBroker")
                .doesNotContain("MainShutdownStrategy");
    }

    @Test
    void refusesAWrongConfigurationWithCodeTwoAndEveryProblem() throws Exception {
        Path home = temp.resolve("air home");
        Path java = Path.of(System.getProperty("java.home"));
        assertThat(run(java, "init", "--home", home.toString())).isEqualTo(0);
        Files.writeString(home.resolve("conf/gateway.properties"), "air.source.mqtt.prot = 1\n");
        Files.writeString(
                home.resolve("conf/rules.yaml"),
                "- id: a\n  match: { topic: \"#\" }\n  to: [nowhere]\n");
        Path err = temp.resolve("err.txt");
        running =
                command(java, "run", "--home", home.toString()).redirectError(err.toFile()).start();
        assertThat(running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(running.exitValue()).isEqualTo(2);
        assertThat(err)
                .content()
                .contains("conf/gateway.properties:1: AIR-9004")
                .contains("conf/rules.yaml:3: AIR-6");
    }

    @Test
    void aServiceStartsWithoutAnOptionAndSaysTheSame() throws Exception {
        Path home = temp.resolve("air home");
        Path java = Path.of(System.getProperty("java.home"));
        assertThat(run(java, "init", "--home", home.toString())).isEqualTo(0);
        Path properties = home.resolve("conf/gateway.properties");
        Files.writeString(properties, "air.source.mqtt.prot = 1\n");
        Path err = temp.resolve("err.txt");
        ProcessBuilder service = command(java, "run");
        service.environment().put("AIR_HOME", home.toString());
        running = service.redirectError(err.toFile()).start();
        assertThat(running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(running.exitValue()).isEqualTo(2);
        assertThat(err).content().startsWith("conf/gateway.properties:1: AIR-9004");
        Files.writeString(
                properties,
                "air.source.mqtt.port=0\nair.source.web.port=0\nair.source.wire.port=0\nair.control.port=0\n");
        Path out = temp.resolve("out.txt");
        running = service.redirectOutput(out.toFile()).start();
        await().atMost(PATIENCE)
                .until(() -> Files.readString(out).contains("ready  ") || !running.isAlive());
        assertThat(out).content().contains("mqtt  ").contains("operator  ");
        assertThat(err).content().isEmpty();
        running.destroy();
        assertThat(running.waitFor(STOP_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(running.exitValue()).isZero();
    }

    @Test
    void benchRunsOutsideACheckout() throws Exception {
        Path java = Path.of(System.getProperty("java.home"));
        assertThat(run(java, "bench", "prove", "order", "--messages", "200"))
                .as(Files.readString(temp.resolve("command.txt")))
                .isEqualTo(0);
    }

    @Test
    void whatItWritesIsForItsOwnerAlone() throws Exception {
        Path home = temp.resolve("home");
        assertThat(run(Path.of(System.getProperty("java.home")), "init", "--home", home.toString()))
                .isEqualTo(0);
        try (Stream<Path> all = Files.walk(home)) {
            assertThat(all)
                    .allSatisfy(
                            path ->
                                    assertThat(Files.getPosixFilePermissions(path))
                                            .allMatch(right -> right.name().startsWith("OWNER_")));
        }
    }

    @Test
    void carriesLicenceNoticeRoutesKameletsAndUnit() {
        Path dist = air.getParent().getParent();
        assertThat(
                        List.of(
                                "LICENSE",
                                "NOTICE",
                                "conf/gateway.properties",
                                "routes/2-guard.camel.yaml",
                                "kamelets/air-http-sink.kamelet.yaml",
                                "docs/operating.md",
                                "systemd/air-gateway.service",
                                "Containerfile"))
                .allSatisfy(name -> assertThat(dist.resolve(name)).exists());
        assertThat(dist.resolve("routes/pom.xml")).doesNotExist();
    }

    private int run(Path java, String... arguments) throws Exception {
        Path log = temp.resolve("command.txt");
        running =
                command(java, arguments)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        assertThat(running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return running.exitValue();
    }

    private static ProcessBuilder command(Path java, String... arguments) {
        List<String> command = new ArrayList<>(List.of(air.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("JAVA_HOME", java.toString());
        builder.environment().keySet().removeIf(name -> name.startsWith("AIR_"));
        // StartArchiveTest is about it; elsewhere its making would only take time
        builder.environment().put("AIR_ARCHIVE", "off");
        return builder;
    }
}
