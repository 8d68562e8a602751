/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import org.airmessenger.message.RefusedException;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.support.DefaultConsumer;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Records of Kafka. A record's own exchange ends only when its message was kept or refused for
 * good, so that its offset cannot be committed before; until then the message is tried again, in an
 * exchange of its own each time. A record that cannot be kept for minutes, or when the source
 * stops, fails: Kafka brings it again from the last committed offset.
 */
public final class KafkaRecordStep extends SourceStep {

    private static final String ATTEMPT = "AirAttempt";
    private static final long FIRST_RETRY_MILLIS = 200;
    private static final long MAX_RETRY_MILLIS = 10_000;
    private static final long STEP_MILLIS = 500;
    private static final long PATIENCE_NANOS =
            TimeUnit.MILLISECONDS.toNanos(KafkaSource.MAX_POLL_MILLIS * 4L / 5);

    private ScheduledExecutorService timer;

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        timer =
                getCamelContext()
                        .getExecutorServiceManager()
                        .newSingleThreadScheduledExecutor(this, "AirKafkaRetry");
    }

    @Override
    protected void doStop() throws Exception {
        getCamelContext().getExecutorServiceManager().shutdownNow(timer);
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Attempt attempt = exchange.getProperty(ATTEMPT, Attempt.class);
        if (attempt != null) {
            begin(exchange, attempt.message);
            callback.done(true);
            return true;
        }
        KafkaHeaders record = new KafkaHeaders(exchange.getMessage());
        String device = device().isEmpty() ? record.key() : device();
        String topic = topic().replace("${kafkaTopic}", record.topic());
        SourceMessage message = make(exchange, device, topic, record.headers());
        new Attempt(exchange, callback, message).start();
        return false;
    }

    @Override
    void ended(Exchange exchange, SourceMessage message, RefusedException refused, boolean over) {
        Exception failure = exchange.getException();
        exchange.setException(null);
        exchange.getProperty(ATTEMPT, Attempt.class).ended(failure, refused, over);
    }

    /** One record on its way. */
    private final class Attempt {

        private final Exchange record;
        private final AsyncCallback callback;
        private final SourceMessage message;
        private final long begun = System.nanoTime();
        private long waitMillis = FIRST_RETRY_MILLIS;

        Attempt(Exchange record, AsyncCallback callback, SourceMessage message) {
            this.record = record;
            this.callback = callback;
            this.message = message;
        }

        private DefaultConsumer consumer() {
            Route route = getCamelContext().getRoute(record.getFromRouteId());
            return route != null && route.getConsumer() instanceof DefaultConsumer found
                    ? found
                    : null;
        }

        private boolean isClosing(DefaultConsumer consumer) {
            return consumer == null
                    || consumer.isSuspendingOrSuspended()
                    || consumer.isStoppingOrStopped();
        }

        void start() {
            DefaultConsumer consumer = consumer();
            if (isClosing(consumer)) {
                finish(
                        new IllegalStateException(
                                "AIR-1122 a record must be kept before its source stops but was not;"
                                        + " it comes again at the next start"));
                return;
            }
            Exchange exchange = consumer.createExchange(false);
            exchange.setProperty(ATTEMPT, this);
            consumer.getAsyncProcessor()
                    .process(exchange, sync -> consumer.releaseExchange(exchange, false));
        }

        void ended(Exception failure, RefusedException refused, boolean over) {
            if (over) {
                finish(null);
                return;
            }
            if (isClosing(consumer()) || System.nanoTime() - begun > PATIENCE_NANOS) {
                finish(failure);
                return;
            }
            long wish = refused == null ? 0 : refused.retryAfterMillis();
            long millis = Math.min(Math.max(wish, waitMillis), MAX_RETRY_MILLIS);
            waitMillis = Math.min(waitMillis * 2, MAX_RETRY_MILLIS);
            again(failure, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
        }

        /** Waits in short steps, so that a stop need not wait for the last of them. */
        private void again(Exception failure, long due) {
            long left = TimeUnit.NANOSECONDS.toMillis(due - System.nanoTime());
            if (left <= 0 || isClosing(consumer())) {
                start();
                return;
            }
            try {
                long step = Math.min(left + 1, STEP_MILLIS);
                timer.schedule(() -> again(failure, due), step, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException stopped) {
                finish(failure);
            }
        }

        private void finish(Exception failure) {
            if (failure != null) {
                record.setException(failure);
            }
            record.setRouteStop(true);
            callback.done(false);
        }
    }
}
