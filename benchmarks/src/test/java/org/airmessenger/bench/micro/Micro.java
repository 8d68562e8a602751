/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.micro;

import org.airmessenger.bench.Chapter;
import org.airmessenger.bench.Effort;
import org.airmessenger.bench.report.Aim;
import org.airmessenger.bench.report.Section;
import org.airmessenger.bench.report.Spread;
import org.airmessenger.bench.report.Table;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Single decisions of the hot path, by JMH: time, and bytes allocated. */
public final class Micro implements Chapter {

    private static final Map<String, String> WORDS =
            Map.of(
                    "PolicyBenchmark.allowed", "JMH, policy decision, allowed",
                    "PolicyBenchmark.denied", "JMH, policy decision, denied",
                    "RuleMatchBenchmark.match", "JMH, rule match",
                    "ClassifyBenchmark.classify", "JMH, classification");

    /** Many of one class: told by their names; the aim is one beside the other. */
    private static final String CODEC =
            "JMH, one message by the wire protocol's codec and by MQTT's";

    @Override
    public int place() {
        return 600;
    }

    @Override
    public List<String> cases(Effort effort) {
        return Stream.concat(WORDS.values().stream().sorted(), Stream.of(CODEC)).toList();
    }

    @Override
    public List<Section> measure(Effort effort, Progress progress) throws IOException {
        ChainedOptionsBuilder options =
                new OptionsBuilder()
                        .jvm(effort.jdk().command().get(0))
                        .verbosity(VerboseMode.SILENT)
                        .addProfiler(GCProfiler.class)
                        .forks(effort.restarts())
                        .warmupIterations(effort.quick() ? 2 : 5)
                        .warmupTime(time(effort))
                        .measurementIterations(effort.quick() ? 2 : 5)
                        .measurementTime(time(effort));
        WORDS.forEach(
                (name, words) -> {
                    if (effort.wants(words)) {
                        options.include("\\." + name.replace(".", "\\.") + "$");
                    }
                });
        if (effort.wants(CODEC)) {
            options.include("\\.SendBenchmark\\.");
        }
        progress.next("JMH");
        Section section = new Section("Single decisions (JMH)");
        section.text(
                "Average time of one decision on one thread, and what it allocates (-prof gc).");
        Table table = new Table("", "ns", "± 99.9 %", "bytes allocated");
        Map<String, Double> times = new TreeMap<>();
        try {
            for (RunResult result : new Runner(options.build()).run()) {
                times.put(add(result, section, table), result.getPrimaryResult().getScore());
            }
        } catch (RunnerException e) {
            throw new IOException(e);
        }
        times.forEach(
                (words, time) -> {
                    Double other = times.get(words.replace("Wire", "Mqtt"));
                    if (words.contains("Wire") && other != null) {
                        section.aim(
                                Aim.atMost(
                                        words + " ÷ by MQTT's codec",
                                        Spread.of(time / other),
                                        1,
                                        ""));
                    }
                });
        return List.of(section.table(table));
    }

    private static TimeValue time(Effort effort) {
        return TimeValue.milliseconds(Math.min(1_000, effort.fullSpeed().toMillis()));
    }

    /** Returns what it is called. */
    private static String add(RunResult result, Section section, Table table) {
        String[] path = result.getParams().getBenchmark().split("\\.");
        String name = path[path.length - 2] + "." + path[path.length - 1];
        StringBuilder words = new StringBuilder(WORDS.getOrDefault(name, name));
        for (String key : result.getParams().getParamsKeys()) {
            words.append(", ").append(result.getParams().getParam(key)).append(' ').append(key);
        }
        Result<?> time = result.getPrimaryResult();
        double bytes = allocated(result);
        double error = Double.isNaN(time.getScoreError()) ? 0 : time.getScoreError();
        table.row(words, Spread.of(time.getScore()), Spread.of(error), Spread.of(bytes));
        if (WORDS.containsKey(name)) {
            section.aim(Aim.atMost(words + "", Spread.of(time.getScore()), 1_000, "ns"));
            section.aim(Aim.reported(words + ", allocated", Spread.of(bytes), "bytes"));
        }
        section.data(words + "", List.of(time.getScore(), error, bytes));
        return words + "";
    }

    /** JMH 1.36 took the dot from the profiler's names. */
    private static double allocated(RunResult result) {
        var all = result.getSecondaryResults();
        for (String name : all.keySet()) {
            if (name.endsWith("gc.alloc.rate.norm")) {
                return all.get(name).getScore();
            }
        }
        return Double.NaN;
    }
}
