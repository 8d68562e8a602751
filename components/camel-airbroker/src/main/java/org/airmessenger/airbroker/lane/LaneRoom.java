/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.airbroker.retained.RetainedMessages;
import org.airmessenger.message.LaneClass;
import org.airmessenger.message.Lanes;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** All lanes of one broker: made, written, emptied and accounted for. */
public final class LaneRoom implements Lanes {

    private static final Logger LOG = LoggerFactory.getLogger(LaneRoom.class);
    private static final int MAX_LISTED = 1000;
    private static final int RETAINED_SHARE = 16;
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** When Camel waited in vain already: what hangs then hangs. */
    private static final long LATE_SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final ActiveMQServer server;
    private final CamelContext context;
    private final LaneRoomConfiguration configuration;
    private final LaneClock clock;
    private final Map<String, Destination> destinations = new ConcurrentSkipListMap<>();
    private final Ledger ledger;
    private MeterRegistry registry;
    private LaneMaker maker;
    private LaneWriter writer;
    private RetainedMessages retained;
    private volatile boolean running;

    /**
     * Made before routes start.
     *
     * @param server a broker; started before {@link #start()}
     * @param context where the routes live
     * @param configuration what all lanes share
     */
    public LaneRoom(
            ActiveMQServer server, CamelContext context, LaneRoomConfiguration configuration) {
        this(server, context, configuration, new SystemClock(context));
    }

    LaneRoom(
            ActiveMQServer server,
            CamelContext context,
            LaneRoomConfiguration configuration,
            LaneClock clock) {
        this.server = server;
        this.context = context;
        this.configuration = configuration;
        this.clock = clock;
        this.ledger = new Ledger(Path.of(configuration.getDataDirectory()));
    }

    /**
     * Opens the lanes that are on disk, books what a crash made of them, and binds {@link
     * Lanes#BEAN}.
     *
     * @throws Exception if the broker cannot open them
     */
    public void start() throws Exception {
        MeterRegistry bound = context.getRegistry().findSingleByType(MeterRegistry.class);
        registry = bound == null ? new SimpleMeterRegistry() : bound;
        PageCounts.await(server);
        ledger.load();
        maker = new LaneMaker(server, configuration, registry);
        retained = makeRetained();
        retained.load();
        writer =
                new LaneWriter(
                        server,
                        clock,
                        new RoomMetrics(registry),
                        new Duplicates(server, configuration.getDuplicateIds()),
                        retained,
                        destinations::get);
        for (String name : maker.found()) {
            declare(name, new LaneConfiguration());
        }
        writer.start(configuration.sessionLimits());
        context.getRegistry().bind(Lanes.BEAN, Lanes.class, this);
        running = true;
        tick();
    }

    private RetainedMessages makeRetained() {
        long most = configuration.getMaxRetainedBytes();
        RetainedMessages made =
                new RetainedMessages(
                        server,
                        configuration.getMaxRetainedTopics(),
                        most > 0 ? most : Runtime.getRuntime().maxMemory() / RETAINED_SHARE,
                        clock::currentTimeMillis);
        Gauge.builder("air_lanes_retained_messages", made, RetainedMessages::count)
                .register(registry);
        Gauge.builder("air_lanes_retained_bytes", made, RetainedMessages::bytes).register(registry);
        return made;
    }

    /** The retained messages; from {@link #start()} on. */
    public RetainedMessages retained() {
        return retained;
    }

    /** Closes the lanes for writing and checkpoints the ledger; consumers are stopped before. */
    public void stop() {
        if (running) {
            synchronized (ledger) {
                // no checkpoint is under way now, and none comes any more
                running = false;
            }
            writer.stop();
            destinations.values().forEach(destination -> destination.watchCaps(false));
            settle();
            clock.close();
            ledger.checkpoint(destinations.values());
        }
    }

    /**
     * Waits, not for long, for what is being acknowledged or dropped: it would be delivered once
     * more, and the next start would have to book it.
     */
    private void settle() {
        boolean late = context.getShutdownStrategy().isTimeoutOccurred();
        long end = System.nanoTime() + (late ? LATE_SETTLE_NANOS : SETTLE_NANOS);
        for (Destination destination : destinations.values()) {
            try {
                destination
                        .settled()
                        .get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                LOG.warn(
                        "AIR-4103 requests to {} must end before the stop but did not; their messages"
                                + " will be delivered once more",
                        destination.name);
            }
        }
    }

    /**
     * A producer that keeps messages.
     *
     * @param destination writes into this one's lanes alone; null writes where the plan says
     */
    public Producer createProducer(Endpoint endpoint, String destination) {
        return new LaneProducer(endpoint, writer, destination);
    }

    /** A queue of the broker is going to be gone. */
    public void forget(SimpleString queue) {
        writer.caps().forget(queue);
    }

    /** Who gets messages beside the lanes and the subscribers in the broker, from now on. */
    public void mail(Mail mail) {
        writer.mail(mail);
    }

    /**
     * Hands a message to the local subscribers of its topic; the exchange has the failure if there
     * is one.
     */
    public void sendLocal(Exchange exchange, java.util.function.Consumer<Exchange> done) {
        writer.write(exchange, TopicProducer.LOCAL, sync -> done.accept(exchange));
    }

