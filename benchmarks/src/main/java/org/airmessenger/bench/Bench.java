/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench;

import org.airmessenger.bench.chapter.AckLatency;
import org.airmessenger.bench.chapter.Connections;
import org.airmessenger.bench.chapter.Footprint;
import org.airmessenger.bench.chapter.Growth;
import org.airmessenger.bench.chapter.Handshakes;
import org.airmessenger.bench.chapter.ManyRules;
import org.airmessenger.bench.chapter.SideBySide;
import org.airmessenger.bench.chapter.Urgent;
import org.airmessenger.bench.jvm.Jdk;
import org.airmessenger.bench.jvm.Machine;
import org.airmessenger.bench.report.Report;
import org.airmessenger.bench.report.Section;
import org.airmessenger.gateway.cli.BaseCommand;
import org.airmessenger.gateway.cli.ExtraCommand;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** {@code air bench}: one report of all that is measured on this machine. */
@Command(
        name = "bench",
        description = {
            "Measures the gateway on this machine, beside what it is compared with, alternating.",
            "Figures are worth little on a busy machine: leave it alone meanwhile."
        },
        subcommands = Prove.class)
public final class Bench extends BaseCommand implements ExtraCommand {

    private static final DateTimeFormatter STEM =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmm").withZone(ZoneOffset.UTC);

    @Option(names = "--quick", description = "What says most, once, on this JDK.")
    private boolean quick;

    @Option(names = "--list", description = "Tells the cases and measures nothing.")
    private boolean list;

    @Option(
            names = "--rate",
            defaultValue = "5000",
            description = "Messages per second of the fixed rate (default: 5000).")
    private double rate;

    @Option(
            names = "--restarts",
            description = "How often each subject is started anew (default: 3; quick: 1).")
    private Integer restarts;

    @Option(
            names = "--only",
            paramLabel = "WORDS",
            defaultValue = "",
            description = "Only the cases whose words contain these, such as \"QoS 1, plain\".")
    private String only = "";

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            description = "Seconds at full speed before anything counts (default: 20; quick: 12).")
    private Integer warmUp;

    @Option(
            names = "--seconds",
            paramLabel = "SECONDS",
            description = "Seconds of each measurement that count (default: 5; quick: 4 and 3).")
    private Integer seconds;

    @Option(
            names = "--jdk",
            paramLabel = "DIR",
            description = "A JDK to measure on (default: this one, and each other of the machine).")
    private List<Path> jdks = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "benchmarks/results",
            description = "Where the report goes (default: benchmarks/results).")
    private Path directory;

    @Option(
            names = "--jvm",
            paramLabel = "OPTION",
            defaultValue = "-Xmx1g",
            description = "JVM options of all subjects (default: -Xmx1g). May be repeated.")
    private List<String> jvmOptions = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Effort effort = effort();
        List<Chapter> chapters = chapters(effort);
        if (list) {
            chapters.forEach(chapter -> wanted(chapter, effort).forEach(out()::println));
            out().flush();
            return 0;
        }
        if (chapters.isEmpty()) {
            throw new IllegalArgumentException(
                    "--only must name a case but none contains "
                            + only
                            + "; --list tells them all");
        }
        Map<String, String> machine = Machine.facts();
        machine.put(
                "JDKs measured",
                effort.jdks().stream().map(Jdk::name).collect(Collectors.joining(", ")));
        Instant at = Instant.now();
        List<Section> sections = new ArrayList<>();
        for (Chapter chapter : chapters) {
            sections.addAll(
                    chapter.measure(
                            effort,
                            words -> {
                                err().println(Instant.now() + "  " + words);
                                err().flush();
                            }));
        }
        Report report = new Report(at, machine, method(effort), sections);
        String stem = STEM.format(at) + (quick ? "-quick" : "");
        report.write(directory, stem);
        out().println(json() ? report.json() : report.markdown(stem));
        out().flush();
        err().println("written to " + directory.resolve(stem + ".md"));
        return 0;
    }

    private Effort effort() throws IOException {
        boolean least = warmUp == null || warmUp >= 1;
        if (rate < 1
                || restarts != null && restarts < 1
                || !least
                || seconds != null && seconds < 1) {
            throw new IllegalArgumentException(
                    "--rate, --restarts, --warm-up and --seconds must be at least 1");
        }
        Effort effort = (quick ? Effort.ofQuick() : Effort.full()).atRate(rate);
        effort = restarts == null ? effort : effort.withRestarts(restarts);
        effort = warmUp == null ? effort : effort.withWarmUp(Duration.ofSeconds(warmUp));
        effort = seconds == null ? effort : effort.lasting(Duration.ofSeconds(seconds));
        List<Jdk> chosen = new ArrayList<>();
        for (Path home : jdks) {
            chosen.add(Jdk.at(home));
        }
        effort = chosen.isEmpty() ? effort : effort.on(chosen);
        return effort.withJvmOptions(jvmOptions).wanting(only);
    }

    /** Those that have a case that is wanted, in their order. */
    private static List<Chapter> chapters(Effort effort) {
        List<Chapter> all = new ArrayList<>();
        all.addAll(
                List.of(
                        new SideBySide(),
                        new AckLatency(),
                        new Urgent(),
                        new ManyRules(),
                        new Footprint(),
                        new Connections(),
                        new Handshakes(),
                        new Growth()));
        ServiceLoader.load(Chapter.class).forEach(all::add);
        all.removeIf(chapter -> wanted(chapter, effort).isEmpty());
        all.sort(Comparator.comparingInt(Chapter::place));
        return all;
    }

    private static List<String> wanted(Chapter chapter, Effort effort) {
        return chapter.cases(effort).stream().filter(effort::wants).toList();
    }

    private static Map<String, String> method(Effort effort) {
        Map<String, String> method = new LinkedHashMap<>();
        method.put("restarts per case and subject", Integer.toString(effort.restarts()));
        method.put(
                "per start",
                effort.warmUp().toSeconds()
                        + " s warm-up, "
                        + effort.fullSpeed().toSeconds()
                        + " s full speed (window 50 per publisher, at most 8,000 messages and 64 MiB"
                        + " ahead of the receiver), "
                        + effort.paced().toSeconds()
                        + " s at "
                        + Math.round(effort.rate())
                        + " msg/s");
        method.put("JVM options", String.join(" ", effort.jvmOptions()));
        method.put("latency", "from the moment a message was due (no coordinated omission)");
        method.put("CPU", "user and system time of the subject's processes");
        method.put("generator and receiver", "one process on the same machine, loopback");
        return method;
    }
}
