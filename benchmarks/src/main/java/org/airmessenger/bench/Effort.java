/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench;

import org.airmessenger.bench.jvm.Jdk;

import java.time.Duration;
import java.util.List;

/**
 * How much time a benchmark takes, and which part of it is wanted.
 *
 * @param quick the cases that say most, once
 * @param restarts how often each subject is started anew for each case
 * @param warmUp full speed before anything counts
 * @param fullSpeed full speed that counts
 * @param paced fixed rate that counts
 * @param rate messages per second of the fixed rate
 * @param jdks what subjects run on, the usual one first
 * @param jvmOptions of all subjects
 * @param only words of the cases that are wanted; empty for all
 */
public record Effort(
        boolean quick,
        int restarts,
        Duration warmUp,
        Duration fullSpeed,
        Duration paced,
        double rate,
        List<Jdk> jdks,
        List<String> jvmOptions,
        String only) {

    /** Copies the lists. */
    public Effort {
        jdks = List.copyOf(jdks);
        jvmOptions = List.copyOf(jvmOptions);
    }

    /** Everything, three restarts, every JDK of the machine: some hours. */
    public static Effort full() {
        return new Effort(
                false,
                3,
                Duration.ofSeconds(20),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                5_000,
                Jdk.all(),
                List.of("-Xmx1g"),
                "");
    }

    /** What says most, once, on this JDK. */
    public static Effort ofQuick() {
        return new Effort(
                true,
                1,
                Duration.ofSeconds(12),
                Duration.ofSeconds(4),
                Duration.ofSeconds(3),
                5_000,
                List.of(Jdk.own()),
                List.of("-Xmx1g"),
                "");
    }

    /** The JDK of all measurements that do not compare JDKs. */
    public Jdk jdk() {
        return jdks.get(0);
    }

    /** Whether a case is wanted. */
    public boolean wants(String words) {
        return words.contains(only);
    }

    /** The same with another number of restarts. */
    public Effort withRestarts(int other) {
        return new Effort(quick, other, warmUp, fullSpeed, paced, rate, jdks, jvmOptions, only);
    }

    /** The same with another warm-up. */
    public Effort withWarmUp(Duration other) {
        return new Effort(quick, restarts, other, fullSpeed, paced, rate, jdks, jvmOptions, only);
    }

    /** The same with other times that count. */
    public Effort lasting(Duration other) {
        return new Effort(quick, restarts, warmUp, other, other, rate, jdks, jvmOptions, only);
    }

    /** The same at another fixed rate. */
    public Effort atRate(double other) {
        return new Effort(quick, restarts, warmUp, fullSpeed, paced, other, jdks, jvmOptions, only);
    }

    /** The same on other JDKs. */
    public Effort on(List<Jdk> others) {
        return new Effort(
                quick, restarts, warmUp, fullSpeed, paced, rate, others, jvmOptions, only);
    }

    /** The same with other JVM options. */
    public Effort withJvmOptions(List<String> others) {
        return new Effort(quick, restarts, warmUp, fullSpeed, paced, rate, jdks, others, only);
    }

    /** Only the cases whose words contain a text, such as {@code "QoS 1, plain, 64 B, 20"}. */
    public Effort wanting(String words) {
        return new Effort(quick, restarts, warmUp, fullSpeed, paced, rate, jdks, jvmOptions, words);
    }
}
