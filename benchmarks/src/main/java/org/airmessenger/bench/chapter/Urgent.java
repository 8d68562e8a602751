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
import org.airmessenger.bench.load.Fleet;
import org.airmessenger.bench.load.Load;
import org.airmessenger.bench.load.LoadPlan;
import org.airmessenger.bench.load.Payload;
import org.airmessenger.bench.load.Phase;
import org.airmessenger.bench.load.Tally;
import org.airmessenger.bench.report.Aim;
import org.airmessenger.bench.report.LineChart;
import org.airmessenger.bench.report.Section;
import org.airmessenger.bench.report.Spread;
import org.airmessenger.bench.report.Table;

import io.netty.handler.ssl.SslContext;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * From an urgent message's device until the function has answered for it: alone, and in a crowd.
 */
public final class Urgent implements Chapter {

    private static final String ALONE = "urgent, device to function";
    private static final String CROWD = "urgent while telemetry saturates";
    private static final Duration FUNCTION = Duration.ofMillis(20);
    private static final int DEVICES = 20;

    /**
     * Each has one message on its way to the function, which takes 20 ms: 20 devices could send
     * 1,000 a second with nothing to spare, and the queue would be all that is measured.
     */
    private static final int ALARMS = 200;

    private static final double RATE = 1_000;
    private static final double CROWD_RATE = 200;
    private static final int LONGER = 4;
    private static final Duration CONNECT = Duration.ofSeconds(60);

    @Override
    public int place() {
        return 400;
    }

    @Override
    public List<String> cases(Effort effort) {
        return List.of(ALONE, CROWD);
    }

    @Override
    public List<Section> measure(Effort effort, Progress progress)
            throws IOException, InterruptedException {
        List<Section> sections = new ArrayList<>();
        if (effort.wants(ALONE)) {
            sections.add(alone(effort, progress));
        }
        if (effort.wants(CROWD)) {
            sections.add(crowd(effort, progress));
        }
        return sections;
    }

    /** Devices whose messages are urgent, with numbers behind those of the usual ones. */
    private static Fleet alarms() {
        Fleet plain = Fleet.plain("alarm-", "alarms/%s/t");
        return new Fleet() {
            @Override
            public String id(int device) {
                return plain.id(device);
            }

            @Override
            public int number(int device) {
                return DEVICES + device;
            }

            @Override
            public String topic(int device) {
                return plain.topic(device);
            }

            @Override
            public SslContext tls(int device) {
                return null;
            }
        };
    }

    /** One gateway, and what urgent messages did while something else happened or did not. */
    private static final class Watch {
        private final Recorder urgent = new Recorder(3);
        private final Effort effort;
        private long lost;

        Watch(Effort effort) {
            this.effort = effort;
        }

        void see(Payload payload) {
            if (payload.device() >= DEVICES) {
                urgent.recordValue(Math.max(0, System.nanoTime() - payload.due()));
            }
        }

        GatewaySubject subject() {
            return new GatewaySubject(
                    effort.jdk(),
                    effort.jvmOptions(),
                    GatewaySetup.usual().withFunction(FUNCTION),
                    this::see);
        }

        Histogram measure(Load alarms, Stand stand, double rate, Duration duration)
                throws InterruptedException {
            urgent.reset();
            long messages = Math.max(1, Math.round(rate * duration.toNanos() / 1e9));
            alarms.run(Phase.atRate(messages, rate));
            TimeUnit.NANOSECONDS.sleep(FUNCTION.multipliedBy(10).toNanos());
            stand.drain();
            return urgent.getIntervalHistogram();
        }
    }

    private static Stand open(GatewaySubject subject, Case conditions)
            throws IOException, InterruptedException {
        return Stand.open(subject, conditions, new Tally(DEVICES + ALARMS), plan -> plan);
    }

    private static Load connect(GatewaySubject subject) throws IOException, InterruptedException {
        Load load = new Load(LoadPlan.to(subject.port(), ALARMS), alarms(), false);
        try {
            load.connect(CONNECT);
            return load;
        } catch (IOException | InterruptedException e) {
            load.close();
            throw e;
        }
    }

