/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.wire;

import org.airmessenger.airwire.client.AirwireClient;
import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.bench.load.Payload;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Devices of the wire protocol at full speed, each with so many messages unacknowledged. */
final class WireLoad implements AutoCloseable {

    private static final int BYTES = 64;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final int window;
    private final List<AirwireClient> clients = new ArrayList<>();
    private final List<AtomicInteger> sequences = new ArrayList<>();
    private final LongAdder acknowledged = new LongAdder();
    private volatile long end;
    private volatile CountDownLatch open;

    WireLoad(WireStand stand, int devices, int window) throws IOException {
        this.window = window;
        for (int i = 0; i < devices; i++) {
            AirwireClient client =
                    AirwireClient.open(
                            stand.options(stand.plainPort(), "sensor-" + i, false), message -> {});
            client.alias(topic(i), Attributes.NONE);
            clients.add(client);
            sequences.add(new AtomicInteger());
        }
    }

    private static String topic(int device) {
        return "sensors/sensor-" + device + "/temperature";
    }

    /** Publishes for a while; returns how many were acknowledged. */
    long run(Duration time) throws InterruptedException {
        long before = acknowledged.sum();
        end = System.nanoTime() + time.toNanos();
        open = new CountDownLatch(clients.size() * window);
        for (int device = 0; device < clients.size(); device++) {
            for (int i = 0; i < window; i++) {
                next(device);
            }
        }
        if (!open.await(time.plus(PATIENCE).toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("messages were not acknowledged in time");
        }
        return acknowledged.sum() - before;
    }

    private void next(int device) {
        if (System.nanoTime() >= end) {
            open.countDown();
            return;
        }
        int sequence = sequences.get(device).getAndIncrement();
        byte[] body = new Payload(device, sequence, System.nanoTime()).bytes(BYTES);
        clients.get(device)
                .publish(topic(device), body)
                .whenComplete(
                        (done, failure) -> {
                            if (failure == null) {
                                acknowledged.increment();
                            }
                            next(device);
                        });
    }

    @Override
    public void close() {
        clients.forEach(AirwireClient::close);
    }
}
