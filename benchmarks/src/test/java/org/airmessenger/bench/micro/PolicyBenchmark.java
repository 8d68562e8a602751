/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.micro;

import org.airmessenger.control.identity.PolicyBook;
import org.airmessenger.control.model.LiveModel;
import org.airmessenger.message.Identity;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** May this device publish to this topic? */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PolicyBenchmark {

    private PolicyBook book;
    private Identity identity;

    /** A policy of three filters that name the device. */
    @Setup
    public void open() throws IOException {
        book = new PolicyBook(new LiveModel(Models.withRules(10)));
        identity = new Identity("sensor-7", "plant-a", "bench", "mqtt");
    }

    /** The last of the filters allows it. */
    @Benchmark
    public boolean allowed() {
        return book.mayPublish(identity, "logs/sensor-7/temperature");
    }

    /** None does. */
    @Benchmark
    public boolean denied() {
        return book.mayPublish(identity, "logs/sensor-8/temperature");
    }
}
