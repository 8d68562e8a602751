/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.web;

import org.airmessenger.bench.Effort;
import org.airmessenger.bench.cloud.CountingFunction;
import org.airmessenger.bench.gateway.GatewayHome;
import org.airmessenger.bench.gateway.RunningGateway;
import org.airmessenger.bench.jvm.ChildJvm;
import org.airmessenger.bench.jvm.Usage;
import org.airmessenger.bench.load.Fleet;
import org.airmessenger.bench.load.Tally;
import org.airmessenger.gateway.cli.Air;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A gateway, or the bare server in its place, and a function behind it. */
final class WebStand implements AutoCloseable {

    private static final String POLICIES =
            """
            bench:
              publish: ["sensors/${device}/#"]
              subscribe: ["commands/${device}/#"]
              limits: { messagesPerSecond: 1000000, burst: 10000000, bytesPerSecond: 1GB, maxMessageBytes: 1MB }
            """;

    private static final Pattern READY = Pattern.compile("^READY port=(\\d+)$");
    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration DRAIN = Duration.ofMinutes(2);
    private static final long POLL_MILLIS = 10;

    private final CountingFunction function;
    private final GatewayHome home;
    private RunningGateway gateway;
    private ChildJvm bare;
    private int port;

    private WebStand(int devices) throws IOException {
        function = new CountingFunction(new Tally(devices), payload -> {});
        home = GatewayHome.create(function.sink(), 8, devices);
        home.put("conf/policies.yaml", POLICIES);
        // who is silent on purpose is not sent away meanwhile
        home.set("air.source.web.idle", "10m");
        home.set("air.source.web.heartbeat", "10m");
        home.set("air.source.web.ws.ping", "10m");
        home.set("air.source.web.ws.idle", "11m");
    }

    /**
     * A gateway.
     *
     * @param devices that have a certificate
     */
    static WebStand gateway(Effort effort, int devices) throws IOException, InterruptedException {
        WebStand stand = new WebStand(devices);
        try {
            stand.gateway = RunningGateway.start(stand.home, effort.jdk(), effort.jvmOptions());
            stand.port = stand.gateway.webPort();
            return stand;
        } catch (IOException | InterruptedException e) {
            stand.close();
            throw e;
        }
    }

    /** The bare server, with the lanes and the journal of a gateway. */
    static WebStand bare(Effort effort, int devices) throws IOException, InterruptedException {
        WebStand stand = new WebStand(devices);
        try {
            List<String> command = new ArrayList<>(effort.jdk().command());
            command.addAll(effort.jvmOptions());
            command.add("-cp");
            command.add(System.getProperty("java.class.path"));
            command.add(BareWeb.class.getName());
            command.add(stand.folder().toString());
            stand.bare =
                    ChildJvm.start("bare-web", command, stand.folder().resolve("bare-web.log"));
            stand.port = Integer.parseInt(stand.bare.awaitLine(READY, START).group(1));
            return stand;
        } catch (IOException | InterruptedException e) {
            stand.close();
            throw e;
        }
    }

    RunningGateway gateway() {
        return gateway;
    }

    /** Port of the web doors. */
    int port() {
        return port;
    }

    /** Where its files are. */
    Path folder() {
        return home.folder();
    }

    Fleet fleet() {
        return home.fleet();
    }

    /** A token of each of the first devices. */
    List<String> tokens(int devices) {
        List<String> tokens = new ArrayList<>();
        for (int device = 0; device < devices; device++) {
            StringWriter out = new StringWriter();
            CommandLine air = Air.commandLine();
            air.setOut(new PrintWriter(out)).setErr(new PrintWriter(Writer.nullWriter()));
            String id = home.fleet().id(device);
            int code = air.execute("token", "issue", id, "--home", folder().toString());
            if (code != 0) {
                throw new IllegalStateException("a token must be issued but was not: " + out);
            }
            tokens.add(out.toString().strip());
        }
        return tokens;
    }

    /** Messages that have arrived at the function. */
    long received() {
        return function.messages();
    }

    /** Something that sends messages and waits for their acknowledgements. */
    interface Run {

        /** Returns how many were acknowledged. */
        long go() throws IOException, InterruptedException;
    }

    /**
     * What a run gave.
     *
     * @param perSecond messages, from the first that was sent to the last that the function got
     * @param perCpuSecond messages per second of the processor time of the server
     */
    record Figures(double perSecond, double perCpuSecond) {}

    /** Runs, and waits until all that was acknowledged has arrived. */
    Figures measure(Run run) throws IOException, InterruptedException {
        long pid = bare == null ? gateway.pid() : bare.pid();
        long had = function.messages();
        Usage before = Usage.of(pid);
        long start = System.nanoTime();
        long acknowledged = run.go();
        long end = System.nanoTime() + DRAIN.toNanos();
        while (function.messages() - had < acknowledged) {
            if (System.nanoTime() > end) {
                throw new IOException(
                        "%d must arrive but only %d did"
                                .formatted(acknowledged, function.messages() - had));
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long micros = Usage.of(pid).cpuMicrosSince(before);
        return new Figures(acknowledged / seconds, acknowledged * 1e6 / micros);
    }

    @Override
    public void close() throws IOException {
        if (gateway != null) {
            gateway.close();
        }
        if (bare != null) {
            bare.close();
        }
        function.close();
        home.close();
    }
}
