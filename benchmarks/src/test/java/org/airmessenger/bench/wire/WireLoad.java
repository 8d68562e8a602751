/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.wire;

import org.airmessenger.bench.load.Fleet;
import org.airmessenger.bench.load.Loops;
import org.airmessenger.bench.load.Phase;
import org.airmessenger.bench.load.Run;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/**
 * Devices of the wire protocol, each with so many messages unacknowledged. As sparing as {@link
 * org.airmessenger.bench.load.Load} is with MQTT: one thread, no object per message that goes
 * alone.
 */
final class WireLoad implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Loops loops = new Loops(1);
    private final List<WireDevice> devices = new ArrayList<>();
    private final LongAdder acknowledged = new LongAdder();
    private volatile String refused;

    /**
     * Connects all devices.
     *
     * @param window messages that a device has unacknowledged at most
     * @param together messages of a frame: 1 alone, more in a BATCH
     */
    WireLoad(int port, Fleet fleet, int count, int window, int together)
            throws IOException, InterruptedException {
        try {
            for (int i = 0; i < count; i++) {
                WireDevice device = new WireDevice(this, fleet, i, window, together);
                devices.add(device);
                new Bootstrap()
                        .group(loops.group())
                        .channel(Loops.channel())
                        .option(ChannelOption.TCP_NODELAY, true)
                        .handler(device)
                        .connect(InetAddress.getLoopbackAddress(), port);
            }
            for (WireDevice device : devices) {
                device.connected().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            close();
            throw new IOException("all devices must be welcome but were not", e);
        }
    }

    /**
     * Publishes; returns how many were acknowledged, which are all.
     *
     * @param time after which nothing more is sent
     */
    long run(Phase phase, Duration time) throws IOException, InterruptedException {
        long before = acknowledged.sum();
        Run run = new Run(phase, devices.size(), System.nanoTime());
        devices.forEach(device -> device.begin(run));
        if (!run.await(time)) {
            run.end();
            devices.forEach(WireDevice::end);
        }
        if (!run.await(PATIENCE) || refused != null) {
            throw new IOException("all messages must be acknowledged but: " + refused);
        }
        return acknowledged.sum() - before;
    }

    void acknowledged(long count) {
        acknowledged.add(count);
    }

    void refused(String why) {
        refused = why;
    }

    @Override
    public void close() {
        loops.close();
    }
}
