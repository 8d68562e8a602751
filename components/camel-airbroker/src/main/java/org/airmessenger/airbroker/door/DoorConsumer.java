/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.broker.EmbeddedBroker;
import org.airmessenger.airbroker.broker.Listeners;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Endings;
import org.airmessenger.message.Handover;
import org.airmessenger.message.Identity;
import org.airmessenger.message.MessageHeaders;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;
import org.airmessenger.message.Ticket;

import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The consumer of {@code airbroker:door}. The listeners open when it starts, so after all that a
 * message needs; they close first, and what is in flight is finished and acknowledged.
 */
public final class DoorConsumer extends DefaultConsumer
        implements Suspendable, ShutdownAware, Intake, Handover {

    private static final Logger LOG = LoggerFactory.getLogger(DoorConsumer.class);
    private static final long GOODBYE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final AtomicLong lastReport = new AtomicLong(System.nanoTime() - REPORT_NANOS);
    private final Door door;
    private final Listeners listeners;
    private final EmbeddedBroker broker;

    /** Messages that this route has begun and not ended. */
    private final AtomicInteger begun = new AtomicInteger();

    private volatile boolean letsGo;

    /** Not open yet. */
    public DoorConsumer(
            Endpoint endpoint,
            Processor processor,
            Door door,
            Listeners listeners,
            EmbeddedBroker broker) {
        super(endpoint, processor);
        this.door = door;
        this.listeners = listeners;
        this.broker = broker;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        open();
    }

    private void open() {
        if (door.intake() != null && door.intake() != this) {
            if (door.intake() instanceof DoorConsumer before && before.letsGo) {
                // the connections stay: only the route behind them is another one now
                takeOver();
                return;
            }
            throw new IllegalStateException(
                    "AIR-1015 only one route may start from airbroker:door but a second one does;"
                            + " remove it");
        }
        door.setIntake(this);
        try {
            listeners.open(
                    broker.server(),
                    (word, pipeline) -> pipeline.addLast("air-gate", new Gate(door, word)));
        } catch (RuntimeException e) {
            door.setIntake(null);
            throw e;
        }
    }

    @Override
    public void letGo() {
        letsGo = true;
    }

    @Override
    public void takeOver() {
        letsGo = false;
        door.setIntake(this);
    }

    @Override
    public boolean isIdle() {
        return door.intake() != this && begun.get() == 0;
    }

    @Override
    protected void doSuspend() {
        if (door.intake() == this) {
            listeners.pause();
            door.goDown();
        }
    }

    @Override
    protected void doResume() {
        if (door.intake() == this) {
            goodbye();
        }
        open();
    }

    @Override
    protected void doStop() throws Exception {
        if (door.intake() == this) {
            listeners.pause();
            door.goDown();
            goodbye();
        }
        super.doStop();
    }

    /** Waits until every connection has had its answers, at most for a while; then closes. */
    private void goodbye() {
        long end = System.nanoTime() + GOODBYE_NANOS;
        while (door.connections() > 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        if (door.connections() > 0) {
            LOG.warn(
                    "AIR-1031 {} connections had messages in flight after {} s and were closed",
                    door.connections(),
                    TimeUnit.NANOSECONDS.toSeconds(GOODBYE_NANOS));
        }
        door.setIntake(null);
        try {
            broker.awaitQuiet();
        } catch (Exception e) {
            LOG.warn("AIR-1034 the broker's sessions did not end cleanly: {}", e.toString());
        }
        listeners.close(broker.server());
    }

    @Override
    public void take(Inbound message, Identity identity, Ticket ticket, Outcome outcome) {
        begun.incrementAndGet();
        Intake now = door.intake();
        if (now != this) {
            // replaced between the look and the call: this route may be gone at any moment
            begun.decrementAndGet();
            pass(now, message, identity, ticket, outcome);
            return;
        }
        process(
                message,
                identity,
                ticket,
                failure -> {
                    begun.decrementAndGet();
                    outcome.done(failure);
                });
    }

    private static void pass(
            Intake next, Inbound message, Identity identity, Ticket ticket, Outcome outcome) {
        if (next == null) {
            outcome.done(
                    new RefusedException(Refusal.GOING_DOWN, "AIR-1022 the gateway is going down"));
        } else {
            next.take(message, identity, ticket, outcome);
        }
    }

    private void process(Inbound message, Identity identity, Ticket ticket, Outcome outcome) {
        Exchange exchange = createExchange(false);
        exchange.getIn().setBody(message.payload);
        exchange.getIn().setHeaders(new MessageHeaders(message.headers));
        exchange.setProperty(AirHeaders.IDENTITY, identity);
        exchange.setProperty(AirHeaders.TICKET, ticket);
        exchange.setProperty(AirHeaders.ID_GIVEN, message.idGiven);
        Endings endings = new Endings();
        exchange.setProperty(AirHeaders.ENDINGS, endings);
        if (message.isLocalByDoor()) {
            exchange.setProperty(AirHeaders.LOCAL_BY_DOOR, Boolean.TRUE);
        }
        try {
            createUoW(exchange);
        } catch (Exception e) {
            releaseExchange(exchange, false);
            outcome.done(e);
            return;
        }
        getAsyncProcessor()
                .process(
                        exchange,
                        sync -> {
                            Throwable failure = failureOf(exchange);
                            doneUoW(exchange);
                            releaseExchange(exchange, false);
                            endings.ended(failure == null);
                            outcome.done(failure);
                        });
    }

    private Throwable failureOf(Exchange exchange) {
        Exception failure = exchange.getException();
        if (failure == null) {
            return null;
        }
        var refused = exchange.getException(RefusedException.class);
        if (refused != null) {
            return refused;
        }
        getExceptionHandler()
                .handleException(
                        "AIR-1023 a message must be kept but its route failed; see the cause",
                        exchange,
                        failure);
        return failure;
    }

    @Override
    public boolean deferShutdown(ShutdownRunningTask task) {
        return false;
    }

    @Override
    public int getPendingExchangesSize() {
        return door.intake() == this ? Math.max(0, door.waiting().get()) : begun.get();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        if (forced && door.intake() == this) {
            door.goDown();
        }
    }
}
