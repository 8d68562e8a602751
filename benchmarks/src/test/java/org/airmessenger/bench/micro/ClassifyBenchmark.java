/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.micro;

import org.airmessenger.control.model.LiveModel;
import org.airmessenger.gateway.lanes.ClassifyStep;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Identity;
import org.airmessenger.message.MessageHeaders;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** The whole step of the lanes: which destinations, how urgent. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ClassifyBenchmark {

    /** How many rules there are. */
    @Param({"10", "10000"})
    private int rules;

    private DefaultCamelContext camel;
    private ClassifyStep step;
    private Exchange exchange;

    /** A step and a message as they are behind the guard. */
    @Setup
    public void open() throws IOException {
        camel = new DefaultCamelContext();
        camel.getRegistry().bind(LiveModel.BEAN, new LiveModel(Models.withRules(rules)));
        step = new ClassifyStep();
        step.setCamelContext(camel);
        step.start();
        exchange = new DefaultExchange(camel);
        exchange.getMessage().setHeaders(new MessageHeaders());
        exchange.getMessage().setHeader(AirHeaders.TOPIC, "sensors/sensor-7/temperature");
        exchange.getMessage().setBody(new byte[64]);
        exchange.setProperty(AirHeaders.IDENTITY, new Identity("sensor-7", null, "bench", "mqtt"));
    }

    /** Ends it. */
    @TearDown
    public void close() throws IOException {
        step.stop();
        camel.close();
    }

    /** Two rules match. */
    @Benchmark
    public Object classify() {
        step.process(exchange, sync -> {});
        return exchange.getProperty(AirHeaders.PLAN);
    }
}
