/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire;

import org.airmessenger.message.Downlink;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Presence;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

/** A mailbox in memory for one device at a time, and who was seen. */
final class TestWay implements Downlink {

    final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

    final Presence presence =
            new Presence() {
                @Override
                public void connected(Identity identity) {
                    seen.add(identity.device() + " connected");
                }

                @Override
                public void gone(Identity identity, String reason) {
                    seen.add(identity.device() + " " + reason);
                }
            };

    private final TreeMap<Long, Delivery> box = new TreeMap<>();
    private final List<Long> given = new ArrayList<>();
    private long numbers;
    private TestLine line;

    /** A command at QoS 1 waits for whoever subscribes. */
    synchronized void send(Delivery command) {
        numbers++;
        box.put(
                numbers,
                new Delivery(numbers, "#", 1, command.headers(), command.body(), false, false));
        give();
    }

    synchronized int waiting() {
        return box.size();
    }

    private void give() {
        if (line == null || !line.subscribed) {
            return;
        }
        for (Delivery command : List.copyOf(box.values())) {
            if (line.credit == 0) {
                return;
            }
            if (line.given.add(command.number())) {
                line.credit--;
                boolean again = given.contains(command.number());
                given.add(command.number());
                line.receiver.receive(
                        new Delivery(
                                command.number(),
                                "#",
                                1,
                                command.headers(),
                                command.body(),
                                again,
                                false));
            }
        }
    }

    @Override
    public synchronized Line open(Identity identity, Receiver receiver) {
        line = new TestLine(receiver);
        return line;
    }

    private final class TestLine implements Line {

        private final Receiver receiver;
        private final Set<Long> given = new HashSet<>();
        private boolean subscribed;
        private int credit;

        TestLine(Receiver receiver) {
            this.receiver = receiver;
        }

        @Override
        public CompletionStage<Integer> subscribe(String filter, int qos) {
            if (filter.startsWith("forbidden")) {
                return CompletableFuture.failedFuture(
                        new RefusedException(Refusal.NOT_ALLOWED, "AIR-1501 not yours"));
            }
            synchronized (TestWay.this) {
                subscribed = true;
                give();
            }
            return CompletableFuture.completedFuture(qos);
        }

        @Override
        public CompletionStage<Boolean> unsubscribe(String filter) {
            synchronized (TestWay.this) {
                boolean was = subscribed;
                subscribed = false;
                return CompletableFuture.completedFuture(was);
            }
        }

        @Override
        public void request(int messages) {
            synchronized (TestWay.this) {
                credit += messages;
                give();
            }
        }

        @Override
        public CompletionStage<Void> acknowledge(long number) {
            synchronized (TestWay.this) {
                box.remove(number);
            }
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> acknowledgeUpTo(long number) {
            synchronized (TestWay.this) {
                box.headMap(number, true).clear();
            }
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void reject(long number) {
            acknowledge(number);
        }

        @Override
        public void close() {
            synchronized (TestWay.this) {
                if (line == this) {
                    line = null;
                }
            }
        }
    }
}
