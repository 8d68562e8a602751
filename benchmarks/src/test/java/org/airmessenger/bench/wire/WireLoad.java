/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.wire;

import org.airmessenger.bench.load.Fleet;
import org.airmessenger.bench.load.Loops;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Devices of the wire protocol at full speed, each with so many messages unacknowledged. As sparing
 * as {@link org.airmessenger.bench.load.Load} is with MQTT: one thread, no object per message.
 */
final class WireLoad implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Loops loops = new Loops(1);
    private final List<WireDevice> devices = new ArrayList<>();
    private final LongAdder acknowledged = new LongAdder();
    private final AtomicLong sent = new AtomicLong();
    private final LongSupplier received;
    private final long lead;
    private volatile CountDownLatch open = new CountDownLatch(0);
    private volatile boolean running;
    private volatile String refused;
    private volatile long receivedBefore;

    /**
     * Connects all devices.
     *
     * @param window messages that a device has unacknowledged at most
     * @param lead never so many more are sent than have arrived
     * @param received how many have
     */
    WireLoad(int port, Fleet fleet, int count, int window, long lead, LongSupplier received)
            throws IOException, InterruptedException {
        this.lead = lead;
        this.received = received;
        try {
            for (int i = 0; i < count; i++) {
                WireDevice device = new WireDevice(this, fleet, i, window);
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

    /** Publishes for a while; returns how many were acknowledged, which are all. */
    long run(Duration time) throws IOException, InterruptedException {
        long before = acknowledged.sum();
        sent.set(0);
        receivedBefore = received.getAsLong();
        open = new CountDownLatch(devices.size());
        running = true;
        devices.forEach(WireDevice::begin);
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
        running = false;
        devices.forEach(WireDevice::end);
        if (!open.await(PATIENCE.toSeconds(), TimeUnit.SECONDS) || refused != null) {
            throw new IOException("all messages must be acknowledged but: " + refused);
        }
        return acknowledged.sum() - before;
    }

    boolean isRunning() {
        return running;
    }

    /** Takes one message of the lead, or says that the receiver must catch up first. */
    boolean mayLead() {
        if (sent.get() - (received.getAsLong() - receivedBefore) >= lead) {
            return false;
        }
        sent.incrementAndGet();
        return true;
    }

    void acknowledged(long count) {
        acknowledged.add(count);
    }

    /** A device has nothing under way any more. */
    void over() {
        open.countDown();
    }

    void refused(String why) {
        refused = why;
    }

    @Override
    public void close() {
        loops.close();
    }
}
