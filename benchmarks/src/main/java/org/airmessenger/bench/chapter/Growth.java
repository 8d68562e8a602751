/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.chapter;

import org.airmessenger.bench.Case;
import org.airmessenger.bench.Chapter;
import org.airmessenger.bench.Effort;
import org.airmessenger.bench.Stand;
import org.airmessenger.bench.gateway.GatewaySetup;
import org.airmessenger.bench.gateway.GatewaySubject;
import org.airmessenger.bench.report.Aim;
import org.airmessenger.bench.report.LineChart;
import org.airmessenger.bench.report.Section;
import org.airmessenger.bench.report.Spread;
import org.airmessenger.bench.report.Table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What more devices, more destinations and larger payloads do to throughput and cost. */
public final class Growth implements Chapter {

    private static final String DEVICES = "growth, devices";
    private static final String DESTINATIONS = "growth, destinations";
    private static final String PAYLOADS = "growth, payload bytes";
    private static final int MANY = 20;
    private static final int ROUTED = 100;

    @Override
    public int place() {
        return 900;
    }

    @Override
    public List<String> cases(Effort effort) {
        return List.of(DEVICES, DESTINATIONS, PAYLOADS);
    }

    /** What is started for a number on the axis. */
    private interface Setting {
        GatewaySetup setup(int number);
    }

    private interface Conditions {
        Case of(int number);
    }

    private record Axis(String words, int[] numbers, Setting setting, Conditions conditions) {}

    @Override
    public List<Section> measure(Effort effort, Progress progress)
            throws IOException, InterruptedException {
        boolean quick = effort.quick();
        String jdk = effort.jdk().name();
        List<Axis> axes =
                List.of(
                        new Axis(
                                DEVICES,
                                quick
                                        ? new int[] {100, 1_000}
                                        : new int[] {100, 300, 1_000, 3_000, 10_000},
                                number -> GatewaySetup.usual(),
                                number -> new Case(1, false, 64, number, jdk)),
                        new Axis(
                                DESTINATIONS,
                                quick ? new int[] {1, 10} : new int[] {1, 3, 10, 30, 100},
                                Growth::destinations,
                                number -> new Case(1, false, 64, ROUTED, jdk)),
                        new Axis(
                                PAYLOADS,
                                quick
                                        ? new int[] {20, 1_024, 65_536}
                                        : new int[] {
                                            20, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144
                                        },
                                number -> GatewaySetup.usual(),
                                number -> new Case(1, false, number, MANY, jdk)));
        List<Section> sections = new ArrayList<>();
        for (Axis axis : axes) {
            if (effort.wants(axis.words)) {
                sections.add(section(axis, effort, progress));
            }
        }
        return sections;
    }

    /** Each of a hundred devices has a destination; so many destinations share them. */
    private static GatewaySetup destinations(int number) {
        StringBuilder destinations = new StringBuilder();
        for (int i = 0; i < number; i++) {
            destinations.append(
                    """
                    to-%d:
                      sink: air-http-sink
                      parameters: { url: "%s" }
                      batch: { normal: { maxMessages: 100, maxDelay: 200ms, maxBytes: 1MB } }
                      concurrency: 8
                      compress: none
                    """
                            .formatted(i, GatewaySetup.URL));
        }
        StringBuilder rules = new StringBuilder();
        for (int i = 0; i < ROUTED; i++) {
            rules.append(
                    "- { id: r%d, match: { topic: \"sensors/sensor-%d/#\" }, to: [to-%d], local: false }\n"
                            .formatted(i, i, i % number));
        }
        return GatewaySetup.usual()
                .with("conf/destinations.yaml", destinations.toString())
                .with("conf/rules.yaml", rules.toString());
    }

    private static Section section(Axis axis, Effort effort, Progress progress)
            throws IOException, InterruptedException {
        Map<Integer, List<Stand.Speed>> found = new TreeMap<>();
        long lost = 0;
        for (int restart = 1; restart <= effort.restarts(); restart++) {
            for (int number : axis.numbers) {
                progress.next(axis.words + " " + "%,d".formatted(number));
                try (GatewaySubject subject =
                                new GatewaySubject(
                                        effort.jdk(),
                                        effort.jvmOptions(),
                                        axis.setting.setup(number),
                                        payload -> {});
                        Stand stand = Stand.open(subject, axis.conditions.of(number))) {
                    Latency.warm(stand, effort);
                    found.computeIfAbsent(number, key -> new ArrayList<>())
                            .add(stand.fullSpeed(effort.fullSpeed()));
                    lost += stand.balance().lost();
                }
            }
        }
        return told(axis.words, found)
                .aim(Aim.atMost(axis.words + ": lost", Spread.of(lost), 0, ""));
    }

    private static Section told(String words, Map<Integer, List<Stand.Speed>> found) {
        Section section = new Section("How it grows: " + words.replace("growth, ", ""));
        Table table =
                new Table(
                        words.replace("growth, ", ""),
                        "throughput, msg/s",
                        "CPU, µs/msg",
                        "resident, MB");
        double[] across = new double[found.size()];
        double[] speeds = new double[found.size()];
        double[] costs = new double[found.size()];
        int i = 0;
        for (Map.Entry<Integer, List<Stand.Speed>> entry : found.entrySet()) {
            Spread speed = spread(entry.getValue().stream().map(Stand.Speed::perSecond).toList());
            Spread cost = spread(entry.getValue().stream().map(Stand.Speed::cpuMicros).toList());
            Spread memory =
                    spread(entry.getValue().stream().map(Stand.Speed::residentMegabytes).toList());
            table.row("%,d".formatted(entry.getKey()), speed, cost, memory);
            across[i] = entry.getKey();
            speeds[i] = speed.median();
            costs[i++] = cost.median();
        }
        String what = words.replace("growth, ", "");
        section.table(table);
        section.plot(
                LineChart.growth("Throughput in msg per s by " + what, what)
                        .line("throughput", across, speeds)
                        .plot());
        section.plot(
                LineChart.growth("CPU in µs per message by " + what, what)
                        .line("CPU per message", across, costs)
                        .plot());
        if (words.equals(PAYLOADS)) {
            double[] megabytes = new double[across.length];
            for (int n = 0; n < across.length; n++) {
                megabytes[n] = across[n] * speeds[n] / 1e6;
            }
            section.plot(
                    LineChart.growth("Throughput in MB per s by " + what, what)
                            .line("throughput", across, megabytes)
                            .plot());
        }
        return section.data("measurements", found);
    }

    private static Spread spread(List<Double> values) {
        return Spread.of(values);
    }
}
