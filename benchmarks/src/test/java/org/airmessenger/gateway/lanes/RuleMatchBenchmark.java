/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.lanes;

import org.airmessenger.bench.micro.Models;
import org.airmessenger.message.Plan;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultMessage;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Which rules match a topic? */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RuleMatchBenchmark {

    /** How many rules there are. */
    @Param({"10", "10000"})
    private int rules;

    private LanesMetrics metrics;
    private RuleBook book;
    private Message message;

    /** One rule for each device, and one for all. */
    @Setup
    public void open() throws IOException {
        metrics = new LanesMetrics(new SimpleMeterRegistry());
        book = new RuleBook(Models.withRules(rules), metrics);
        message = new DefaultMessage(new DefaultCamelContext());
        message.setBody(new byte[64]);
    }

    /** Two rules match. */
    @Benchmark
    public Plan match() {
        MessageView view = new MessageView(message, 1 << 16, metrics);
        return book.decide(view, "sensors/sensor-7/temperature", null, "bench");
    }
}
