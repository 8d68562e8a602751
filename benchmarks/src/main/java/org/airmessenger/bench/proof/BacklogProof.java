/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.proof;

import org.airmessenger.bench.cloud.CountingFunction;
import org.airmessenger.bench.jvm.Usage;
import org.airmessenger.bench.load.Fleet;
import org.airmessenger.bench.load.Load;
import org.airmessenger.bench.load.LoadPlan;
import org.airmessenger.bench.load.Phase;
import org.airmessenger.bench.load.PhaseResult;
import org.airmessenger.bench.load.Sequences;
import org.airmessenger.message.Lanes;

import io.netty.handler.ssl.SslContext;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A backlog far larger than the heap: all on disk, publishers not blocked, no OutOfMemoryError; an
 * urgent message that comes last is delivered first, apart from what is in flight; in the end all
 * is delivered and the ledger balances.
 *
 * @param messages how many wait, 1–100,000,000
 * @param bytes size of each, at least 20
 * @param heap of the gateway, like {@code 256m}
 */
public record BacklogProof(long messages, int bytes, String heap) {

    private static final int DEVICES = 20;
    private static final int URGENT = DEVICES;
    private static final int STREAMS = 8;
    private static final int BATCH = 100;
    private static final Duration LIMIT = Duration.ofMinutes(20);
    private static final Duration SOON = Duration.ofSeconds(30);

    /** Tries to break it. */
    public Verdict run() throws IOException, InterruptedException {
        Verdict.Builder verdict =
                new Verdict.Builder(
                        String.format("%,d messages wait with a heap of %s", messages, heap));
        AtomicLong arrived = new AtomicLong();
        AtomicLong urgentPlace = new AtomicLong(-1);
        try (Stage<CountingFunction> stage =
                Stage.ofFunction(
                        DEVICES + 1,
                        STREAMS,
                        List.of("-Xmx" + heap, "-XX:+ExitOnOutOfMemoryError"),
                        payload -> {
                            if (payload.device() == URGENT) {
                                urgentPlace.compareAndSet(-1, arrived.get());
                            }
                            arrived.incrementAndGet();
                        })) {
            stage.far.goAway();
            LoadPlan plan = LoadPlan.to(stage.gateway().port(), DEVICES).withPayloadBytes(bytes);
            try (Load load = stage.connect(plan, Stage.SENSORS, false);
                    Load alarm =
                            stage.connect(LoadPlan.to(stage.gateway().port(), 1), alarm(), false)) {
                PhaseResult filled = load.run(Phase.atFullSpeed(messages, LIMIT));
                Lanes.Account full = stage.balancedLedger();
                verdict.fact("filled at, msg/s", Math.round(filled.perSecond()))
                        .fact("PUBACK at most, ms", filled.latency().getMaxValue() / 1_000_000)
                        .fact("resident, MB", Usage.of(stage.gateway().pid()).residentBytes() >> 20)
                        .must(filled.acknowledged() == messages, "all must be acknowledged")
                        .must(full.waiting() == messages, "all must wait but " + full);
                PhaseResult urgent = alarm.run(Phase.atFullSpeed(1, SOON));
                verdict.must(urgent.acknowledged() == 1, "the urgent one must be acknowledged");
                long back = System.nanoTime();
                stage.far.comeBack();
                stage.settle(verdict, load, LIMIT);
                Sequences alarms = alarm.acknowledged().get(0);
                verdict.fact("drained in, s", (System.nanoTime() - back) / 1_000_000_000)
                        .must(
                                alarms.without(stage.tally.of(URGENT)).isEmpty()
                                        && urgentPlace.get() >= 0,
                                "the urgent one must arrive")
                        .atMost(
                                "messages before the urgent one",
                                urgentPlace.get(),
                                (long) STREAMS * BATCH)
                        .must(stage.gateway().isAlive(), "the gateway must live");
            }
        }
        return verdict.build();
    }

    private static Fleet alarm() {
        return new Fleet() {
            @Override
            public String id(int device) {
                return "alarm-0";
            }

            @Override
            public int number(int device) {
                return URGENT;
            }

            @Override
            public String topic(int device) {
                return "alarms/alarm-0/overheating";
            }

            @Override
            public SslContext tls(int device) {
                return null;
            }
        };
    }
}
