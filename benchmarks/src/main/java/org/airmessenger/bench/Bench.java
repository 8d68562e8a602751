/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench;

import org.airmessenger.bench.bare.BareSubject;
import org.airmessenger.bench.gateway.GatewaySubject;
import org.airmessenger.bench.jvm.Machine;
import org.airmessenger.bench.report.Report;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** {@code air bench}: the whole gateway beside the bare broker, alternating. */
@Command(
        name = "bench",
        description = {
            "Measures the whole gateway beside a bare Artemis, alternating, on this machine.",
            "Figures are worth little on a busy machine: leave it alone meanwhile."
        },
        subcommands = Prove.class)
public final class Bench extends BaseCommand implements ExtraCommand {

    private static final DateTimeFormatter STEM =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmm").withZone(ZoneOffset.UTC);

    @Option(names = "--quick", description = "Three cases once, about two minutes.")
    private boolean quick;

    @Option(
            names = "--rate",
            defaultValue = "5000",
            description = "Messages per second of the fixed rate (default: 5000).")
    private double rate;

    @Option(
            names = "--restarts",
            description = "How often each subject is started anew for each case.")
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
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "benchmarks/results",
            description = "Where the report goes (default: benchmarks/results).")
    private Path directory;

    @Option(
            names = "--jvm",
            paramLabel = "OPTION",
            defaultValue = "-Xmx1g",
            description = "JVM options of both subjects (default: -Xmx1g). May be repeated.")
    private List<String> jvmOptions = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rate < 1 || restarts != null && restarts < 1 || warmUp != null && warmUp < 1) {
            throw new IllegalArgumentException(
                    "--rate, --restarts and --warm-up must be at least 1");
        }
        Effort effort = quick ? Effort.quick(rate) : Effort.full(rate);
        if (restarts != null) {
            effort = effort.withRestarts(restarts);
        }
        if (warmUp != null) {
            effort = effort.withWarmUp(Duration.ofSeconds(warmUp));
        }
        effort = effort.only(only);
        if (effort.cases().isEmpty()) {
            throw new IllegalArgumentException("--only must name a case but none contains " + only);
        }
        Map<String, String> machine = Machine.facts();
        Instant at = Instant.now();
        List<Measurement> found = measure(effort);
        TreeSet<String> journals = new TreeSet<>();
        found.forEach(each -> journals.add(each.subject() + ": " + each.journal()));
        machine.put("journal", String.join(", ", journals));
        Report report =
                new Report(
                        at,
                        machine,
                        method(effort),
                        found,
                        new BareSubject(jvmOptions).name(),
                        new GatewaySubject(jvmOptions).name());
        String stem = STEM.format(at) + (quick ? "-quick" : "");
        report.write(directory, stem);
        out().println(json() ? report.json() : report.markdown());
        out().flush();
        err().println("written to " + directory.resolve(stem + ".md"));
        return 0;
    }

    private List<Measurement> measure(Effort effort) throws IOException, InterruptedException {
        List<Measurement> found = new ArrayList<>();
        int trials = effort.cases().size() * effort.restarts() * 2;
        for (int restart = 1; restart <= effort.restarts(); restart++) {
            for (Case conditions : effort.cases()) {
                for (Subject subject : order(restart)) {
                    err().printf(
                                    "%3d of %d  %s, %s%n",
                                    found.size() + 1, trials, conditions.words(), subject.name());
                    err().flush();
                    try (subject) {
                        found.add(new Trial(subject, conditions, effort).run(restart));
                    }
                }
            }
        }
        return found;
    }

    /** Who goes first changes, so that none always meets the warmer machine. */
    private List<Subject> order(int restart) {
        Subject bare = new BareSubject(jvmOptions);
        Subject gateway = new GatewaySubject(jvmOptions);
        return restart % 2 == 1 ? List.of(bare, gateway) : List.of(gateway, bare);
    }

    private Map<String, String> method(Effort effort) {
        Map<String, String> method = new LinkedHashMap<>();
        method.put("restarts per case and subject", Integer.toString(effort.restarts()));
        method.put(
                "per start",
                effort.warmUp().toSeconds()
                        + " s warm-up, "
                        + effort.fullSpeed().toSeconds()
                        + " s full speed (window 50 per publisher, at most 8,000 ahead of the"
                        + " receiver), "
                        + effort.paced().toSeconds()
                        + " s at "
                        + Math.round(effort.rate())
                        + " msg/s");
        method.put("JVM options", String.join(" ", jvmOptions));
        method.put("latency", "from the moment a message was due (no coordinated omission)");
        method.put("CPU", "user and system time of the subject's process");
        method.put("generator and receiver", "one process on the same machine, loopback");
        return method;
    }
}
