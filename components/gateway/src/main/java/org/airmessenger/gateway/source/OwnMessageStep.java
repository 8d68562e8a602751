/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Messages of a source that cannot bring them again by itself, as a timer. What was not kept waits
 * in memory and is sent again with the same id; what comes meanwhile waits behind it, so that the
 * order stays. At most {@value #MAX_OWED} wait, of 32 MiB in all: what would be one more is skipped
 * and counted.
 */
public final class OwnMessageStep extends SourceStep implements ShutdownAware {

    /** Most messages that wait. */
    static final int MAX_OWED = 100;

    private static final long MAX_OWED_BYTES = 32L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(OwnMessageStep.class);
    private static final String AGAIN = "AirAgain";
    private static final long FIRST_RETRY_MILLIS = 200;
    private static final long MAX_RETRY_MILLIS = 30_000;
    private static final long PAUSED_MILLIS = 500;

    /** Guarded by itself, as what counts it: not kept yet, in order; the first is on its way. */
    private final Deque<SourceMessage> owed = new ArrayDeque<>();

    private ScheduledExecutorService timer;
    private long owedBytes;
    private long waitMillis = FIRST_RETRY_MILLIS;
    private boolean full;
    private boolean failing;

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        timer =
                getCamelContext()
                        .getExecutorServiceManager()
                        .newSingleThreadScheduledExecutor(this, "AirSourceRetry");
    }

    @Override
    protected void doStop() throws Exception {
        ExecutorServiceManager executors = getCamelContext().getExecutorServiceManager();
        executors.shutdownNow(timer);
        int left = owed();
        if (left > 0) {
            LOG.warn(
                    "AIR-1107 the messages of a source must be kept before it stops but {} were not"
                            + " and are lost: see why in the log above",
                    left);
        }
        super.doStop();
    }

    /** Whether an exchange brings a message again. */
    static boolean isAgain(Exchange exchange) {
        return exchange.getProperty(AGAIN) != null;
    }

    /** How many wait to be kept; the first of them may be on its way. */
    int owed() {
        synchronized (owed) {
            return owed.size();
        }
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        SourceMessage again = exchange.getProperty(AGAIN, SourceMessage.class);
        if (again != null) {
            begin(exchange, again);
        } else {
            SourceMessage message = make(exchange, device(), topic(), more(exchange));
            if (isNext(message)) {
                begin(exchange, message);
            } else {
                exchange.setRouteStop(true);
            }
        }
        callback.done(true);
        return true;
    }

    private static Map<String, Object> more(Exchange exchange) {
        Object type = exchange.getMessage().getHeader(PollStep.CONTENT_TYPE);
        return type == null ? Map.of() : Map.of(AirHeaders.CONTENT_TYPE, type);
    }

    /** Whether the message may go at once; otherwise it waits behind others, or is skipped. */
    private boolean isNext(SourceMessage message) {
        synchronized (owed) {
            if (owed.size() < MAX_OWED && owedBytes + message.body().length <= MAX_OWED_BYTES
                    || owed.isEmpty()) {
                owed.add(message);
                owedBytes += message.body().length;
                return owed.size() == 1;
            }
            if (!full) {
                full = true;
                LOG.warn(
                        "AIR-1108 at most {} messages of a source may wait to be kept but more came;"
                                + " they are skipped and counted until there is room",
                        owed.size());
            }
        }
        meters().refused(Refusal.LANE_FULL, 1);
        return false;
    }

    @Override
    void ended(Exchange exchange, SourceMessage message, RefusedException refused, boolean over) {
        String route = exchange.getFromRouteId();
        // it is ours to bring again: the component has nothing to tell
        exchange.setException(null);
        synchronized (owed) {
            if (over) {
                owed.poll();
                owedBytes -= message.body().length;
                waitMillis = FIRST_RETRY_MILLIS;
                full = false;
                failing = false;
                if (!owed.isEmpty()) {
                    schedule(route, 0);
                }
            } else {
                failing = true;
                long wish = refused == null ? 0 : refused.retryAfterMillis();
                schedule(route, Math.min(Math.max(wish, waitMillis), MAX_RETRY_MILLIS));
                waitMillis = Math.min(waitMillis * 2, MAX_RETRY_MILLIS);
            }
        }
    }

    private void schedule(String route, long millis) {
        try {
            timer.schedule(() -> retry(route), millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            LOG.debug("The source {} has stopped", route);
        }
    }

    private void retry(String routeId) {
        SourceMessage next;
        synchronized (owed) {
            next = owed.peek();
        }
        if (next == null) {
            return;
        }
        Route route = getCamelContext().getRoute(routeId);
        if (route == null || !(route.getConsumer() instanceof DefaultConsumer consumer)) {
            return;
        }
        boolean paused = consumer.isSuspendingOrSuspended() || consumer.isStoppingOrStopped();
        if (paused && getPendingExchangesSize() == 0) {
            // it may be resumed; if it is stopped, this executor is too
            schedule(routeId, PAUSED_MILLIS);
            return;
        }
        Exchange exchange = consumer.createExchange(false);
        exchange.setProperty(AGAIN, next);
        consumer.getAsyncProcessor()
                .process(exchange, sync -> consumer.releaseExchange(exchange, false));
    }

    @Override
    public boolean deferShutdown(ShutdownRunningTask task) {
        return false;
    }

    /** A stop waits for what was taken in, unless nothing would come of it. */
    @Override
    public int getPendingExchangesSize() {
        synchronized (owed) {
            return failing ? 0 : owed.size();
        }
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // what waits is sent while the rooms behind are still there
    }
}
