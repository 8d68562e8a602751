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
import java.util.function.UnaryOperator;

/** One start of one subject with its devices connected: what can be asked of it. */
public final class Stand implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(120);
    private static final Duration DRAIN = Duration.ofSeconds(60);
    private static final long LEAD = 8_000;
    private static final long LEAST_LEAD = 64;
    private static final long LEAD_BYTES = 64L << 20;
    private static final long ENDLESS = 100_000_000;
    private static final long POLL_MILLIS = 20;
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

    private final Subject subject;
    private final Tally tally;
    private final Load load;
    private final Opened opened;
    private long sent;

    private record Opened(long startMillis, long lead) {}

    /**
     * What full speed gave.
     *
     * @param perSecond messages received per second
     * @param cpuMicros CPU time of the subject's processes per message received
     * @param residentMegabytes their resident memory at the end
     */
    public record Speed(double perSecond, double cpuMicros, double residentMegabytes) {}

    /**
     * What a fixed rate gave.
     *
     * @param cpuMicros CPU time per message
     * @param acks from due to acknowledged, nanoseconds
     * @param ends from due to received at the other end, nanoseconds
     */
    public record Paced(double cpuMicros, Histogram acks, Histogram ends) {}

    private Stand(Subject subject, Tally tally, Load load, Opened opened) {
        this.subject = subject;
        this.tally = tally;
        this.load = load;
        this.opened = opened;
    }

    /** Starts a subject and connects its own devices, as the conditions say. */
    public static Stand open(Subject subject, Case conditions)
            throws IOException, InterruptedException {
        return open(subject, conditions, new Tally(conditions.publishers()), plan -> plan);
    }

    /**
     * The same with a plan that differs.
     *
     * @param tally may be of more devices than these, for those that come beside them
     */
    public static Stand open(
            Subject subject, Case conditions, Tally tally, UnaryOperator<LoadPlan> change)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        subject.start(conditions, tally);
        LoadPlan plan =
                LoadPlan.to(subject.port(), conditions.publishers())
                        .withQos(conditions.qos())
                        .withPayloadBytes(conditions.payloadBytes());
        Load load = new Load(change.apply(plan), subject.fleet(), false);
        try {
            load.connect(CONNECT);
        } catch (IOException | InterruptedException e) {
            load.close();
            throw e;
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        long lead = Math.max(LEAST_LEAD, Math.min(LEAD, LEAD_BYTES / conditions.payloadBytes()));
        return new Stand(subject, tally, load, new Opened(millis, lead));
    }

    /** From the start of its JVM to all devices connected. */
    public long startMillis() {
        return opened.startMillis;
    }

    /** The devices. */
    public Load load() {
        return load;
    }

    /** What arrived. */
    public Tally tally() {
        return tally;
    }

    /** Messages sent in all phases so far. */
    public long sent() {
        return sent;
    }

    /** Full speed for a while, never far ahead of the receiver. */
    public Speed fullSpeed(Duration duration) throws InterruptedException {
        Load.Started started = begin(duration);
        Usage usageBefore = Usage.of(subject.pids());
        long receivedBefore = tally.received();
        long before = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        double seconds = (System.nanoTime() - before) / 1e9;
        Usage usage = Usage.of(subject.pids());
        long received = tally.received() - receivedBefore;
        end(started);
        return new Speed(
                received / seconds,
                (double) usage.cpuMicrosSince(usageBefore) / Math.max(1, received),
                usage.residentBytes() / 1e6);
    }

    /** Begins full speed, for at most a while. */
    public Load.Started begin(Duration duration) {
        return load.start(
                Phase.atFullSpeed(ENDLESS, duration.plus(DRAIN))
                        .withLead(opened.lead, tally::received));
    }

    /** Ends what was begun and waits until nothing more arrives. */
    public void end(Load.Started started) throws InterruptedException {
        started.end();
        sent += started.await().sent();
        drain();
    }

    /** A fixed rate for a while. */
    public Paced paced(double rate, Duration duration) throws InterruptedException {
        tally.takeLatencies();
        Usage before = Usage.of(subject.pids());
        long messages = Math.max(1, Math.round(rate * duration.toNanos() / 1e9));
        PhaseResult result = load.run(Phase.atRate(messages, rate));
        Usage after = Usage.of(subject.pids());
        drain();
        sent += result.sent();
        return new Paced(
                (double) after.cpuMicrosSince(before) / messages,
                result.latency(),
                tally.takeLatencies());
    }

    /** Waits until nothing more arrives, so that one phase does not disturb the next. */
    public void drain() throws InterruptedException {
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

    /** What was acknowledged against what arrived. */
    public Balance balance() {
        return Balance.of(load.acknowledged(), tally);
    }

    /** Ends the devices; the subject is its owner's. */
    @Override
    public void close() {
        load.close();
    }
}
