/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What makes the second start quicker than the first, and never harms one. */
class StartArchiveTest {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** The same collector as in the archive, whose heap would not fit another. */
    private static final String QUICK = "-XX:TieredStopAtLevel=1";

    @TempDir static Path folder;
    private static Path air;

    @TempDir Path temp;
    private Path home;
    private Path cache;

    @BeforeAll
    static void unzip() throws IOException {
        // Java before 25 archives nothing from a path with a space
        air = Product.unzip(folder.resolve("dist"));
    }

    @BeforeEach
    void makeHome() throws Exception {
        home = temp.resolve("air home");
        cache = home.resolve("cache");
        try (InstalledProduct product = product(own(), Map.of("AIR_ARCHIVE", "off"))) {
            assertThat(product.run("init", "--home", home.toString())).isZero();
        }
    }

    static Stream<Path> javas() throws IOException {
        return DistributionTest.javas();
    }

    @ParameterizedTest
    @MethodSource("javas")
    void theFirstStartMakesItAndTheNextOnesUseIt(Path java) throws Exception {
        try (InstalledProduct product = product(java, Map.of())) {
            product.startAndStop(home);
        }
        await().atMost(PATIENCE).until(() -> files().size() == 1);
        assertThat(files().get(0).getFileName().toString()).matches("start-\\d+-\\d+\\.archive");

        assertThat(sharedClasses(java)).as("classes from the archive").isGreaterThan(100);

        Files.writeString(files().get(0), "broken");
        assertThat(sharedClasses(java)).as("a broken one harms nothing").isZero();
    }

    @Test
    void nothingDependsOnBeingAbleToWriteIt() throws Exception {
        Files.writeString(cache, "not a folder");
        try (InstalledProduct product = product(own(), Map.of())) {
            product.startAndStop(home);
        }
        assertThat(cache).isRegularFile();
    }

    @Test
    void isNotMadeWhenSwitchedOffOrWhenJavaIsToldOtherwise() throws Exception {
        for (Map<String, String> wish :
                List.of(Map.of("AIR_ARCHIVE", "off"), Map.of("AIR_JAVA_OPTS", "-Xshare:off"))) {
            try (InstalledProduct product = product(own(), wish)) {
                product.startAndStop(home);
            }
            assertThat(cache).doesNotExist();
        }
    }

    /** Our own classes that Java took from the archive in one start. */
    private long sharedClasses(Path java) throws Exception {
        Path log = temp.resolve("classes.txt");
        Map<String, String> wish = Map.of("AIR_JAVA_OPTS", "-Xlog:class+load:file=" + log);
        try (InstalledProduct product = product(java, wish)) {
            product.startAndStop(home);
        }
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(" org.airmessenger."))
                    .filter(line -> line.contains("shared objects file"))
                    .count();
        }
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(cache)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(cache)) {
            return all.filter(file -> file.toString().endsWith(".archive")).toList();
        }
    }

    private InstalledProduct product(Path java, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("JAVA_HOME", java.toString());
        environment.merge("AIR_JAVA_OPTS", QUICK, (wish, quick) -> wish + " " + quick);
        return new InstalledProduct(air, temp, List.of(), environment);
    }

    private static Path own() {
        return Path.of(System.getProperty("java.home"));
    }
}
