/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.websocket;

import org.airmessenger.airweb.messages.WebMessage;
import org.airmessenger.airweb.server.WebDoor;
import org.airmessenger.door.Flow;
import org.airmessenger.door.Intake;
import org.airmessenger.door.Order;
import org.airmessenger.door.Threshold;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;
import org.airmessenger.message.Ticket;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What one WebSocket sends: each message into the route in the order in which it came, each verdict
 * back. Verdicts of many messages come to the event loop at once. Belongs to the event loop, but
 * for what says otherwise.
 */
final class Sends {

    private final SocketDoor door;
    private final WebDoor web;
    private final Socket socket;
    private final Threshold threshold;
    private final Order order;
    private final Flow flow;
    private final Queue<Verdict> verdicts = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private long underWay;
    private Runnable quiet;

    /** What became of a message. */
    private record Verdict(WebMessage message, Object ref, Throwable failure) {}

    Sends(SocketDoor door, Socket socket, Flow.Tap tap) {
        this.door = door;
        this.web = door.web();
        this.socket = socket;
        this.threshold = door.place().threshold();
        this.order = new Order(web.executor());
        this.flow =
                new Flow(
                        web.budget(),
                        door.options().getMaxSocketInFlightBytes(),
                        tap,
                        socket::runOnContext);
    }

    /** In which the device's messages come. */
    Order order() {
        return order;
    }

    /** A message came. */
    void take(WebMessage message, Object ref) {
        if (!threshold.isOpen()) {
            told(new Verdict(message, ref, goingDown()));
            return;
        }
        flow.take(cost(message));
        door.inFlight().add(cost(message));
        underWay++;
        threshold.waiting().incrementAndGet();
        order.add(ticket -> start(message, ref, ticket));
    }

    private static long cost(WebMessage message) {
        return (long) message.body().length + WebMessage.OVERHEAD_BYTES;
    }

    private static RefusedException goingDown() {
        return new RefusedException(
                Refusal.GOING_DOWN, "AIR-1022 the gateway is going down; connect again");
    }

    /** Hands it to the route, on a thread that may take its time. */
    private void start(WebMessage message, Object ref, Ticket ticket) {
        threshold.waiting().decrementAndGet();
        Intake intake = threshold.intake();
        if (intake == null || socket.isRevoked()) {
            ticket.placed();
            add(new Verdict(message, ref, goingDown()));
            return;
        }
        intake.take(
                message,
                socket.identity(),
                ticket,
                failure -> {
                    ticket.placed();
                    add(new Verdict(message, ref, failure));
                });
    }

    /** From any thread. */
    private void add(Verdict verdict) {
        verdicts.add(verdict);
        if (scheduled.compareAndSet(false, true)) {
            socket.runOnContext(this::drain);
        }
    }

    private void drain() {
        scheduled.set(false);
        for (Verdict next = verdicts.poll(); next != null; next = verdicts.poll()) {
            underWay--;
            door.inFlight().add(-cost(next.message));
            flow.give(cost(next.message));
            told(next);
        }
        flow.resumeIfRoom();
        if (underWay == 0 && quiet != null) {
            Runnable told = quiet;
            quiet = null;
            told.run();
        }
    }

    private void told(Verdict verdict) {
        WebMessage message = verdict.message;
        if (verdict.failure == null) {
            door.metrics().message(message.qos(), null, message.body().length);
            if (message.qos() > 0 || verdict.ref != null) {
                socket.ack(verdict.ref, message.id());
            }
            return;
        }
        RefusedException refused =
                verdict.failure instanceof RefusedException known
                        ? known
                        : new RefusedException(
                                Refusal.FAILED,
                                "AIR-1023 a message must be kept on disk but was not; send it again");
        door.metrics().message(message.qos(), refused.refusal(), 0);
        socket.refuse(verdict.ref, message.id(), refused);
    }

    /** Runs once no message is under way. */
    void whenQuiet(Runnable task) {
        if (underWay == 0) {
            task.run();
        } else {
            quiet = task;
        }
    }

    /** Nothing more comes; what came goes its way all the same. */
    void end() {
        order.end();
    }
}
