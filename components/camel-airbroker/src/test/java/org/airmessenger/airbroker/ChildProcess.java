/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process with the tests' class path that speaks in lines, and is killed whenever it suits. */
public final class ChildProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader lines;

    private ChildProcess(Process process) {
        this.process = process;
        this.lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts the main method of a class. */
    public static ChildProcess start(Class<?> main, Object... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                main.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return new ChildProcess(
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
    }

    /** Says a line, in the child. */
    public static synchronized void say(String text) {
        System.out.println(text);
        System.out.flush();
    }

    /** What it says next; null when it is dead. */
    public String next() {
        try {
            return lines.readLine();
        } catch (IOException e) {
            // the pipe of a killed process may break
            return null;
        }
    }

    /** What it says next after a word; skips everything else. */
    public String await(String word) {
        for (String line = next(); line != null; line = next()) {
            if (line.startsWith(word + ' ')) {
                return line.substring(word.length() + 1);
            }
        }
        throw new AssertionError("the child died before it said " + word);
    }

    /** Kills it as the kernel does, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Kills it; what it said before can still be read. */
    public void killNow() {
        // not by the process itself: that would close the pipe and lose what was said
        process.toHandle().destroyForcibly();
    }

    @Override
    public void close() {
        kill();
    }
}
