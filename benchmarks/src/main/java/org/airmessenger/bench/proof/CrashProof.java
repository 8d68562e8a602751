/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.proof;

import org.airmessenger.bench.cloud.CountingFunction;
import org.airmessenger.bench.cloud.FarEnd;
import org.airmessenger.bench.load.Load;
import org.airmessenger.bench.load.LoadPlan;
import org.airmessenger.bench.load.Phase;
import org.airmessenger.bench.load.PhaseResult;
import org.airmessenger.message.Lanes;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Kill -9 at random moments under load, again and again on the same folder: every message that was
 * acknowledged arrives, and the ledger balances after each restart.
 *
 * @param cycles how often it is killed, 1–1,000
 * @param perSecond load, all devices together; 0: full speed
 * @param longest longest time between a start and the next kill; the shortest is 300 ms
 */
public record CrashProof(int cycles, double perSecond, Duration longest) {

    private static final int DEVICES = 8;
    private static final long ENDLESS = 100_000_000;
    private static final long SHORTEST_MILLIS = 300;
    private static final Duration DRAIN = Duration.ofMinutes(5);

    /** Tries to break it, with a function behind it that stays. */
    public Verdict run() throws IOException, InterruptedException {
        return run(tally -> new CountingFunction(tally, payload -> {}), false);
    }

    /**
     * Tries to break it with another far end.
     *
     * @param far what stands behind the destination
     * @param outages whether the far end is taken away, too, before every other kill
     */
    public <F extends FarEnd> Verdict run(FarEnd.Maker<F> far, boolean outages)
            throws IOException, InterruptedException {
        Verdict.Builder verdict = new Verdict.Builder("killed " + cycles + " times under load");
        try (Stage<F> stage = Stage.of(DEVICES, 8, List.of("-Xmx512m"), far)) {
            LoadPlan plan = LoadPlan.to(stage.gateway().port(), DEVICES).withWindow(200);
            try (Load load = stage.connect(plan, Stage.SENSORS, true)) {
                Duration limit = longest.plusSeconds(60).multipliedBy(cycles + 1);
                Load.Started started = load.start(new Phase(ENDLESS, perSecond, limit, 0, null));
                for (int cycle = 1; cycle <= cycles; cycle++) {
                    live();
                    boolean away = outages && cycle % 2 == 1;
                    if (away) {
                        stage.far.goAway();
                        live();
                    }
                    stage.kill();
                    stage.restart();
                    load.moveTo(stage.gateway().port());
                    if (away) {
                        live();
                        stage.far.comeBack();
                    }
                    Lanes.Account account = stage.balancedLedger();
                    verdict.must(
                            account.difference() == 0,
                            "the ledger must balance after restart " + cycle + ": " + account);
                }
                live();
                started.end();
                PhaseResult result = started.await();
                verdict.fact("connections lost", result.disconnects())
                        .fact("in flight when killed", result.abandoned());
                stage.settle(verdict, load, DRAIN);
            }
        }
        return verdict.build();
    }

    private void live() throws InterruptedException {
        long most = Math.max(SHORTEST_MILLIS + 1, longest.toMillis());
        TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(SHORTEST_MILLIS, most));
    }
}
