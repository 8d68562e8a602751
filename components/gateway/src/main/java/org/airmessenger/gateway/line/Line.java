/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.line;

import org.airmessenger.message.Row;

import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.processor.PipelineHelper;
import org.apache.camel.spi.InflightRepository;
import org.apache.camel.spi.UnitOfWork;
import org.apache.camel.support.ExchangeHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The steps of a route in one list, those inside its Kamelets too. They run one after the other
 * like in Camel's own pipeline, until one fails or stops the route; what Camel puts between two
 * steps so that people can watch, trace and manage them is left out, since nobody does. That is
 * most of what a message costs in a route whose steps are quick.
 */
final class Line {

    private static final Logger LOG = LoggerFactory.getLogger(Line.class);

    /**
     * One step.
     *
     * @param route which it is written in
     */
    record Step(AsyncProcessor processor, Route route, Pace pace) {}

    /** What a step does with the thread, as far as can be told. */
    enum Pace {
        /** Only calls the lanes or another route, and waits for neither. */
        CALLS,
        /** One of ours, which is quick. */
        QUICK,
        /** May take its time, or wait for what it starts. */
        ANY
    }

    private final String routeId;
    private final InflightRepository inFlight;
    private final Step[] steps;

    Line(Route route, List<Step> steps) {
        this.routeId = route.getRouteId();
        this.inFlight = route.getCamelContext().getInflightRepository();
        this.steps = steps.toArray(Step[]::new);
    }

    /** Whether it may take the exchange: what is part of something bigger is Camel's own. */
    boolean takes(Exchange exchange) {
        return exchange.getUnitOfWork() != null
                && !exchange.isTransacted()
                && !exchange.getContext().getShutdownStrategy().isForceShutdown();
    }

    /** As an {@link AsyncProcessor} does. */
    boolean process(Exchange exchange, AsyncCallback callback) {
        if (exchange.getFromRouteId() == null) {
            exchange.getExchangeExtension().setFromRouteId(routeId);
        }
        inFlight.add(exchange, routeId);
        return new Run(exchange, callback).goOn(true);
    }

    /**
     * One exchange on its way. A step has ended when it calls back, whatever it returns: what Camel
     * schedules says nothing of that. The number tells who goes on: whoever comes second of the
     * call's return and the callback, and that is one thread.
     */
    private final class Run extends AtomicInteger implements AsyncCallback {

        private static final long serialVersionUID = 1;
        private static final int CALLED = 0;
        private static final int ENDED = 1;
        private static final int LEFT = 2;

        private final transient Exchange exchange;
        private final transient UnitOfWork unit;
        private final transient AsyncCallback callback;
        private int next;

        private Run(Exchange exchange, AsyncCallback callback) {
            this.exchange = exchange;
            this.unit = exchange.getUnitOfWork();
            this.callback = callback;
        }

        private boolean goOn(boolean sync) {
            while (next < steps.length
                    && (next == 0 || PipelineHelper.continueProcessing(exchange, routeId, LOG))) {
                ExchangeHelper.prepareOutToIn(exchange);
                Step step = steps[next++];
                unit.pushRoute(step.route);
                set(CALLED);
                call(step);
                if (compareAndSet(CALLED, LEFT)) {
                    return false;
                }
            }
            ExchangeHelper.copyResults(exchange, exchange);
            exchange.getExchangeExtension().setRedeliveryExhausted(false);
            inFlight.remove(exchange, routeId);
            callback.done(sync);
            return sync;
        }

        private void call(Step step) {
            Row row = Row.current();
            if (row != null && step.pace == Pace.ANY) {
                row.end();
            }
            Row.Way before = row == null ? null : row.go(step.pace == Pace.CALLS);
            try {
                step.processor.process(exchange, this);
            } catch (Throwable e) {
                failed(e);
            } finally {
                if (row != null) {
                    row.back(before);
                }
            }
        }

        /** A step threw instead of calling back; or did both, and nothing comes after it either. */
        private void failed(Throwable thrown) {
            exchange.setException(thrown);
            if (compareAndSet(CALLED, ENDED)) {
                unit.popRoute();
            }
        }

        @Override
        public void done(boolean sync) {
            unit.popRoute();
            if (!compareAndSet(CALLED, ENDED)) {
                goOn(false);
            }
        }
    }
}
