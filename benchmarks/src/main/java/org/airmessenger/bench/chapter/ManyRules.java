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
import org.airmessenger.bench.load.LoadPlan;
import org.airmessenger.bench.load.Tally;
import org.airmessenger.bench.report.Aim;
import org.airmessenger.bench.report.BarChart;
import org.airmessenger.bench.report.Section;
import org.airmessenger.bench.report.Spread;
import org.airmessenger.bench.report.Table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What ten thousand rules cost beside ten. */
public final class ManyRules implements Chapter {

    private static final String PLAIN = "rules without where";
    private static final String WHERE = "rules with where";
    private static final int DEVICES = 10;
    private static final int FEW = 10;
    private static final int MANY = 10_000;

    @Override
    public int place() {
        return 500;
    }

    @Override
    public List<String> cases(Effort effort) {
        return List.of(PLAIN, WHERE);
    }

    @Override
    public List<Section> measure(Effort effort, Progress progress)
            throws IOException, InterruptedException {
        Section section = new Section("10,000 rules ÷ 10 rules");
        section.text(
                "Each of ten devices has a rule of its own that its messages match, among ten or ten"
                        + " thousand of the same form; bodies are JSON. With where, that rule reads the"
                        + " body (jsonpath).");
        Table table = new Table("", "10 rules", "10,000 rules", "CPU per message, ratio");
        List<String> names = List.of(name(FEW), name(MANY));
        BarChart chart = new BarChart("CPU per message by number of rules, µs", names);
        for (String words : cases(effort)) {
            if (effort.wants(words)) {
                Map<String, List<Double>> found = costs(words, effort, progress);
                Spread few = Spread.of(found.get(name(FEW)));
                Spread many = Spread.of(found.get(name(MANY)));
                Spread ratio = many.over(few);
                table.row(words + ", µs/msg", few, many, ratio);
                chart.group(words, Map.of(name(FEW), few, name(MANY), many));
                section.aim(
                        words.equals(PLAIN)
                                ? Aim.atMost(
                                        "10,000 rules ÷ 10 rules, CPU per message", ratio, 1.1, "")
                                : Aim.reported(
                                        "10,000 rules ÷ 10 rules with where, CPU per message",
                                        ratio,
                                        ""));
                section.data(words, found);
            }
        }
        return List.of(section.table(table).plot(chart.plot()));
    }

    private static String name(int rules) {
        return "%,d rules".formatted(rules);
    }

    private static Map<String, List<Double>> costs(String words, Effort effort, Progress progress)
            throws IOException, InterruptedException {
        Map<String, List<Double>> found = new LinkedHashMap<>();
        List<Supplier<? extends GatewaySubject>> subjects =
                List.of(
                        () -> subject(effort, FEW, words.equals(WHERE)),
                        () -> subject(effort, MANY, words.equals(WHERE)));
        Case conditions = new Case(1, false, 128, DEVICES, effort.jdk().name());
        Alternating.run(
                effort.restarts(),
                subjects,
                (subject, restart) -> {
                    progress.next(words + ", " + subject.name());
                    try (Stand stand =
                            Stand.open(subject, conditions, new Tally(DEVICES), LoadPlan::inJson)) {
                        Latency.warm(stand, effort);
                        found.computeIfAbsent(subject.name(), name -> new ArrayList<>())
                                .add(stand.fullSpeed(effort.fullSpeed()).cpuMicros());
                    }
                });
        return found;
    }

    private static GatewaySubject subject(Effort effort, int rules, boolean where) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rules; i++) {
            text.append("- { id: r").append(i);
            text.append(", match: { topic: \"sensors/sensor-").append(i).append("/#\" }");
            if (where) {
                text.append(", where: { jsonpath: \"$[?(@.celsius < 80)]\" }");
            }
            text.append(", to: [cloud], local: false }\n");
        }
        GatewaySetup setup =
                GatewaySetup.usual().called(name(rules)).with("conf/rules.yaml", text.toString());
        return new GatewaySubject(effort.jdk(), effort.jvmOptions(), setup, payload -> {});
    }
}
