/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.chapter;

import static java.nio.file.StandardOpenOption.APPEND;

import org.airmessenger.bench.Chapter;
import org.airmessenger.bench.Effort;
import org.airmessenger.bench.jvm.ChildJvm;
import org.airmessenger.bench.jvm.Folders;
import org.airmessenger.bench.jvm.Jdk;
import org.airmessenger.bench.jvm.Usage;
import org.airmessenger.bench.report.Aim;
import org.airmessenger.bench.report.Section;
import org.airmessenger.bench.report.Spread;
import org.airmessenger.bench.report.Table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How soon the doors are open and what an idle gateway takes: the distribution, as users run it.
 */
public final class Footprint implements Chapter {

    private static final String WORDS = "start and idle memory";
    private static final Pattern READY = Pattern.compile("^ready ");
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final int STARTS = 5;
    private static final List<String> FREE_PORTS =
            List.of(
                    "air.source.mqtt.port=0",
                    "air.source.web.port=0",
                    "air.source.wire.port=0",
                    "air.control.port=0");

    @Override
    public int place() {
        return 700;
    }

    @Override
    public List<String> cases(Effort effort) {
        return Files.isExecutable(dist().resolve("bin/air")) ? List.of(WORDS) : List.of();
    }

    /** Where the unpacked distribution is. */
    private static Path dist() {
        return Path.of(System.getProperty("air.dist", ""));
    }

    @Override
    public List<Section> measure(Effort effort, Progress progress)
            throws IOException, InterruptedException {
        Section section = new Section("Start and idle memory");
        section.text(
                "The unpacked distribution with its start archive (class data sharing), a home of"
                        + " `air init` without devices, all doors on: from the call of `air run`"
                        + " to its word that doors are open, and resident memory after a while of"
                        + " nothing.");
        Table table = new Table("", "start, ms", "resident when idle, MiB");
        for (Jdk jdk : effort.jdks()) {
            one(jdk, effort, progress, section, table);
        }
        return List.of(section.table(table));
    }

    private static void one(Jdk jdk, Effort effort, Progress progress, Section section, Table table)
            throws IOException, InterruptedException {
        progress.next(WORDS + ", JDK " + jdk.name());
        Path folder = Folders.create("air-bench-start-");
        try {
            Path copy = copy(dist(), folder.resolve("dist"));
            Path home = folder.resolve("home");
            call(folder, jdk, copy, "init", "--home", home.toString());
            Files.write(home.resolve("conf/gateway.properties"), FREE_PORTS, APPEND);
            call(folder, jdk, copy, "archive");
            List<Double> starts = new ArrayList<>();
            List<Double> memory = new ArrayList<>();
            int times = effort.quick() ? 1 : STARTS;
            // the first one finds nothing in the system's cache
            for (int i = 0; i <= times; i++) {
                long begin = System.nanoTime();
                try (ChildJvm child = start(folder, jdk, copy, home)) {
                    child.awaitLine(READY, LIMIT);
                    double millis = (System.nanoTime() - begin) / 1e6;
                    TimeUnit.NANOSECONDS.sleep(effort.warmUp().toNanos());
                    double resident = Usage.of(child.pid()).residentBytes() / (double) (1 << 20);
                    if (i > 0) {
                        starts.add(millis);
                        memory.add(resident);
                    }
                    child.stop(STOP);
                }
            }
            String on = ", JDK " + jdk.name();
            table.row("JDK " + jdk.name(), Spread.of(starts), Spread.of(memory));
            section.aim(Aim.atMost("start to doors open" + on, Spread.of(starts), 1_700, "ms"));
            section.aim(Aim.atMost("idle resident memory" + on, Spread.of(memory), 200, "MiB"));
        } finally {
            Folders.remove(folder);
        }
    }

    /** As a service starts it: the folder from the environment, no option. */
    private static ChildJvm start(Path folder, Jdk jdk, Path dist, Path home) throws IOException {
        List<String> command = command(jdk, dist, "run");
        command.add(1, "AIR_HOME=" + home);
        return ChildJvm.start("air", command, folder.resolve("run.log"));
    }

    private static List<String> command(Jdk jdk, Path dist, String... words) {
        List<String> command = new ArrayList<>();
        command.addAll(
                List.of("env", "JAVA_HOME=" + jdk.home(), dist.resolve("bin/air").toString()));
        command.addAll(List.of(words));
        return command;
    }

    private static void call(Path folder, Jdk jdk, Path dist, String... words)
            throws IOException, InterruptedException {
        Path log = folder.resolve("call.log");
        Process process =
                new ProcessBuilder(command(jdk, dist, words))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException("air " + words[0] + " failed: " + Files.readString(log));
        }
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                    target.toFile().setExecutable(Files.isExecutable(file));
                }
            }
        }
        return to;
    }
}
