/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.gateway.cli.Air;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The command itself: what it lists, what it refuses, and one report that it writes. */
class BenchTest {

    @TempDir Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int air(String... words) {
        var line = Air.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(words);
    }

    @Test
    void listsEveryCaseOnceAndMeasuresNothing() {
        assertThat(air("bench", "--list")).isZero();
        List<String> cases = out.toString().lines().toList();
        assertThat(cases)
                .doesNotHaveDuplicates()
                .contains(
                        "PUBACK at a fixed rate",
                        "growth, destinations",
                        "JMH, rule match",
                        "wire beside MQTT, QoS 1, messages per CPU-second",
                        "function away for 5 s, beside a route made by hand");
    }

    @Test
    void refusesWordsThatNameNoCase() {
        assertThat(air("bench", "--only", "nothing of the kind")).isNotZero();
        assertThat(err.toString()).contains("--only must name a case", "--list");
    }

    @Test
    void writesOneReportWithDrawings() throws IOException {
        int code =
                air(
                        "bench",
                        "--quick",
                        "--only",
                        "PUBACK",
                        "--warm-up",
                        "1",
                        "--seconds",
                        "1",
                        "--rate",
                        "200",
                        "--jvm",
                        "-Xmx256m",
                        "--out",
                        folder.toString());
        assertThat(code).as("%s", err).isZero();
        assertThat(out.toString())
                .contains("| PUBACK p50 at 200/s | ≤ 0.7 ms |", "| JVM options | -Xmx256m |");
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .anyMatch(name -> name.endsWith("-quick.md"))
                    .anyMatch(name -> name.endsWith("-quick.json"))
                    .contains("puback-at-200-s-ms.svg");
        }
    }
}
