/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.samples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Types what the READMEs of the samples say, word by word, with the packed product; and what they
 * say that you see must be what comes. Each has folders and ports of its own, so that several can
 * be played at once.
 */
@Execution(ExecutionMode.CONCURRENT)
class SamplesTest {

    private static final Path ROOT = Path.of(System.getProperty("air.project.root"));
    private static final Path SAMPLES = ROOT.resolve("samples");
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int COMMANDS = 3;
    private static final Pattern SECONDS = Pattern.compile("\\d+\\.\\d s");

    @TempDir static Path folder;
    private static Path distribution;

    @BeforeAll
    static void unpack() throws Exception {
        distribution = Files.createDirectory(folder.resolve("distribution"));
        String archive = System.getProperty("air.distribution");
        String to = distribution.toString();
        run(new ProcessBuilder("tar", "-xzf", archive, "-C", to, "--strip-components=1"));
        Files.createSymbolicLink(folder.resolve("air"), distribution.resolve("bin/air"));
        Files.createSymbolicLink(folder.resolve("samples"), SAMPLES);
        Files.createSymbolicLink(folder.resolve("components"), ROOT.resolve("components"));
    }

    static List<String> samples() throws IOException {
        return with("expect.yaml");
    }

    /** Those that no expect.yaml can tell. */
    static List<String> scripts() throws IOException {
        return with("run.sh");
    }

    private static List<String> with(String file) throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            return files.filter(each -> Files.exists(each.resolve(file)))
                    .map(each -> each.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void theCommandsOfTheReadmeDoWhatItSays(String name) throws Exception {
        theReadmeIsTrue(name, "samples/run.sh " + name);
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void aScriptOfItsOwnDoesWhatTheReadmeSays(String name) throws Exception {
        theReadmeIsTrue(name, "samples/" + name + "/run.sh");
    }

    private static void theReadmeIsTrue(String name, String last) throws Exception {
        String readme = Files.readString(SAMPLES.resolve(name).resolve("README.md"));
        List<String> commands = blocks(readme, "sh").get(0).lines().toList();
        assertThat(commands).hasSize(COMMANDS);
        assertThat(commands.get(COMMANDS - 1)).startsWith(last);

        StringBuilder seen = new StringBuilder();
        for (String command : commands) {
            seen.append(run(shell(command)));
        }

        List<String> promised = blocks(readme, "text");
        assertThat(promised).isNotEmpty();
        promised.forEach(block -> assertThat(lines(seen.toString())).containsAll(lines(block)));
    }

    @Test
    void kameletsOfSamplesAreSoundAndPassTheirCases() throws Exception {
        assertThat(run(shell("./air kamelet check samples/*/kamelets")))
                .contains("nothing is wrong");
        assertThat(run(shell("./air test samples/*/kamelets"))).contains("0 failed");
    }

    @Test
    void theIndexNamesEverySample() throws IOException {
        String index = Files.readString(SAMPLES.resolve("README.md"));
        for (String name : Stream.concat(samples().stream(), scripts().stream()).toList()) {
            assertThat(index).contains("`" + name + "`");
        }
    }

    @Test
    void saysWhichSamplesThereAre() throws Exception {
        Process process = shell("samples/run.sh nothing").start();
        String text = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(text).contains(samples());
    }

    @Test
    void saysWhatDiffersOfAFolderOfOnesOwn() throws Exception {
        Path own = folder.resolve("own");
        run(shell("cp -R samples/drop-in-kamelet own"));
        Files.writeString(
                own.resolve("expect.yaml"),
                """
                title: somebody is called, but nobody expects it
                servers: { hook: { kind: hook } }
                steps:
                  - publish: { device: press-4, topic: machines/press-4/pressure, body: { bar: 9.1 } }
                  - ledger: { on-call: { delivered: 1 } }
                  - arrives: { hook: [] }
                """);

        Process process = shell("samples/run.sh --stay own").start();
        StringBuilder text = new StringBuilder();
        try (BufferedReader out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                text.append(line).append('\n');
                int command = line.indexOf("mosquitto_pub");
                if (command >= 0) {
                    // what it invites to works
                    run(shell(line.substring(command)));
                    process.getOutputStream().close();
                }
            }
        } finally {
            process.destroy();
        }

        assertThat(process.waitFor()).as(text.toString()).isEqualTo(1);
        assertThat(text)
                .contains("differs    hook  unexpected   press-4 on machines/press-4/pressure:")
                .contains("mosquitto_pub")
                .contains("NOT as expected");
    }

    private static List<String> blocks(String readme, String language) {
        return Pattern.compile("(?s)```" + language + "\\n(.*?)```")
                .matcher(readme)
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }

    /** Lines without what differs from run to run. */
    private static List<String> lines(String text) {
        return text.lines().map(line -> SECONDS.matcher(line).replaceAll("… s").strip()).toList();
    }

    private static ProcessBuilder shell(String command) {
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-eu", "-c", command).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("AIR_"));
        builder.environment().put("SAMPLES_DIST", distribution.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.redirectErrorStream(true);
    }

    private static String run(ProcessBuilder builder) throws Exception {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Process process = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
        boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        process.destroy();
        String text = Files.readString(out);
        assertThat(ended).as(text).isTrue();
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }
}
