/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.jvm;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Java process of its own. All it prints goes to a log file and can be waited for. */
public final class ChildJvm implements AutoCloseable {

    private static final int TAIL = 20;

    private final String name;
    private final Process process;
    private final Thread reader;
    private final List<String> lines = new ArrayList<>();
    private boolean ended;
    private volatile boolean ending;

    private ChildJvm(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.reader = new Thread(() -> read(log), name + "-output");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a process. It dies with this JVM, unless this JVM is killed.
     *
     * @param name for messages
     * @param command the whole command line
     * @param log where its output goes, appended
     */
    public static ChildJvm start(String name, List<String> command, Path log) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        ChildJvm child = new ChildJvm(name, process, log);
        Thread reaper = new Thread(process::destroyForcibly, name + "-reaper");
        Runtime.getRuntime().addShutdownHook(reaper);
        process.onExit().thenRun(() -> forget(reaper));
        return child;
    }

    /** The java command of this JVM. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static void forget(Thread reaper) {
        try {
            Runtime.getRuntime().removeShutdownHook(reaper);
        } catch (IllegalStateException goingDown) {
            return;
        }
    }

    private void read(Path log) {
        try (BufferedReader in =
                        new BufferedReader(
                                new InputStreamReader(
                                        process.getInputStream(), StandardCharsets.UTF_8));
                BufferedWriter out =
                        Files.newBufferedWriter(
                                log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.write(line);
                out.newLine();
                out.flush();
                synchronized (lines) {
                    lines.add(line);
                    lines.notifyAll();
                }
            }
        } catch (IOException e) {
            // Java closes the stream of a process that it was asked to end
            if (!ending) {
                throw new UncheckedIOException(e);
            }
        } finally {
            synchronized (lines) {
                ended = true;
                lines.notifyAll();
            }
        }
    }

    /**
     * Waits until it prints, or has printed, a line in which the pattern is found.
     *
     * @throws IOException with its last lines, if it ends or the time is over first
     */
    public MatchResult awaitLine(Pattern pattern, Duration limit)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        int next = 0;
        synchronized (lines) {
            while (true) {
                for (; next < lines.size(); next++) {
                    Matcher matcher = pattern.matcher(lines.get(next));
                    if (matcher.find()) {
                        return matcher.toMatchResult();
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (ended || left <= 0) {
                    throw new IOException(
                            name
                                    + (ended ? " ended" : " did not within " + limit)
                                    + " before it printed "
                                    + pattern
                                    + "; its last lines:\n"
                                    + String.join("\n", tail()));
                }
                lines.wait(left);
            }
        }
    }

    /** Says one line to its standard input. */
    public void tell(String line) throws IOException {
        OutputStream out = process.getOutputStream();
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Its last lines. */
    public List<String> tail() {
        synchronized (lines) {
            return List.copyOf(lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
        }
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Kills it as a power cut would: SIGKILL, no farewell. Returns when it is gone. */
    public void kill() throws InterruptedException {
        ending = true;
        process.destroyForcibly().waitFor();
        reader.join();
    }

    /**
     * Asks it to end (SIGTERM), and kills it if it does not.
     *
     * @return whether it ended by itself in time
     */
    public boolean stop(Duration limit) throws InterruptedException {
        ending = true;
        process.destroy();
        boolean gone = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        kill();
        return gone;
    }

    /**
     * Asks it to end (SIGTERM).
     *
     * @return its exit code
     * @throws IOException with its last lines, if it does not end in time; then it is killed
     */
    public int end(Duration limit) throws IOException, InterruptedException {
        if (!stop(limit)) {
            throw new IOException(
                    name + " did not end within " + limit + "; its last lines:\n" + tail());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        ending = true;
        process.destroyForcibly();
        try {
            process.waitFor();
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
