/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.chapter;

import org.airmessenger.bench.Case;
import org.airmessenger.bench.Chapter;
import org.airmessenger.bench.Effort;
import org.airmessenger.bench.gateway.GatewaySetup;
import org.airmessenger.bench.gateway.GatewaySubject;
import org.airmessenger.bench.jvm.Usage;
import org.airmessenger.bench.load.Crowd;
import org.airmessenger.bench.load.Tally;
import org.airmessenger.bench.report.Aim;
import org.airmessenger.bench.report.Section;
import org.airmessenger.bench.report.Spread;
import org.airmessenger.bench.report.Table;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a silent connection costs in memory. */
public final class Connections implements Chapter {

    private static final String IDLE = "memory per idle connection, plain";
    private static final String SUBSCRIBED = "memory per connected and subscribed device, plain";
    private static final String TLS = "memory per idle connection, mutual TLS";
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final double KIB = 1024;
    private static final String POLICIES =
            """
            bench:
              publish: ["sensors/${device}/#"]
              subscribe: ["commands/${device}/#"]
            """;

    @Override
    public int place() {
        return 800;
    }

    @Override
    public List<String> cases(Effort effort) {
        return List.of(IDLE, SUBSCRIBED, TLS);
    }

    @Override
    public List<Section> measure(Effort effort, Progress progress)
            throws IOException, InterruptedException {
        Section section = new Section("Memory per connection");
        section.text(
                "The difference between few and many silent devices, per device: heap after a full"
                        + " collection, and resident memory of the process (which also holds what the"
                        + " collector has not given back).");
        Table table = new Table("", "heap, KiB", "resident, KiB");
        for (String words : cases(effort)) {
            if (effort.wants(words)) {
                one(words, effort, progress, section, table);
            }
        }
        return List.of(section.table(table));
    }

    private static void one(
            String words, Effort effort, Progress progress, Section section, Table table)
            throws IOException, InterruptedException {
        boolean tls = words.equals(TLS);
        int few = tls ? 100 : 1_000;
        int many = tls ? 1_000 : effort.quick() ? 3_000 : 9_000;
        List<Double> heap = new ArrayList<>();
        List<Double> resident = new ArrayList<>();
        for (int restart = 1; restart <= effort.restarts(); restart++) {
            progress.next(words);
            GatewaySetup setup = GatewaySetup.usual().with("conf/policies.yaml", POLICIES);
            try (GatewaySubject subject =
                    new GatewaySubject(effort.jdk(), effort.jvmOptions(), setup, payload -> {})) {
                subject.start(
                        new Case(1, tls, 64, tls ? many : 1, effort.jdk().name()), new Tally(1));
                String filter = words.equals(SUBSCRIBED) ? "commands/%s/#" : null;
                try (Crowd crowd = new Crowd(subject.port(), subject.fleet(), filter)) {
                    crowd.grow(few, LIMIT);
                    long heapBefore = subject.gateway().heap();
                    Usage before = Usage.of(subject.pids());
                    crowd.grow(many, LIMIT);
                    long heapAfter = subject.gateway().heap();
                    Usage after = Usage.of(subject.pids());
                    heap.add((heapAfter - heapBefore) / KIB / (many - few));
                    resident.add(
                            (after.residentBytes() - before.residentBytes()) / KIB / (many - few));
                }
            }
        }
        Spread spread = Spread.of(heap);
        table.row(words + ", %,d → %,d".formatted(few, many), spread, Spread.of(resident));
        String measure = words.replace("memory", "heap");
        section.aim(
                words.equals(IDLE)
                        ? Aim.atMost(measure, spread, 10, "KiB")
                        : words.equals(SUBSCRIBED)
                                ? Aim.atMost(measure, spread, 12, "KiB")
                                : Aim.reported(measure, spread, "KiB"));
        section.data(words, List.of(heap, resident));
    }
}
