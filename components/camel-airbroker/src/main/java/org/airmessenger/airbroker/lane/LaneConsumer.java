/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** {@code airbroker:lane/<destination>}: empties one destination's lanes into a route. */
final class LaneConsumer extends DefaultConsumer {

    /** Header: whose lane the messages come from. */
    static final String DESTINATION = "AirDestination";

    private static final Logger LOG = LoggerFactory.getLogger(LaneConsumer.class);

    private static final long GRACE_MILLIS = 200;

    private final LaneRoom room;
    private final String name;
    private final LaneConfiguration configuration;
    private Destination destination;
    private Dispatcher dispatcher;
    private ExecutorService executor;

    LaneConsumer(
            Endpoint endpoint,
            Processor processor,
            LaneRoom room,
            String name,
            LaneConfiguration configuration) {
        super(endpoint, processor);
        this.room = room;
        this.name = name;
        this.configuration = configuration;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        destination = room.declare(name, configuration);
        executor =
                getEndpoint()
                        .getCamelContext()
                        .getExecutorServiceManager()
                        .newCachedThreadPool(this, "AirLane-" + name);
        dispatcher = room.attach(destination, configuration, this::execute, this::send);
    }

    @Override
    protected void doSuspend() throws Exception {
        dispatcher.pause();
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        super.doResume();
        dispatcher.resume();
    }

    @Override
    protected void doStop() throws Exception {
        if (dispatcher != null) {
            CompletableFuture<Void> quiet = dispatcher.stop();
            try {
                quiet.get(graceMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                LOG.debug("{} is still busy; Camel waits for all routes together", name);
            } catch (InterruptedException e) {
                // whoever stops has no patience any more; the lane must be free again all the same
                Thread.currentThread().interrupt();
            } finally {
                room.detach(destination, dispatcher);
                getEndpoint().getCamelContext().getExecutorServiceManager().shutdown(executor);
                dispatcher = null;
            }
        }
        super.doStop();
    }

    /**
     * Camel stops one consumer after the other and only then waits for what is in flight, of all
     * routes at once. A lane that waited for its own longer than a moment would use up the time of
     * all others.
     */
    private long graceMillis() {
        boolean late = getEndpoint().getCamelContext().getShutdownStrategy().isTimeoutOccurred();
        return late ? 0 : GRACE_MILLIS;
    }

    /** Runs a task even after the stop: a late answer still acknowledges. */
    private void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    private void send(List<Entry> entries, boolean single, Consumer<Throwable> done) {
        Exchange exchange = createExchange(false);
        try {
            if (single && entries.size() == 1) {
                exchange.setIn(decode(entries.get(0)));
            } else {
                List<Message> messages = new ArrayList<>(entries.size());
                for (Entry entry : entries) {
                    messages.add(decode(entry));
                }
                exchange.getIn().setBody(messages);
            }
            exchange.getIn().setHeader(DESTINATION, name);
        } catch (RuntimeException e) {
            done.accept(e);
            return;
        }
        getAsyncProcessor()
                .process(
                        exchange,
                        sync -> {
                            Throwable failure = exchange.getException();
                            releaseExchange(exchange, false);
                            done.accept(failure);
                        });
    }

    private Message decode(Entry entry) {
        return LaneMessages.decode(
                getEndpoint().getCamelContext(), entry.reference.getMessage().toCore());
    }
}
