/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Downlink;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Mailboxes in memory: what was not acknowledged comes to the next line. */
final class FakeDownlink implements Downlink {

    final List<Open> lines = new ArrayList<>();
    private final Map<String, TreeMap<Long, Delivery>> boxes = new ConcurrentHashMap<>();
    private Map<String, Object> more = Map.of();
    private long numbers;

    /** What devices refused. */
    final List<Long> rejected = new ArrayList<>();

    /** Puts a command into a device's mailbox, and onto its line. */
    synchronized long send(String device, Map<String, Object> headers, String body) {
        long number = ++numbers;
        Map<String, Object> all = new HashMap<>(headers);
        all.putIfAbsent(AirHeaders.TOPIC, "commands/" + device + "/do");
        all.putIfAbsent(AirHeaders.ID, "c-" + number);
        Delivery delivery =
                new Delivery(
                        number,
                        "commands/" + device + "/#",
                        1,
                        all,
                        body.getBytes(StandardCharsets.UTF_8),
                        false,
                        false);
        box(device).put(number, delivery);
        pump();
        return number;
    }

    /** What is published has these headers too from now on, and all that a delivery may say. */
    synchronized void everything(Map<String, Object> headers) {
        more = headers;
    }

    /** Sends to every line that asked for the filter. */
    synchronized void publish(String filter, String topic, String body) {
        Map<String, Object> headers = new HashMap<>(more);
        headers.put(AirHeaders.TOPIC, topic);
        boolean everything = !more.isEmpty();
        if (everything) {
            headers.put(AirHeaders.ID, "p-1");
        }
        for (Open line : List.copyOf(lines)) {
            if (line.filters.contains(filter)) {
                line.receiver.receive(
                        new Delivery(
                                everything ? 1 : 0,
                                filter,
                                everything ? 1 : 0,
                                headers,
                                body.getBytes(StandardCharsets.UTF_8),
                                everything,
                                everything));
            }
        }
    }

    private TreeMap<Long, Delivery> box(String device) {
        return boxes.computeIfAbsent(device, id -> new TreeMap<>());
    }

    synchronized int waiting(String device) {
        return box(device).size();
    }

    synchronized int credit(String device) {
        return lines.stream()
                .filter(line -> line.identity.device().equals(device))
                .mapToInt(line -> line.credit)
                .sum();
    }

    /** The last command that was given to a line of the device. */
    synchronized long given(String device) {
        return lines.stream()
                .filter(line -> line.identity.device().equals(device))
                .mapToLong(line -> line.given)
                .max()
                .orElse(0);
    }

    private synchronized void pump() {
        for (Open line : List.copyOf(lines)) {
            line.pump();
        }
    }

    @Override
    public synchronized Line open(Identity identity, Receiver receiver) {
        Open line = new Open(identity, receiver);
        lines.add(line);
        return line;
    }

    final class Open implements Line {
        final Identity identity;
        final Receiver receiver;
        final List<String> filters = new ArrayList<>();
        private int credit;
        private long given;

        private Open(Identity identity, Receiver receiver) {
            this.identity = identity;
            this.receiver = receiver;
        }

        private void pump() {
            if (!filters.contains("commands/" + identity.device() + "/#")) {
                return;
            }
            for (Delivery delivery : box(identity.device()).tailMap(given, false).values()) {
                if (credit > 0) {
                    credit--;
                    given = delivery.number();
                    receiver.receive(delivery);
                }
            }
        }

        @Override
        public CompletionStage<Integer> subscribe(String filter, int qos) {
            if (filter.startsWith("forbidden")) {
                return CompletableFuture.failedFuture(
                        new RefusedException(Refusal.NOT_ALLOWED, "AIR-1501 not that, do else"));
            }
            synchronized (FakeDownlink.this) {
                filters.add(filter);
                pump();
            }
            return CompletableFuture.completedFuture(qos);
        }

        @Override
        public CompletionStage<Boolean> unsubscribe(String filter) {
            synchronized (FakeDownlink.this) {
                return CompletableFuture.completedFuture(filters.remove(filter));
            }
        }

        @Override
        public void request(int messages) {
            synchronized (FakeDownlink.this) {
                credit += messages;
                pump();
            }
        }

        @Override
        public CompletionStage<Void> acknowledge(long number) {
            synchronized (FakeDownlink.this) {
                box(identity.device()).remove(number);
            }
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> acknowledgeUpTo(long number) {
            synchronized (FakeDownlink.this) {
                box(identity.device()).headMap(number, true).clear();
            }
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void reject(long number) {
            synchronized (FakeDownlink.this) {
                rejected.add(number);
                box(identity.device()).remove(number);
            }
        }

        @Override
        public void close() {
            synchronized (FakeDownlink.this) {
                lines.remove(this);
            }
        }
    }
}
