/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Downlink;
import org.airmessenger.message.Downlink.Delivery;
import org.airmessenger.message.Identity;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A device's line that writes down what comes, and acknowledges it if it shall. */
class TestLine implements Downlink.Receiver {

    final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
    final AtomicInteger atOnce = new AtomicInteger();
    volatile String ended;
    volatile boolean overlapped;
    volatile boolean acknowledges;
    Downlink.Line line;

    static TestLine open(Downlink downlink, String device, int credit) {
        return open(downlink, DownIdentities.identity(device), credit);
    }

    static TestLine open(Downlink downlink, Identity identity, int credit) {
        TestLine line = new TestLine();
        line.line = downlink.open(identity, line);
        if (credit > 0) {
            line.line.request(credit);
        }
        return line;
    }

    TestLine acknowledging() {
        acknowledges = true;
        return this;
    }

    TestLine subscribe(String filter, int qos) {
        line.subscribe(filter, qos).toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
        return this;
    }

    @Override
    public void receive(Delivery delivery) {
        overlapped |= atOnce.incrementAndGet() > 1;
        deliveries.add(delivery);
        if (acknowledges) {
            if (delivery.number() > 0) {
                line.acknowledge(delivery.number());
            }
            line.request(1);
        }
        atOnce.decrementAndGet();
    }

    @Override
    public void ended(String reason) {
        ended = reason;
    }

    List<String> bodies() {
        return deliveries.stream()
                .map(each -> new String(each.body(), StandardCharsets.UTF_8))
                .toList();
    }

    List<String> ids() {
        return deliveries.stream().map(each -> (String) each.headers().get(AirHeaders.ID)).toList();
    }

    List<Long> numbers() {
        return deliveries.stream().map(Delivery::number).toList();
    }
}
