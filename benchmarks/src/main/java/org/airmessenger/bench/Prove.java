/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench;

import org.airmessenger.bench.proof.BacklogProof;
import org.airmessenger.bench.proof.CrashProof;
import org.airmessenger.bench.proof.OrderProof;
import org.airmessenger.bench.proof.OutageProof;
import org.airmessenger.bench.proof.Verdict;
import org.airmessenger.bench.report.Json;
import org.airmessenger.gateway.cli.BaseCommand;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** {@code air bench prove}: tries to break promises. */
@Command(
        name = "prove",
        description = "Tries to break promises; ends with 0 only if those asked for hold.")
final class Prove extends BaseCommand {

    /** What can be proved. */
    enum Promise {
        CRASH,
        OUTAGE,
        BACKLOG,
        ORDER
    }

    @Parameters(arity = "1..*", description = "Which: ${COMPLETION-CANDIDATES}.")
    private List<Promise> promises;

    @Option(
            names = "--cycles",
            defaultValue = "20",
            description = "How often it is killed (default: 20).")
    private int cycles;

    @Option(
            names = "--away",
            defaultValue = "30",
            description = "Seconds that the function is away (default: 30).")
    private int awaySeconds;

    @Option(
            names = "--rate",
            defaultValue = "1000",
            description = "Messages per second around an outage (default: 1000).")
    private double rate;

    @Option(
            names = "--messages",
            defaultValue = "1000000",
            description = "Messages of the backlog and of the order (default: 1000000).")
    private long messages;

    @Option(
            names = "--heap",
            defaultValue = "256m",
            description = "Heap of the gateway under the backlog (default: 256m).")
    private String heap;

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean allHold = true;
        for (Promise promise : promises) {
            Verdict verdict = prove(promise);
            out().println(json() ? Json.line(verdict) : verdict);
            out().flush();
            allHold &= verdict.holds();
        }
        return allHold ? 0 : 1;
    }

    private Verdict prove(Promise promise) throws IOException, InterruptedException {
        return switch (promise) {
            case CRASH -> new CrashProof(cycles, 0, Duration.ofSeconds(4)).run();
            case OUTAGE -> new OutageProof(rate, Duration.ofSeconds(awaySeconds)).run();
            case BACKLOG -> new BacklogProof(messages, 100, heap).run();
            case ORDER -> new OrderProof(messages, 8).run();
        };
    }
}
