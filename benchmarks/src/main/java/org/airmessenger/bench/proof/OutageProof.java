/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.proof;

import org.airmessenger.bench.cloud.CountingFunction;
import org.airmessenger.bench.load.Load;
import org.airmessenger.bench.load.LoadPlan;
import org.airmessenger.bench.load.Phase;
import org.airmessenger.bench.load.PhaseResult;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The function goes away under load and comes back: all is acknowledged meanwhile, nothing is lost
 * or buried, and no flood of single messages follows: a message costs at most twice the requests
 * that it cost before.
 *
 * @param perSecond load, all devices together
 * @param away how long the function is away; before and after last as long, at least 5 s
 */
public record OutageProof(double perSecond, Duration away) {

    private static final int DEVICES = 20;
    private static final Duration AT_LEAST = Duration.ofSeconds(5);
    private static final Duration DRAIN = Duration.ofMinutes(2);

    /** Tries to break it. */
    public Verdict run() throws IOException, InterruptedException {
        Verdict.Builder verdict = new Verdict.Builder("the function is away for " + away);
        Duration around = away.compareTo(AT_LEAST) < 0 ? AT_LEAST : away;
        try (Stage<CountingFunction> stage =
                Stage.ofFunction(DEVICES, 8, List.of("-Xmx512m"), payload -> {})) {
            LoadPlan plan = LoadPlan.to(stage.gateway().port(), DEVICES);
            try (Load load = stage.connect(plan, Stage.SENSORS, false)) {
                // measured to its end, so that a slow machine does not pass for a slow gateway
                PhaseResult usual = load.run(atRate(around));
                stage.drain(DRAIN);
                long requestsBefore = stage.far.requests();
                long messagesBefore = stage.far.messages();
                long acknowledgedBefore = load.acknowledgedNow();
                stage.far.goAway();
                Load.Started started = load.start(atRate(away.plus(around)));
                sleep(away);
                long acknowledgedAway = load.acknowledgedNow() - acknowledgedBefore;
                stage.far.comeBack();
                PhaseResult result = started.await();
                stage.drain(DRAIN);
                long requests = stage.far.requests() - requestsBefore;
                double before = 1e3 * requestsBefore / Math.max(1, messagesBefore);
                double after = 1e3 * requests / Math.max(1, stage.far.messages() - messagesBefore);
                long expected = Math.round(perSecond * away.toMillis() / 1e3);
                verdict.fact("acknowledged while away", acknowledgedAway + " of " + expected)
                        .must(
                                acknowledgedAway >= expected * 0.95,
                                "what is due while it is away must be acknowledged then")
                        .must(
                                usual.acknowledged() == messages(around)
                                        && result.acknowledged() == messages(away.plus(around)),
                                "all must be acknowledged")
                        .fact("requests per 1,000 messages before", rounded(before))
                        .fact("requests per 1,000 messages after", rounded(after))
                        .must(after <= 2 * before, "requests must not double after an outage")
                        .fact("PUBACK p99, ms", result.latency().getValueAtPercentile(99) / 1e6);
                stage.settle(verdict, load, DRAIN);
            }
        }
        return verdict.build();
    }

    private Phase atRate(Duration duration) {
        return Phase.atRate(messages(duration), perSecond);
    }

    private long messages(Duration duration) {
        return Math.round(perSecond * duration.toMillis() / 1e3);
    }

    private static double rounded(double value) {
        return Math.rint(value * 10) / 10;
    }

    private static void sleep(Duration duration) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    }
}
