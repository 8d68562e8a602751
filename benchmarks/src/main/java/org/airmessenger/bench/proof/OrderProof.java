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

/**
 * Full speed through several ordered streams: no message overtakes an earlier one of its device.
 *
 * @param messages how many
 * @param streams ordered streams of the destination
 */
public record OrderProof(long messages, int streams) {

    private static final int DEVICES = 20;
    private static final Duration LIMIT = Duration.ofMinutes(10);

    /** Tries to break it. */
    public Verdict run() throws IOException, InterruptedException {
        Verdict.Builder verdict =
                new Verdict.Builder(String.format("order of %,d messages at full speed", messages));
        try (Stage<CountingFunction> stage =
                Stage.ofFunction(DEVICES, streams, List.of("-Xmx512m"), payload -> {})) {
            LoadPlan plan = LoadPlan.to(stage.gateway().port(), DEVICES);
            try (Load load = stage.connect(plan, Stage.SENSORS, false)) {
                PhaseResult result = load.run(Phase.atFullSpeed(messages, LIMIT));
                verdict.fact("published at, msg/s", Math.round(result.perSecond()))
                        .must(result.acknowledged() == messages, "all must be acknowledged");
                verdict.atMost(
                        "order inversions", stage.settle(verdict, load, LIMIT).inversions(), 0);
            }
        }
        return verdict.build();
    }
}
