/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench;

import org.airmessenger.bench.jvm.Usage;
import org.airmessenger.bench.load.Balance;
import org.airmessenger.bench.load.Load;
import org.airmessenger.bench.load.LoadPlan;
import org.airmessenger.bench.load.Phase;
import org.airmessenger.bench.load.PhaseResult;
import org.airmessenger.bench.load.Tally;

import org.HdrHistogram.Histogram;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One start of one subject under one case: warm up, full speed, fixed rate, count. */
final class Trial {

    private static final Duration CONNECT = Duration.ofSeconds(30);
    private static final Duration DRAIN = Duration.ofSeconds(60);
    private static final long LEAD = 8_000;
    private static final long ENDLESS = 100_000_000;
    private static final long POLL_MILLIS = 20;
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);
    private static final double NANOS_PER_MILLI = 1e6;

    private final Subject subject;
    private final Case conditions;
    private final Effort effort;
    private final Tally tally;
    private long sent;

    Trial(Subject subject, Case conditions, Effort effort) {
        this.subject = subject;
        this.conditions = conditions;
        this.effort = effort;
        this.tally = new Tally(conditions.publishers());
    }

    /** What full speed gave. */
    private record Speed(double perSecond, double cpuMicros, double residentMegabytes) {}

    Measurement run(int restart) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        subject.start(conditions, tally);
        LoadPlan plan =
                LoadPlan.to(subject.port(), conditions.publishers())
                        .withQos(conditions.qos())
                        .withPayloadBytes(conditions.payloadBytes());
        try (Load load = new Load(plan, subject.fleet(), false)) {
            load.connect(CONNECT);
            long startMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            fullSpeed(load, effort.warmUp());
            Speed speed = fullSpeed(load, effort.fullSpeed());
            Measurement.Paced paced = paced(load);
            Balance balance = Balance.of(load.acknowledged(), tally);
            long lost = conditions.qos() == 0 ? sent - tally.received() : balance.lost();
            return new Measurement(
                    subject.name(),
                    conditions,
                    restart,
                    subject.journal(),
                    startMillis,
                    speed.perSecond,
                    speed.cpuMicros,
                    speed.residentMegabytes,
                    paced,
                    lost,
                    balance.duplicates(),
                    balance.inversions());
        }
    }

    private Speed fullSpeed(Load load, Duration duration) throws InterruptedException {
        Load.Started started =
                load.start(
                        Phase.atFullSpeed(ENDLESS, duration.plus(DRAIN))
                                .withLead(LEAD, tally::received));
        Usage usageBefore = Usage.of(subject.pid());
        long receivedBefore = tally.received();
        long before = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        double seconds = (System.nanoTime() - before) / 1e9;
        Usage usage = Usage.of(subject.pid());
        long received = tally.received() - receivedBefore;
        started.end();
        sent += started.await().sent();
        drain();
        return new Speed(
                received / seconds,
                (double) usage.cpuMicrosSince(usageBefore) / Math.max(1, received),
                usage.residentBytes() / 1e6);
    }

    private Measurement.Paced paced(Load load) throws InterruptedException {
        tally.takeLatencies();
        Usage before = Usage.of(subject.pid());
        long messages = Math.round(effort.rate() * effort.paced().toNanos() / 1e9);
        PhaseResult result = load.run(Phase.atRate(messages, effort.rate()));
        Usage after = Usage.of(subject.pid());
        drain();
        sent += result.sent();
        Histogram acks = result.latency();
        Histogram ends = tally.takeLatencies();
        return new Measurement.Paced(
                effort.rate(),
                (double) after.cpuMicrosSince(before) / messages,
                millis(acks, 50),
                millis(acks, 99),
                millis(ends, 50),
                millis(ends, 99));
    }

    /** Waits until nothing more arrives, so that one phase does not disturb the next. */
    private void drain() throws InterruptedException {
        long end = System.nanoTime() + DRAIN.toNanos();
        long quietSince = System.nanoTime();
        long last = -1;
        while (System.nanoTime() < end && System.nanoTime() - quietSince < QUIET_NANOS) {
            long now = tally.received();
            if (now != last) {
                last = now;
                quietSince = System.nanoTime();
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private static double millis(Histogram histogram, double percentile) {
        return histogram.getTotalCount() == 0
                ? 0
                : histogram.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
    }
}
