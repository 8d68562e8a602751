/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Endings;
import org.airmessenger.message.Handover;
import org.airmessenger.message.Identity;
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
 * The consumer of a door's endpoint. The listeners open when it starts, so after all that a message
 * needs; they close first, and what is in flight is finished and acknowledged. When its route is
 * replaced, the next consumer takes over and the connections stay.
 */
public final class DoorConsumer extends DefaultConsumer
        implements Suspendable, ShutdownAware, Intake, Handover {

    private static final Logger LOG = LoggerFactory.getLogger(DoorConsumer.class);
    private static final long GOODBYE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** A route that fails, fails with every message: its log is not to grow with them. */
    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Threshold threshold;
    private final Opening opening;

    /** Messages that this route has begun and not ended. */
    private final AtomicInteger begun = new AtomicInteger();

    private final AtomicLong reported = new AtomicLong(System.nanoTime() - REPORT_NANOS);

    private volatile boolean letsGo;

    /** Not open yet. */
    public DoorConsumer(
            Endpoint endpoint, Processor processor, Threshold threshold, Opening opening) {
        super(endpoint, processor);
        this.threshold = threshold;
        this.opening = opening;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        open();
    }

    private void open() throws Exception {
        if (threshold.intake() != null && threshold.intake() != this) {
            if (threshold.intake() instanceof DoorConsumer before && before.letsGo) {
                // the connections stay: only the route behind them is another one now
                takeOver();
                return;
            }
            throw new IllegalStateException(
                    "AIR-1015 only one route may start from %s but a second one does; remove it"
                            .formatted(getEndpoint().getEndpointBaseUri().replace("://", ":")));
        }
        threshold.setIntake(this);
        try {
            opening.open();
        } catch (Exception e) {
            threshold.setIntake(null);
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
        threshold.setIntake(this);
    }

    @Override
    public boolean isIdle() {
        return threshold.intake() != this && begun.get() == 0;
    }

    @Override
    protected void doSuspend() {
        goDown();
    }

    private void goDown() {
        if (threshold.intake() == this) {
            threshold.goDown();
            opening.pause();
        }
    }

    @Override
    protected void doResume() throws Exception {
        if (threshold.intake() == this) {
            goodbye();
        }
        open();
    }

    @Override
    protected void doStop() throws Exception {
        if (threshold.intake() == this) {
            goDown();
            goodbye();
        }
        super.doStop();
    }

    /** Waits until every connection has had its answers, at most for a while; then closes. */
    private void goodbye() {
        long end = System.nanoTime() + GOODBYE_NANOS;
        while (opening.connections() > 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        if (opening.connections() > 0) {
            LOG.warn(
                    "AIR-1031 {} connections had messages in flight after {} s and were closed",
                    opening.connections(),
                    TimeUnit.NANOSECONDS.toSeconds(GOODBYE_NANOS));
        }
        threshold.setIntake(null);
        opening.close();
    }

    @Override
    public void take(DoorMessage message, Identity identity, Ticket ticket, Outcome outcome) {
        begun.incrementAndGet();
        Intake now = threshold.intake();
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
            Intake next, DoorMessage message, Identity identity, Ticket ticket, Outcome outcome) {
        if (next == null) {
            outcome.done(
                    new RefusedException(Refusal.GOING_DOWN, "AIR-1022 the gateway is going down"));
        } else {
            next.take(message, identity, ticket, outcome);
        }
    }

    private void process(DoorMessage message, Identity identity, Ticket ticket, Outcome outcome) {
        Exchange exchange = createExchange(false);
        exchange.getIn().setBody(message.body());
        exchange.getIn().setHeaders(message.ownHeaders());
        exchange.setProperty(AirHeaders.IDENTITY, identity);
        exchange.setProperty(AirHeaders.TICKET, ticket);
        exchange.setProperty(AirHeaders.ID_GIVEN, message.isIdGiven());
        Endings endings = new Endings();
        exchange.setProperty(AirHeaders.ENDINGS, endings);
        message.properties().forEach(exchange::setProperty);
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
        long now = System.nanoTime();
        long last = reported.get();
        if (now - last >= REPORT_NANOS && reported.compareAndSet(last, now)) {
            getExceptionHandler()
                    .handleException(
                            "AIR-1023 a message must be kept but its route failed; see the cause",
                            exchange,
                            failure);
        }
        return failure;
    }

    @Override
    public boolean deferShutdown(ShutdownRunningTask task) {
        return false;
    }

    @Override
    public int getPendingExchangesSize() {
        return threshold.intake() == this ? Math.max(0, threshold.waiting().get()) : begun.get();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        if (forced) {
            goDown();
        }
    }
}
