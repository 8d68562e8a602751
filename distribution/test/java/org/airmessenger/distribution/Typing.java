/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A folder with {@code ./air} in it, in which commands are typed as a document says. */
final class Typing implements AutoCloseable {

    /** Longest time that anything may take. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final List<Process> running = new ArrayList<>();

    /** Unzips the product beside the folder's {@code ./air}. */
    Typing(Path folder) throws IOException {
        this.folder = folder;
        Files.createSymbolicLink(
                folder.resolve("air"), Product.unzip(folder.resolve("distribution")));
    }

    /** Sets a variable for all that is typed from now on. */
    void set(String name, String value) {
        environment.put(name, value);
    }

    /** Types a script and expects that it ends well; gives what it printed. */
    String type(String script) throws IOException, InterruptedException {
        Answer answer = answer(script);
        assertThat(answer.code()).as(answer.text()).isZero();
        return answer.text();
    }

    /** Types a script again and again until it ends well: as people do who look for something. */
    void typeUntilWell(String script) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            Answer answer = answer(script);
                            assertThat(answer.code()).as(answer.text()).isZero();
                        });
    }

    private record Answer(int code, String text) {}

    private Answer answer(String script) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Process process = process(script).redirectOutput(out.toFile()).start();
        boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        process.destroyForcibly();
        String text = script + "\n" + Files.readString(out);
        assertThat(ended).as(text).isTrue();
        return new Answer(process.exitValue(), text);
    }

    /** Types a command that goes on, in a terminal of its own; ended by {@link #close}. */
    Process start(String command, Path out) throws IOException {
        Process process = process("exec " + command).redirectOutput(out.toFile()).start();
        running.add(process);
        return process;
    }

    /** Waits for what a process that goes on makes true; fails if it ends before. */
    static void awaitOf(Process process, Path out, Callable<Boolean> condition) throws Exception {
        await().atMost(PATIENCE).until(() -> condition.call() || !process.isAlive());
        assertThat(process.isAlive()).as(Files.readString(out)).isTrue();
    }

    private ProcessBuilder process(String script) {
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-eu", "-c", script)
                        .directory(folder.toFile())
                        .redirectErrorStream(true);
        Map<String, String> variables = builder.environment();
        String java = System.getProperty("java.home");
        variables.keySet().removeIf(name -> name.startsWith("AIR_"));
        variables.put("JAVA_HOME", java);
        // StartArchiveTest is about it; elsewhere its making would only take time
        variables.put("AIR_ARCHIVE", "off");
        variables.put("AIR_JAVA_OPTS", Product.SHORT_LIVED);
        variables.put("PATH", java + "/bin" + File.pathSeparator + variables.get("PATH"));
        variables.putAll(environment);
        return builder;
    }

    static boolean isInstalled(String command) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(path -> Files.isExecutable(Path.of(path, command)));
    }

    @Override
    public void close() {
        running.forEach(Process::destroy);
        for (Process process : running) {
            try {
                process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                process.destroyForcibly();
            }
        }
    }
}
