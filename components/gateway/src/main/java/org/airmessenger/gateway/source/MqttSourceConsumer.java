/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import org.airmessenger.gateway.mqtt.LinkNames;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Links;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads from another broker. A message is acknowledged there only when it was kept here or refused
 * for good. When the consumer is suspended or stopped, nothing more is begun, what is in flight
 * ends and is acknowledged, and the connection ends, so that others of a shared subscription get
 * the rest; the session stays.
 *
 * <p>Beside Paho's threads it has two: one runs the route, one connects, probes and waits.
 */
public final class MqttSourceConsumer extends DefaultConsumer
        implements Suspendable, ShutdownAware {

    private static final Logger LOG = LoggerFactory.getLogger(MqttSourceConsumer.class);
    private static final String DOOR = "bridge";
    private static final long GOODBYE_MILLIS = 5_000;

    private final MqttSourceSettings settings;
    private ExecutorService worker;
    private ScheduledExecutorService timer;
    private MqttArrivals arrivals;
    private MqttInlet inlet;
    private CompletableFuture<Void> closing;
    private MeterRegistry meters;
    private Gauge gauge;

    MqttSourceConsumer(Endpoint endpoint, Processor processor, MqttSourceSettings settings) {
        super(endpoint, processor);
        this.settings = settings;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        ExecutorServiceManager executors =
                getEndpoint().getCamelContext().getExecutorServiceManager();
        worker = executors.newSingleThreadExecutor(this, "AirMqttSource");
        timer = executors.newSingleThreadScheduledExecutor(this, "AirMqttLink");
        open();
    }

    private void open() {
        CamelContext context = getEndpoint().getCamelContext();
        Links.Handle link = LinkNames.open(context, getRouteId(), settings.peer());
        meters = context.getRegistry().findSingleByType(MeterRegistry.class);
        if (meters != null) {
            gauge =
                    Gauge.builder("air_source_link_up", link, now -> now.isUp() ? 1 : 0)
                            .tag("link", link.name())
                            .strongReference(true)
                            .register(meters);
        }
        arrivals =
                new MqttArrivals(
                        settings.window(),
                        worker,
                        timer,
                        this::take,
                        new SourceMeters(context, DOOR));
        inlet = new MqttInlet(settings, arrivals, timer, link);
        inlet.start();
    }

    /** Begins nothing more; the connection ends once nothing is in flight. */
    private synchronized CompletableFuture<Void> finish() {
        if (closing == null) {
            CompletableFuture<Void> idle = new CompletableFuture<>();
            closing = idle;
            arrivals.close(() -> idle.complete(null));
            MqttInlet mine = inlet;
            idle.thenRun(mine::close);
        }
        return closing;
    }

    @Override
    protected void doSuspend() {
        finish();
    }

    @Override
    protected void doResume() throws Exception {
        end();
        open();
    }

    @Override
    protected void doStop() throws Exception {
        end();
        ExecutorServiceManager executors =
                getEndpoint().getCamelContext().getExecutorServiceManager();
        executors.shutdownNow(timer);
        executors.shutdown(worker);
        super.doStop();
    }

    /** What does not end in time is not acknowledged: it comes again at the next start. */
    private void end() throws InterruptedException, ExecutionException {
        try {
            finish().get(GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn(
                    "AIR-1138 messages in flight must end within {} ms when their source"
                            + " stops but {} did not; they come again at the next start",
                    GOODBYE_MILLIS,
                    arrivals.inFlight());
        }
        try {
            inlet.close().get(GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.debug("the connection ends by itself", e);
        }
        closing = null;
        if (gauge != null) {
            meters.remove(gauge);
        }
    }

    private void take(MqttArrival arrival) {
        MqttArrival.Try attempt = arrival.new Try();
        Exchange exchange = createExchange(false);
        Message in = exchange.getMessage();
        in.setBody(arrival.message.getPayload());
        in.setHeader(PahoMqtt5Constants.MQTT_TOPIC, arrival.topic);
        in.setHeader(PahoMqtt5Constants.MQTT_QOS, arrival.message.getQos());
        in.setHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, arrival.message.getProperties());
        exchange.setProperty(MqttArrival.Try.PROPERTY, attempt);
        exchange.setProperty(AirHeaders.TICKET, attempt);
        getAsyncProcessor()
                .process(
                        exchange,
                        sync -> {
                            releaseExchange(exchange, false);
                            attempt.left();
                        });
    }

    @Override
    public boolean deferShutdown(ShutdownRunningTask task) {
        return false;
    }

    @Override
    public int getPendingExchangesSize() {
        MqttArrivals now = arrivals;
        return now == null ? 0 : now.inFlight();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // a stop waits by itself, for a while
    }
}
