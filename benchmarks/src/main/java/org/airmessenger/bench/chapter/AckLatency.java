/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.chapter;

import org.airmessenger.bench.Case;
import org.airmessenger.bench.Chapter;
import org.airmessenger.bench.Effort;
import org.airmessenger.bench.Stand;
import org.airmessenger.bench.Subject;
import org.airmessenger.bench.bare.BareSubject;
import org.airmessenger.bench.gateway.GatewaySubject;
import org.airmessenger.bench.report.Aim;
import org.airmessenger.bench.report.LineChart;
import org.airmessenger.bench.report.Section;
import org.airmessenger.bench.report.Table;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** How long a device waits until its message is on disk. */
public final class AckLatency implements Chapter {

    private static final String WORDS = "PUBACK at a fixed rate";
    private static final int LONGER = 4;

    @Override
    public int place() {
        return 300;
    }

    @Override
    public List<String> cases(Effort effort) {
        return List.of(WORDS);
    }

    @Override
    public List<Section> measure(Effort effort, Progress progress)
            throws IOException, InterruptedException {
        Case conditions = Latency.usual(effort);
        Map<String, Latency> found = new LinkedHashMap<>();
        Set<String> journals = new TreeSet<>();
        List<Supplier<? extends Subject>> subjects =
                List.of(
                        () -> new BareSubject(effort.jdk(), effort.jvmOptions()),
                        () -> new GatewaySubject(effort.jdk(), effort.jvmOptions()));
        Alternating.run(
                effort.restarts(),
                subjects,
                (subject, restart) -> {
                    progress.next(WORDS + ", " + subject.name());
                    try (Stand stand = Stand.open(subject, conditions)) {
                        Latency.warm(stand, effort);
                        Stand.Paced paced =
                                stand.paced(effort.rate(), effort.paced().multipliedBy(LONGER));
                        found.computeIfAbsent(subject.name(), name -> new Latency())
                                .add(paced.acks());
                        journals.add(subject.name() + ": " + subject.journal());
                    }
                });
        String rate = "%,.0f".formatted(effort.rate()) + "/s";
        Section section = new Section("PUBACK at " + rate);
        section.text(
                "20 devices, 64 bytes, QoS 1, from the moment a message was due until its PUBACK; "
                        + String.join(", ", journals)
                        + ", synced.");
        Table table = new Table("", "p50, ms", "p99, ms", "p99.9, ms");
        LineChart chart = LineChart.latencies("PUBACK at " + rate);
        found.forEach(
                (name, latency) -> {
                    table.row(name, latency.at(50), latency.at(99), latency.at(99.9));
                    chart.distribution(name, latency.all());
                    section.data(name, latency.all());
                });
        Latency ours = found.get(GatewaySubject.NAME);
        section.aim(Aim.atMost("PUBACK p50 at " + rate, ours.at(50), 0.7, "ms"));
        section.aim(Aim.atMost("PUBACK p99 at " + rate, ours.at(99), 2, "ms"));
        return List.of(section.table(table).plot(chart.plot()));
    }
}