    private static Section alone(Effort effort, Progress progress)
            throws IOException, InterruptedException {
        Watch watch = new Watch(effort);
        Latency latency = new Latency();
        List<Supplier<? extends GatewaySubject>> subjects = List.of(watch::subject);
        Alternating.run(
                effort.restarts(),
                subjects,
                (subject, restart) -> {
                    progress.next(ALONE);
                    try (Stand stand = open(subject, Latency.usual(effort));
                            Load alarms = connect(subject)) {
                        Latency.warm(stand, effort);
                        watch.measure(alarms, stand, RATE, effort.warmUp().dividedBy(2));
                        latency.add(
                                watch.measure(
                                        alarms, stand, RATE, effort.paced().multipliedBy(LONGER)));
                        watch.lost += lost(stand, alarms);
                    }
                });
        Section section = new Section("Urgent, device to function, at 1,000/s");
        section.text(
                ALARMS
                        + " devices, one message at a time, a function that takes 20 ms: from the moment a"
                        + " message was due until the function has answered for it.");
        section.table(
                new Table("", "p50, ms", "p99, ms", "p99.9, ms")
                        .row("urgent", latency.at(50), latency.at(99), latency.at(99.9)));
        section.plot(
                LineChart.latencies("Urgent, device to function")
                        .distribution("urgent", latency.all())
                        .plot());
        section.aim(Aim.atMost("urgent device → function p50", latency.at(50), 25, "ms"));
        section.aim(Aim.atMost("urgent device → function p99", latency.at(99), 40, "ms"));
        section.aim(Aim.atMost("urgent lost", Spread.of(watch.lost), 0, ""));
        return section.data("latency", latency.all());
    }

    /** Urgent devices are none of the stand's own. */
    private static long lost(Stand stand, Load alarms) {
        long lost = stand.balance().lost();
        for (int i = 0; i < ALARMS; i++) {
            lost +=
                    alarms.acknowledged()
                            .get(i)
                            .without(stand.tally().of(DEVICES + i))
                            .cardinality();
        }
        return lost;
    }

    private static Section crowd(Effort effort, Progress progress)
            throws IOException, InterruptedException {
        Watch watch = new Watch(effort);
        Latency idle = new Latency();
        Latency busy = new Latency();
        List<Double> ratios = new ArrayList<>();
        List<Supplier<? extends GatewaySubject>> subjects = List.of(watch::subject);
        Alternating.run(
                effort.restarts(),
                subjects,
                (subject, restart) -> {
                    progress.next(CROWD);
                    try (Stand stand = open(subject, Latency.usual(effort));
                            Load alarms = connect(subject)) {
                        Latency.warm(stand, effort);
                        Duration duration = effort.paced().multipliedBy(LONGER);
                        watch.measure(alarms, stand, CROWD_RATE, effort.warmUp().dividedBy(2));
                        Histogram before = watch.measure(alarms, stand, CROWD_RATE, duration);
                        Load.Started flood = stand.begin(duration.multipliedBy(2));
                        watch.urgent.reset();
                        long messages =
                                Math.max(1, Math.round(CROWD_RATE * duration.toNanos() / 1e9));
                        alarms.run(Phase.atRate(messages, CROWD_RATE));
                        Histogram during = watch.urgent.getIntervalHistogram();
                        stand.end(flood);
                        idle.add(before);
                        busy.add(during);
                        ratios.add(
                                (double) during.getValueAtPercentile(99)
                                        / Math.max(1, before.getValueAtPercentile(99)));
                        watch.lost += lost(stand, alarms);
                    }
                });
        Section section = new Section("Urgent while telemetry saturates");
        section.text(
                ALARMS
                        + " devices send 200 urgent messages a second, first alone, then while 20 others send"
                        + " telemetry at full speed through the same destination; the function takes"
                        + " 20 ms.");
        section.table(
                new Table("", "p50, ms", "p99, ms")
                        .row("idle", idle.at(50), idle.at(99))
                        .row("saturated", busy.at(50), busy.at(99)));
        section.plot(
                LineChart.latencies("Urgent, idle and in a crowd")
                        .distribution("idle", idle.all())
                        .distribution("while telemetry saturates", busy.all())
                        .plot());
        section.aim(Aim.atMost("urgent p99, saturated ÷ idle", Spread.of(ratios), 3, ""));
        section.aim(Aim.atMost("lost in the crowd", Spread.of(watch.lost), 0, ""));
        return section.data("idle", idle.all()).data("saturated", busy.all());
    }
}
