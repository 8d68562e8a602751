/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.handmade;

import org.airmessenger.bench.Case;
import org.airmessenger.bench.Chapter;
import org.airmessenger.bench.Effort;
import org.airmessenger.bench.Measurement;
import org.airmessenger.bench.Stand;
import org.airmessenger.bench.Subject;
import org.airmessenger.bench.chapter.Alternating;
import org.airmessenger.bench.gateway.GatewaySetup;
import org.airmessenger.bench.gateway.GatewaySubject;
import org.airmessenger.bench.load.Balance;
import org.airmessenger.bench.load.Load;
import org.airmessenger.bench.load.Phase;
import org.airmessenger.bench.report.Aim;
import org.airmessenger.bench.report.BarChart;
import org.airmessenger.bench.report.Comparison;
import org.airmessenger.bench.report.LineChart;
import org.airmessenger.bench.report.Section;
import org.airmessenger.bench.report.Spread;
import org.airmessenger.bench.report.Table;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** The gateway beside what a user would build by hand: how fast, and what an outage costs. */
public final class BesideHandMade implements Chapter {

    private static final String SPEED = "beside mosquitto + a Camel route made by hand";
    private static final String AWAY = "function away for 5 s, beside a route made by hand";
    private static final Duration FUNCTION = Duration.ofMillis(20);
    private static final Duration OUTAGE = Duration.ofSeconds(5);
    private static final double RATE = 1_000;
    private static final int STREAMS = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public int place() {
        return 200;
    }

    @Override
    public List<String> cases(Effort effort) {
        return List.of(SPEED, AWAY);
    }

    @Override
    public List<Section> measure(Effort effort, Progress progress)
            throws IOException, InterruptedException {
        List<Section> sections = new ArrayList<>();
        if (effort.wants(SPEED)) {
            sections.add(speed(effort, progress));
        }
        if (effort.wants(AWAY)) {
            sections.add(away(effort, progress));
        }
        return sections;
    }

    private static List<Supplier<? extends Subject>> subjects(Effort effort) {
        GatewaySetup setup = GatewaySetup.usual().withStreams(STREAMS).withFunction(FUNCTION);
        return List.of(
                () -> new HandMadeSubject(effort.jdk(), effort.jvmOptions(), FUNCTION),
                () -> new GatewaySubject(effort.jdk(), effort.jvmOptions(), setup, payload -> {}));
    }

    private static Case conditions(Effort effort) {
        return new Case(1, false, 64, 20, effort.jdk().name());
    }

    private static Section speed(Effort effort, Progress progress)
            throws IOException, InterruptedException {
        Case conditions = conditions(effort);
        Effort slow = effort.atRate(RATE);
        List<Measurement> found =
                Alternating.trials(
                        conditions,
                        slow,
                        words -> progress.next(SPEED + ", " + words),
                        subjects(effort));
        String ours = GatewaySubject.NAME;
        Comparison comparison = new Comparison(found, HandMadeSubject.NAME, ours);
        Section section = new Section("Beside a route made by hand");
        section.text(
                "mosquitto → Camel (Paho, QoS 1, persistent session → throttle per device → aggregate"
                        + " 100 or 200 ms → HTTP), beside the gateway with 32 streams of batches of"
                        + " 100; a function that takes 20 ms. 20 publishers, QoS 1, 64 bytes; the"
                        + " fixed rate is 1,000/s. What mosquitto acknowledges lies in its memory.");
        Table table = new Table("", HandMadeSubject.NAME, ours, "ratio");
        for (Comparison.Row row : comparison.rows(conditions)) {
            table.row(
                    row.measure(),
                    row.reference(),
                    row.subject(),
                    Double.isFinite(row.ratio())
                            ? String.format(Locale.ROOT, "%.2f", row.ratio())
                            : "–");
        }
        Comparison.Row speed = comparison.row(conditions, Comparison.THROUGHPUT);
        Comparison.Row cost = comparison.row(conditions, Comparison.CPU);
        section.aim(
                Aim.atLeast(
                        "throughput ÷ mosquitto + a Camel route made by hand",
                        speed.subject().over(speed.reference()),
                        10,
                        ""));
        section.aim(
                Aim.reported(
                        "CPU per message ÷ mosquitto + a Camel route made by hand",
                        cost.subject().over(cost.reference()),
                        ""));
        section.plot(
                new BarChart("Throughput beside a route made by hand", names())
                        .group("msg per s", bars(speed))
                        .plot());
        section.plot(
                LineChart.latencies("End to end at 1,000 per s beside a route made by hand")
                        .distribution(
                                HandMadeSubject.NAME,
                                comparison.merged(
                                        conditions,
                                        HandMadeSubject.NAME,
                                        each -> each.paced().ends()))
                        .distribution(
                                "gateway",
                                comparison.merged(conditions, ours, each -> each.paced().ends()))
                        .plot());
        return section.table(table).data("measurements", found);
    }

    private static List<String> names() {
        return List.of(HandMadeSubject.NAME, GatewaySubject.NAME);
    }

    private static Map<String, Spread> bars(Comparison.Row row) {
        return Map.of(HandMadeSubject.NAME, row.reference(), GatewaySubject.NAME, row.subject());
    }

    private static Section away(Effort effort, Progress progress)
            throws IOException, InterruptedException {
        Map<String, List<Balance>> found = new LinkedHashMap<>();
        Alternating.run(
                effort.restarts(),
                subjects(effort),
                (subject, restart) -> {
                    progress.next(AWAY + ", " + subject.name());
                    try (Stand stand = Stand.open(subject, conditions(effort))) {
                        outage(subject, stand, effort);
                        found.computeIfAbsent(subject.name(), name -> new ArrayList<>())
                                .add(stand.balance());
                    }
                });
        Section section = new Section("The function is away for 5 s");
        section.text(
                "1,000 messages a second, QoS 1; in the middle the function refuses connections for"
                        + " 5 s. Lost is what was acknowledged to a device and never came.");
        Table table = new Table("", "acknowledged", "lost", "duplicates");
        found.forEach(
                (name, balances) ->
                        table.row(
                                name,
                                spread(balances, Balance::acknowledged),
                                spread(balances, Balance::lost),
                                spread(balances, Balance::duplicates)));
        section.aim(
                Aim.atMost(
                        "lost while the function is away for 5 s",
                        spread(found.get(GatewaySubject.NAME), Balance::lost),
                        0,
                        ""));
        section.aim(
                Aim.reported(
                        "the same by the route made by hand",
                        spread(found.get(HandMadeSubject.NAME), Balance::lost),
                        ""));
        return section.table(table).data("balances", found);
    }

    private static Spread spread(List<Balance> balances, ToLongFunction<Balance> number) {
        return Spread.of(balances.stream().map(one -> (double) number.applyAsLong(one)).toList());
    }

    private static void outage(Subject subject, Stand stand, Effort effort)
            throws InterruptedException {
        stand.paced(RATE, effort.warmUp());
        Duration around = effort.quick() ? Duration.ofSeconds(3) : OUTAGE;
        Duration whole = around.plus(OUTAGE).plus(around);
        long messages = Math.round(RATE * whole.toMillis() / 1e3);
        Load.Started started = stand.load().start(Phase.atRate(messages, RATE));
        TimeUnit.NANOSECONDS.sleep(around.toNanos());
        subject.away();
        TimeUnit.NANOSECONDS.sleep(OUTAGE.toNanos());
        subject.back();
        started.await();
        long end = System.nanoTime() + PATIENCE.toNanos();
        stand.drain();
        while (stand.balance().lost() > 0 && System.nanoTime() < end) {
            stand.drain();
        }
    }
}
