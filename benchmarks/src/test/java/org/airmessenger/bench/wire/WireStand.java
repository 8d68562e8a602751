/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.wire;

import org.airmessenger.airwire.client.ClientOptions;
import org.airmessenger.bench.Effort;
import org.airmessenger.bench.cloud.CountingFunction;
import org.airmessenger.bench.gateway.GatewayHome;
import org.airmessenger.bench.gateway.RunningGateway;
import org.airmessenger.bench.jvm.CompilerTime;
import org.airmessenger.bench.jvm.Usage;
import org.airmessenger.bench.load.Tally;
import org.airmessenger.bench.server.Ports;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A gateway with both doors open, plain and over TLS, and a function behind it. */
final class WireStand implements AutoCloseable {

    /** The device that has a certificate. */
    static final String SECURED = "sensor-0";

    private static final Duration DRAIN = Duration.ofMinutes(5);
    private static final long POLL_MILLIS = 20;

    private final CountingFunction function;
    private final GatewayHome home;
    private final Tally tally;
    private final int plain = Ports.free();
    private final int secure = Ports.free();
    private RunningGateway gateway;

    /**
     * Starts it.
     *
     * @param devices that are counted
     * @param secured whether {@link #SECURED} has a certificate: then it cannot come without one
     */
    WireStand(Effort effort, int devices, boolean secured)
            throws IOException, InterruptedException {
        tally = new Tally(devices);
        function = new CountingFunction(tally, payload -> {});
        home = GatewayHome.create(function.sink(), 8, secured ? 1 : 0);
        home.set("air.source.wire.port", secure);
        home.set("air.source.wire.plain.enabled", true);
        home.set("air.source.wire.plain.port", plain);
        home.set("air.source.wire.plain.anonymous", true);
        try {
            gateway = RunningGateway.start(home, effort.jdk(), effort.jvmOptions());
        } catch (IOException | InterruptedException e) {
            close();
            throw e;
        }
    }

    RunningGateway gateway() {
        return gateway;
    }

    /** Port of the wire protocol without TLS. */
    int plainPort() {
        return plain;
    }

    /** Port of the wire protocol over TLS. */
    int securePort() {
        return secure;
    }

    /** Folder of {@link #SECURED}'s certificate. */
    Path certificates() {
        return home.folder().resolve("devices");
    }

    /** How a device connects through a line. */
    ClientOptions options(int port, String device, boolean tls) throws IOException {
        return tls
                ? ClientOptions.of(
                        "localhost",
                        port,
                        certificates().resolve(device + ".pem"),
                        certificates().resolve(device + ".key"),
                        certificates().resolve("ca.pem"))
                : ClientOptions.of("127.0.0.1", port, null).device(device);
    }

    /** Something that sends messages and waits for their acknowledgements. */
    interface Run {

        /** Returns how many were acknowledged. */
        long go() throws IOException, InterruptedException;
    }

    /** Messages that have arrived at the function. */
    long received() {
        return tally.received();
    }

    /** What messages cost the gateway, from the device to the function. */
    Cost cost(Run run) throws IOException, InterruptedException {
        long had = tally.received();
        Usage before = Usage.of(gateway.pid());
        long compilersBefore = CompilerTime.micros(gateway.pid());
        long acknowledged = run.go();
        drain(had + acknowledged);
        long micros = Usage.of(gateway.pid()).cpuMicrosSince(before);
        long compilers = CompilerTime.micros(gateway.pid()) - compilersBefore;
        return new Cost(acknowledged, micros - compilers, compilers);
    }

    private void drain(long received) throws IOException, InterruptedException {
        long end = System.nanoTime() + DRAIN.toNanos();
        while (tally.received() < received) {
            if (System.nanoTime() > end) {
                throw new IOException(
                        "%d must arrive but only %d did".formatted(received, tally.received()));
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    @Override
    public void close() throws IOException {
        if (gateway != null) {
            gateway.close();
        }
        function.close();
        home.close();
    }
}
