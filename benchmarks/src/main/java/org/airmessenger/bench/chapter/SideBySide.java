/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.chapter;

import org.airmessenger.bench.Case;
import org.airmessenger.bench.Chapter;
import org.airmessenger.bench.Effort;
import org.airmessenger.bench.Measurement;
import org.airmessenger.bench.Subject;
import org.airmessenger.bench.bare.BareSubject;
import org.airmessenger.bench.gateway.GatewaySubject;
import org.airmessenger.bench.jvm.Jdk;
import org.airmessenger.bench.report.Aim;
import org.airmessenger.bench.report.BarChart;
import org.airmessenger.bench.report.Comparison;
import org.airmessenger.bench.report.LineChart;
import org.airmessenger.bench.report.Section;
import org.airmessenger.bench.report.Spread;
import org.airmessenger.bench.report.Table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** The whole line beside the bare broker that it stands in. */
public final class SideBySide implements Chapter {

    private static final int SMALL = 64;
    private static final int LARGE = 1_024;
    private static final int MANY = 20;
    private static final String BARE = BareSubject.NAME;
    private static final String OURS = GatewaySubject.NAME;

    @Override
    public int place() {
        return 100;
    }

    @Override
    public List<String> cases(Effort effort) {
        return conditions(effort).stream().map(Case::words).toList();
    }

    private static List<Case> conditions(Effort effort) {
        List<Case> cases = new ArrayList<>();
        String own = effort.jdk().name();
        if (effort.quick()) {
            cases.add(new Case(1, false, SMALL, MANY, own));
            cases.add(new Case(1, true, SMALL, MANY, own));
            cases.add(new Case(0, false, SMALL, MANY, own));
            return cases;
        }
        for (Jdk jdk : effort.jdks()) {
            for (boolean tls : new boolean[] {false, true}) {
                for (int bytes : new int[] {SMALL, LARGE}) {
                    cases.add(new Case(1, tls, bytes, MANY, jdk.name()));
                    cases.add(new Case(1, tls, bytes, 1, jdk.name()));
                }
            }
        }
        for (boolean tls : new boolean[] {false, true}) {
            cases.add(new Case(0, tls, SMALL, MANY, own));
        }
        return cases;
    }

    @Override
    public List<Section> measure(Effort effort, Progress progress)
            throws IOException, InterruptedException {
        List<Measurement> found = new ArrayList<>();
        for (Case conditions : conditions(effort)) {
            if (effort.wants(conditions.words())) {
                Jdk jdk =
                        effort.jdks().stream()
                                .filter(one -> one.name().equals(conditions.jdk()))
                                .findFirst()
                                .orElseThrow();
                List<Supplier<? extends Subject>> subjects =
                        List.of(
                                () -> new BareSubject(jdk, effort.jvmOptions()),
                                () -> new GatewaySubject(jdk, effort.jvmOptions()));
                found.addAll(Alternating.trials(conditions, effort, progress, subjects));
            }
        }
        return sections(found);
    }

    private static List<Section> sections(List<Measurement> found) {
        Comparison comparison = new Comparison(found, BARE, OURS);
        Section first = new Section(OURS + " ÷ " + BARE);
        first.text(
                "MQTT publish → guard, limits, rules → lane on disk → batches → HTTP function, beside"
                        + " MQTT publish → the same embedded broker → one durable subscriber.");
        Table table = new Table("", "throughput", "CPU per message");
        BarChart throughput = new BarChart("Throughput, msg per s", List.of(BARE, OURS));
        BarChart cpu = new BarChart("CPU per message, µs", List.of(BARE, OURS));
        double lost = 0;
        double inversions = 0;
        for (Case conditions : comparison.cases()) {
            Comparison.Row speed = comparison.row(conditions, Comparison.THROUGHPUT);
            Comparison.Row cost = comparison.row(conditions, Comparison.CPU);
            table.row(conditions.words(), ratio(speed.ratio()), ratio(cost.ratio()));
            throughput.group(conditions.words(), bars(speed));
            cpu.group(conditions.words(), bars(cost));
            if (conditions.qos() == 1) {
                String what = ", " + conditions.words() + " ÷ bare Artemis";
                first.aim(Aim.atLeast("throughput" + what, over(speed), 1, ""));
                first.aim(Aim.atMost("CPU per message" + what, over(cost), 1, ""));
                lost += comparison.row(conditions, Comparison.LOST).subject().most();
            }
            inversions += comparison.row(conditions, Comparison.INVERSIONS).subject().most();
        }
        first.aim(Aim.atMost("order inversions, all restarts", Spread.of(inversions), 0, ""));
        first.aim(Aim.atMost("lost at QoS 1, all restarts", Spread.of(lost), 0, ""));
        first.table(table).plot(throughput.plot()).plot(cpu.plot());
        List<Section> sections = new ArrayList<>();
        sections.add(first.data("measurements", found));
        for (Case conditions : comparison.cases()) {
            sections.add(section(comparison, conditions));
        }
        return sections;
    }

    /** The spread of what one restart of ours gave beside the reference's median. */
    private static Spread over(Comparison.Row row) {
        double base = row.reference().median();
        Spread ours = row.subject();
        return new Spread(ours.median() / base, ours.least() / base, ours.most() / base);
    }

    private static Map<String, Spread> bars(Comparison.Row row) {
        return Map.of(BARE, row.reference(), OURS, row.subject());
    }

    private static Section section(Comparison comparison, Case conditions) {
        Section section = new Section(conditions.words());
        Table table = new Table("", BARE, OURS, "ratio");
        for (Comparison.Row row : comparison.rows(conditions)) {
            table.row(row.measure(), row.reference(), row.subject(), ratio(row.ratio()));
        }
        section.table(table);
        LineChart chart = LineChart.latencies("Latency at the fixed rate, " + conditions.words());
        if (conditions.qos() == 1) {
            chart.distribution(
                    BARE + ", PUBACK",
                    comparison.merged(conditions, BARE, each -> each.paced().acks()));
            chart.distribution(
                    "gateway, PUBACK",
                    comparison.merged(conditions, OURS, each -> each.paced().acks()));
        }
        chart.distribution(
                BARE + ", end to end",
                comparison.merged(conditions, BARE, each -> each.paced().ends()));
        chart.distribution(
                "gateway, end to end",
                comparison.merged(conditions, OURS, each -> each.paced().ends()));
        return section.plot(chart.plot());
    }

    static String ratio(double ratio) {
        return Double.isFinite(ratio) ? String.format(Locale.ROOT, "%.2f", ratio) : "–";
    }
}
