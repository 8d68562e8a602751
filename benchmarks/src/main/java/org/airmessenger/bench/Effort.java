/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How much time a benchmark takes.
 *
 * @param cases what is asked
 * @param restarts how often each subject is started anew for each case
 * @param warmUp full speed before anything counts
 * @param fullSpeed full speed that counts
 * @param paced fixed rate that counts
 * @param rate messages per second of the fixed rate
 */
public record Effort(
        List<Case> cases,
        int restarts,
        Duration warmUp,
        Duration fullSpeed,
        Duration paced,
        double rate) {

    /** The same with another number of restarts. */
    public Effort withRestarts(int other) {
        return new Effort(cases, other, warmUp, fullSpeed, paced, rate);
    }

    /** The same with another warm-up. */
    public Effort withWarmUp(Duration other) {
        return new Effort(cases, restarts, other, fullSpeed, paced, rate);
    }

    /** Only the cases whose words contain a text, such as {@code "QoS 1, plain, 64 B, 20"}. */
    public Effort only(String words) {
        List<Case> chosen = cases.stream().filter(each -> each.words().contains(words)).toList();
        return new Effort(chosen, restarts, warmUp, fullSpeed, paced, rate);
    }

    private static final int SMALL = 64;
    private static final int LARGE = 1_024;
    private static final int MANY = 20;

    /** All cases, three restarts: about an hour. */
    public static Effort full(double rate) {
        List<Case> cases = new ArrayList<>();
        for (int qos : new int[] {1, 0}) {
            for (boolean tls : new boolean[] {false, true}) {
                for (int bytes : new int[] {SMALL, LARGE}) {
                    cases.add(new Case(qos, tls, bytes, MANY));
                    cases.add(new Case(qos, tls, bytes, 1));
                }
            }
        }
        return new Effort(
                List.copyOf(cases),
                3,
                Duration.ofSeconds(20),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                rate);
    }

    /** The cases that say most, once: about two minutes. */
    public static Effort quick(double rate) {
        return new Effort(
                List.of(
                        new Case(1, false, SMALL, MANY),
                        new Case(0, false, SMALL, MANY),
                        new Case(1, true, SMALL, MANY)),
                1,
                Duration.ofSeconds(12),
                Duration.ofSeconds(4),
                Duration.ofSeconds(3),
                rate);
    }
}