    /** A producer that hands a message to the local subscribers of its topic. */
    public Producer createTopicProducer(Endpoint endpoint) {
        return new TopicProducer(endpoint, writer);
    }

    /**
     * A consumer that empties a destination's lanes; one at a time per destination.
     *
     * @throws IllegalArgumentException if options are wrong, with all of them
     */
    public Consumer createConsumer(
            Endpoint endpoint,
            Processor processor,
            String destination,
            LaneConfiguration laneConfiguration) {
        LaneChecks.check(destination, laneConfiguration);
        return new LaneConsumer(endpoint, processor, this, destination, laneConfiguration.copy());
    }

    /**
     * Makes a destination's lanes if they are not there, and sets their limits.
     *
     * @throws Exception if the broker cannot make them
     */
    Destination declare(String name, LaneConfiguration laneConfiguration) throws Exception {
        LaneChecks.check(name, laneConfiguration);
        synchronized (ledger) {
            Destination destination = destinations.get(name);
            if (destination == null) {
                destination = maker.make(name, laneConfiguration);
                ledger.open(destination);
                maker.gauges(destination, clock);
                destinations.put(name, destination);
            } else {
                destination.configure(laneConfiguration);
            }
            destination.watchCaps(true);
            return destination;
        }
    }

    /** Starts emptying a destination's lanes. */
    Dispatcher attach(
            Destination destination,
            LaneConfiguration laneConfiguration,
            Executor executor,
            Sender sender)
            throws Exception {
        synchronized (destination) {
            if (destination.dispatcher() != null) {
                throw new IllegalStateException(
                        "AIR-4105 a lane must have one consumer but %s has one already; stop its route first"
                                .formatted(destination.name));
            }
            destination.watchCaps(false);
            Dispatcher dispatcher =
                    new Dispatcher(server, destination, laneConfiguration, clock, executor, sender);
            int messages = laneConfiguration.getWindowMessages();
            long bytes = laneConfiguration.getWindowBytes();
            dispatcher.start(
                    messages > 0 ? messages : configuration.getWindowMessages(),
                    bytes > 0 ? bytes : configuration.getWindowBytes(),
                    destination.quiet());
            destination.dispatcher(dispatcher);
            return dispatcher;
        }
    }

    /** A destination is no longer emptied; its lanes stay. */
    void detach(Destination destination, Dispatcher dispatcher) {
        synchronized (destination) {
            if (destination.dispatcher() == dispatcher) {
                destination.dispatcher(null);
                // who comes next waits for what is still in flight, so that nothing is overtaken
                destination.quietAfter(dispatcher.quiet());
                destination.watchCaps(true);
            }
        }
    }

    @Override
    public List<Account> accounts() {
        return destinations.values().stream().map(Destination::statement).toList();
    }

    @Override
    public List<Lane> lanes() {
        return destinations.values().stream().map(this::lane).toList();
    }

    @Override
    public List<Dead> dead(String destination, int limit) {
        if (limit < 1 || limit > MAX_LISTED) {
            throw new IllegalArgumentException(
                    "AIR-3111 limit must be 1–%d but was %d".formatted(MAX_LISTED, limit));
        }
        return deadLane(destination).list(limit);
    }

    @Override
    public Dead dead(String destination, String id) {
        return deadLane(destination).find(id);
    }

    @Override
    public int retry(String destination, List<String> ids) {
        return deadLane(destination).retry(ids);
    }

    @Override
    public int purge(String destination, List<String> ids) {
        return deadLane(destination).purge(ids);
    }

    private DeadLane deadLane(String name) {
        Destination destination = destinations.get(name);
        if (destination == null) {
            throw new IllegalArgumentException(
                    "AIR-3109 a destination must exist but %s does not; the destinations are %s"
                            .formatted(name, destinations.keySet()));
        }
        return new DeadLane(server, destination);
    }

    private Lane lane(Destination destination) {
        Map<String, Long> waiting = new TreeMap<>();
        Map<String, Long> bytes = new TreeMap<>();
        for (LaneClass laneClass : LaneClass.values()) {
            LaneQueue lane = destination.lane(laneClass);
            waiting.put(laneClass.word(), lane.queue.getMessageCount());
            bytes.put(laneClass.word(), lane.queue.getPersistentSize());
        }
        Dispatcher dispatcher = destination.dispatcher();
        Sight sight =
                dispatcher == null
                        ? new Sight("stopped", "", clock.nanoTime(), 0, 0, 0)
                        : dispatcher.sight();
        long away = "away".equals(sight.state()) ? clock.nanoTime() - sight.awaySince() : 0;
        return new Lane(
                destination.name,
                sight.state(),
                sight.reason(),
                TimeUnit.NANOSECONDS.toSeconds(away),
                waiting,
                bytes,
                destination.oldestSeconds(clock.currentTimeMillis()),
                sight.inFlight(),
                sight.concurrency());
    }

    /** Every second: the checkpoint, and the question whether the ledger balances. */
    private void tick() {
        synchronized (ledger) {
            if (!running) {
                return;
            }
            Collection<Destination> all = destinations.values();
            ledger.checkpoint(all);
            all.forEach(ledger::verify);
            all.forEach(Destination::dropExcess);
            writer.caps().look();
            clock.schedule(
                    this::tick,
                    TimeUnit.MILLISECONDS.toNanos(configuration.getCheckpointInterval()));
        }
    }
}
