/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The documents say what the sources say: nothing is missing, nothing is stale. */
class DocumentsTest {

    private static final Path ROOT = Path.of(System.getProperty("air.project.root"));
    private static final Pattern CODE = Pattern.compile("AIR-[1-9]\\d{3}");
    private static final Pattern METER = Pattern.compile("\"(air_[a-z_]+)\"");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `?([A-Za-z_0-9-]+)`? \\|");
    private static final Pattern LINK = Pattern.compile("`(docs/[a-z-]+\\.md)`");

    @Test
    void everyErrorCodeOfTheSourcesIsExplainedAndNoOther() throws IOException {
        Set<String> known = new TreeSet<>();
        for (Path file : sources()) {
            CODE.matcher(Files.readString(file))
                    .results()
                    .map(MatchResult::group)
                    .forEach(known::add);
        }
        assertSame("docs/errors.md", known, rows("docs/errors.md", "AIR-"));
    }

    @Test
    void everyMeterOfTheSourcesIsExplainedAndNoOther() throws IOException {
        Set<String> known = new TreeSet<>();
        for (Path file : sources()) {
            METER.matcher(Files.readString(file))
                    .results()
                    .map(found -> found.group(1))
                    .forEach(known::add);
        }
        assertSame("docs/metrics.md", known, rows("docs/metrics.md", "air_"));
    }

    @Test
    void documentsThatAreReferredToAreThere() throws IOException {
        try (Stream<Path> documents = Files.list(ROOT.resolve("docs"))) {
            List<Path> all =
                    Stream.concat(
                                    documents,
                                    Stream.of("README.md", "CONTRIBUTING.md").map(ROOT::resolve))
                            .toList();
            for (Path document : all) {
                Matcher links = LINK.matcher(Files.readString(document));
                while (links.find()) {
                    assertThat(ROOT.resolve(links.group(1))).as(document.toString()).exists();
                }
            }
        }
    }

    private static void assertSame(String document, Set<String> known, List<String> explained) {
        assertThat(explained).as(document).doesNotHaveDuplicates();
        Set<String> missing = new TreeSet<>(known);
        explained.forEach(missing::remove);
        Set<String> stale = new TreeSet<>(explained);
        stale.removeAll(known);
        assertThat(missing.isEmpty() && stale.isEmpty())
                .as("%s: missing %s, stale %s", document, missing, stale)
                .isTrue();
    }

    private static List<String> rows(String document, String prefix) throws IOException {
        return ROW.matcher(Files.readString(ROOT.resolve(document)))
                .results()
                .map(row -> row.group(1))
                .filter(name -> name.startsWith(prefix))
                .toList();
    }

    /** All that runs: the modules' main sources and the two scripts. */
    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("components"))) {
            List<Path> java =
                    files.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> file.toString().contains("/src/main/"))
                            .toList();
            return Stream.concat(
                            java.stream(),
                            Stream.of("air", "distribution/bin/air").map(ROOT::resolve))
                    .toList();
        }
    }
}
