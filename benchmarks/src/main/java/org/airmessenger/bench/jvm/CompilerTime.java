/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.jvm;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * What a Java process has spent on compiling itself: the time of the threads that its virtual
 * machine calls {@code C1 Compiler…} and {@code C2 Compiler…}, from {@code /proc}. It ends some
 * time after a start, so it is no part of what a message costs.
 */
public final class CompilerTime {

    private static final int USER = 11;
    private static final long MICROS_PER_TICK = TimeUnit.SECONDS.toMicros(1) / 100;

    private CompilerTime() {}

    /**
     * User and system time of those that live, microseconds, in steps of 10 ms.
     *
     * @return 0 where the system does not tell
     */
    public static long micros(long pid) {
        long ticks = 0;
        Path tasks = Path.of("/proc", Long.toString(pid), "task");
        try (DirectoryStream<Path> all = Files.newDirectoryStream(tasks)) {
            for (Path task : all) {
                ticks += ticks(task);
            }
        } catch (IOException e) {
            return 0;
        }
        return ticks * MICROS_PER_TICK;
    }

    private static long ticks(Path task) {
        String stat;
        try {
            stat = Files.readString(task.resolve("stat"));
        } catch (IOException gone) {
            return 0;
        }
        int end = stat.lastIndexOf(')');
        if (!stat.substring(stat.indexOf('(') + 1, end).matches("C[12] Compiler.*")) {
            return 0;
        }
        // the state is the first of what follows the name
        String[] fields = stat.substring(end + 2).split(" ");
        return Long.parseLong(fields[USER]) + Long.parseLong(fields[USER + 1]);
    }
}
