/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.jvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a process has cost so far.
 *
 * @param cpuMicros user and system time of all its threads, microseconds
 * @param residentBytes memory resident now; 0 where the system does not tell
 */
public record Usage(long cpuMicros, long residentBytes) {

    private static final String RESIDENT = "VmRSS:";

    /** Reads it now; from {@code /proc} where there is one. */
    public static Usage of(long pid) {
        return new Usage(cpu(pid), resident(pid));
    }

    /** The sum of several processes. */
    public static Usage of(List<Long> pids) {
        long cpu = 0;
        long resident = 0;
        for (long pid : pids) {
            Usage one = of(pid);
            cpu += one.cpuMicros;
            resident += one.residentBytes;
        }
        return new Usage(cpu, resident);
    }

    /** The CPU time since an earlier reading. */
    public long cpuMicrosSince(Usage earlier) {
        return cpuMicros - earlier.cpuMicros;
    }

    private static long cpu(long pid) {
        Duration total =
                ProcessHandle.of(pid)
                        .flatMap(handle -> handle.info().totalCpuDuration())
                        .orElse(Duration.ZERO);
        return total.toNanos() / 1_000;
    }

    private static long resident(long pid) {
        try {
            List<String> lines = Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"));
            for (String line : lines) {
                if (line.startsWith(RESIDENT)) {
                    String digits = line.replaceAll("[^0-9]", "");
                    return Long.parseLong(digits) << 10;
                }
            }
            return 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
