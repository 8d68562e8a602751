/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker;

import org.airmessenger.airbroker.broker.BrokerChecks;
import org.airmessenger.airbroker.broker.BrokerConfiguration;
import org.airmessenger.airbroker.broker.EmbeddedBroker;
import org.airmessenger.airbroker.broker.Listeners;
import org.airmessenger.airbroker.door.Door;
import org.airmessenger.airbroker.door.DoorProtocolFactory;
import org.airmessenger.airbroker.door.MqttOpening;
import org.airmessenger.airbroker.down.CommandsConfiguration;
import org.airmessenger.airbroker.down.CommandsDesk;
import org.airmessenger.airbroker.down.DownlinkRoom;
import org.airmessenger.airbroker.lane.LaneRoom;
import org.airmessenger.airbroker.lane.LaneRoomConfiguration;
import org.airmessenger.airbroker.presence.PresenceBoard;
import org.airmessenger.airbroker.presence.PresenceConsumer;
import org.airmessenger.door.DoorConsumer;
import org.airmessenger.door.Doors;
import org.airmessenger.message.Ahead;
import org.airmessenger.message.Broker;
import org.airmessenger.message.Commands;
import org.airmessenger.message.Downlink;
import org.airmessenger.message.Identities;
import org.airmessenger.message.Presence;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Owns the embedded broker: started with the component, before any route, and stopped after all of
 * them.
 */
@Component(AirbrokerConstants.SCHEME)
public class AirbrokerComponent extends DefaultComponent implements Ahead {

    private static final String KINDS = "door, presence, lanes, topic or lane/<destination>";
    private static final int THREADS_PER_PROCESSOR = 4;
    private static final long QUIET_MILLIS = 500;

    @Metadata(description = "The embedded broker: journal, limits and listeners.")
    private BrokerConfiguration configuration = new BrokerConfiguration();

    @Metadata(description = "The way down to devices: what waits for them, and for how long.")
    private CommandsConfiguration commands = new CommandsConfiguration();

    private EmbeddedBroker broker;
    private DoorProtocolFactory protocol;
    private Listeners listeners;
    private Door door;
    private ExecutorService executor;
    private ScheduledExecutorService files;
    private BrokerFacts facts;
    private PresenceBoard presence;
    private LaneRoom lanes;
    private DownlinkRoom down;

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
            throws Exception {
        int slash = remaining.indexOf('/');
        String kind = slash < 0 ? remaining : remaining.substring(0, slash);
        String name = slash < 0 ? null : remaining.substring(slash + 1);
        checkPath(kind, name, uri);
        AirbrokerEndpoint endpoint = new AirbrokerEndpoint(uri, this, kind, name);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    private static void checkPath(String kind, String name, String uri) {
        switch (kind) {
            case AirbrokerConstants.KIND_DOOR,
                    AirbrokerConstants.KIND_PRESENCE,
                    AirbrokerConstants.KIND_LANES,
                    AirbrokerConstants.KIND_TOPIC -> {
                if (name != null) {
                    throw new IllegalArgumentException(
                            "AIR-1002 airbroker:%s has no name but the URI was %s; write airbroker:%s"
                                    .formatted(kind, uri, kind));
                }
            }
            case AirbrokerConstants.KIND_LANE -> {
                if (name == null || !name.matches("[a-z0-9][a-z0-9-]{0,62}")) {
                    throw new IllegalArgumentException(
                            "AIR-1002 a lane's destination must match [a-z0-9][a-z0-9-]{0,62} but the"
                                    + " URI was %s; write airbroker:lane/<destination>"
                                            .formatted(uri));
                }
            }
            default ->
                    throw new IllegalArgumentException(
                            "AIR-1001 the kind of an airbroker endpoint must be %s but was %s in %s"
                                    .formatted(KINDS, kind, uri));
        }
    }

    @Override
    public void openAhead() {
        BrokerConfiguration options = configuration.copy();
        BrokerChecks.check(options);
        protocol = new DoorProtocolFactory();
        broker = new EmbeddedBroker(options);
        broker.begin(protocol);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (protocol == null) {
            openAhead();
        }
        try {
            open();
        } catch (Exception e) {
            doStop();
            throw e;
        }
    }

    private void open() throws Exception {
        BrokerConfiguration options = configuration.copy();
        CommandsConfiguration commandsOptions = commands.copy();
        commandsOptions.check();
        files =
                getCamelContext()
                        .getExecutorServiceManager()
                        .newScheduledThreadPool(this, "airbroker-files", 1);
        MeterRegistry meters = meters();
        Doors doors = Doors.of(getCamelContext());
        listeners = new Listeners(options, files, meters, doors);
        int threads =
                options.getThreads() > 0
                        ? options.getThreads()
                        : THREADS_PER_PROCESSOR * Runtime.getRuntime().availableProcessors();
        executor =
                getCamelContext()
                        .getExecutorServiceManager()
                        .newFixedThreadPool(this, "airbroker-door", threads);
        Identities identities = identities(options);
        door = new Door(options, identities, doors, executor, broker::problem, meters);
        presence = presence(options, doors, meters);
        door.reportTo(presence);
        facts = new BrokerFacts(options.getDataDirectory(), broker, listeners, door);
        protocol.serve(door);
        broker.awaitStart();
        lanes = new LaneRoom(broker.server(), getCamelContext(), laneRoom(options));
        lanes.start();
        broker.beforeQueueEnds(lanes::forget);
        door.serve(broker.server(), lanes.retained());
        if (identities != null) {
            down =
                    new DownlinkRoom(
                            broker.server(),
                            lanes.retained(),
                            identities,
                            commandsOptions,
                            Path.of(options.getDataDirectory(), "commands"),
                            meters);
            down.start();
            lanes.mail(down);
            door.serve(down);
            getCamelContext().getRegistry().bind(Downlink.BEAN, Downlink.class, down);
            getCamelContext()
                    .getRegistry()
                    .bind(
                            Commands.BEAN,
                            Commands.class,
                            new CommandsDesk(down, getCamelContext(), lanes::sendLocal));
        }
        getCamelContext().getRegistry().bind(Broker.BEAN, Broker.class, facts);
    }

    @Override
    protected void doStop() throws Exception {
        if (facts != null) {
            getCamelContext().getRegistry().unbind(Broker.BEAN);
            getCamelContext().getRegistry().unbind(Presence.BEAN);
            if (lanes != null) {
                lanes.stop();
                lanes = null;
            }
            if (down != null) {
                getCamelContext().getRegistry().unbind(Downlink.BEAN);
                getCamelContext().getRegistry().unbind(Commands.BEAN);
                down.stop();
                down = null;
            }
            door.close();
            broker.stop();
            getCamelContext().getExecutorServiceManager().shutdownNow(files);
            getCamelContext().getExecutorServiceManager().shutdownGraceful(executor, QUIET_MILLIS);
            facts = null;
            protocol = null;
        } else if (protocol != null) {
            broker.stop();
            protocol = null;
        }
        super.doStop();
    }

    /** Null if it is off. */
    private PresenceBoard presence(BrokerConfiguration options, Doors doors, MeterRegistry meters) {
        if (!options.isPresenceEnabled()) {
            return null;
        }
        PresenceBoard made =
                new PresenceBoard(
                        new PresenceBoard.Pace(
                                options.getPresencePerSecond(), options.getPresenceQuietMillis()),
                        doors.timer(),
                        executor,
                        System::currentTimeMillis,
                        System::nanoTime,
                        meters);
        getCamelContext().getRegistry().bind(Presence.BEAN, Presence.class, made);
        return made;
    }

    private static LaneRoomConfiguration laneRoom(BrokerConfiguration options) {
        LaneRoomConfiguration room = new LaneRoomConfiguration();
        room.setDataDirectory(options.getDataDirectory());
        room.setMaxRetainedTopics(options.getMaxRetainedTopics());
        room.setMaxRetainedBytes(options.getMaxRetainedBytes());
        room.setSessionLimits(
                options.getSessionMaxMessages(),
                options.getSessionMaxBytes(),
                options.getSessionOverflow());
        return room;
    }

    private Identities identities(BrokerConfiguration options) {
        Identities found = getCamelContext().getRegistry().findSingleByType(Identities.class);
        if (found == null && (options.isMqttEnabled() || options.isPlainEnabled())) {
            throw new IllegalStateException(
                    "AIR-1005 a door needs a bean of type "
                            + Identities.class.getName()
                            + " but the registry has none; bind one, or set mqttEnabled=false");
        }
        return found;
    }

    private MeterRegistry meters() {
        MeterRegistry found = getCamelContext().getRegistry().findSingleByType(MeterRegistry.class);
        return found == null ? new SimpleMeterRegistry() : found;
    }

    // Camel makes consumers and producers while it only initializes components; they need the
    // broker, so the first of them starts it
    Consumer createDoorConsumer(AirbrokerEndpoint endpoint, Processor processor) {
        start();
        return new DoorConsumer(
                endpoint, processor, door.threshold(), new MqttOpening(door, listeners, broker));
    }

    Consumer createPresenceConsumer(AirbrokerEndpoint endpoint, Processor processor) {
        start();
        return new PresenceConsumer(endpoint, processor, presence, lanes.retained());
    }

    Consumer createLaneConsumer(AirbrokerEndpoint endpoint, Processor processor) {
        start();
        return lanes.createConsumer(endpoint, processor, endpoint.getName(), endpoint.getLane());
    }

    Producer createLaneProducer(AirbrokerEndpoint endpoint) {
        start();
        return AirbrokerConstants.KIND_TOPIC.equals(endpoint.getKind())
                ? lanes.createTopicProducer(endpoint)
                : lanes.createProducer(endpoint, endpoint.getName());
    }

    /** The MQTT door; null before the component is started. */
    public Door door() {
        return door;
    }

    /** The running broker; null before the component is started. */
    public ActiveMQServer server() {
        return broker == null ? null : broker.server();
    }

    /** The embedded broker: journal, limits and listeners. */
    public BrokerConfiguration getConfiguration() {
        return configuration;
    }

    /** The way down to devices: what waits for them, and for how long. */
    public CommandsConfiguration getCommands() {
        return commands;
    }

    /** Sets what may wait for devices; no effect once the component is started. */
    public void setCommands(CommandsConfiguration commands) {
        this.commands = commands;
    }

    /** Sets what the embedded broker is; no effect once the component is started. */
    public void setConfiguration(BrokerConfiguration configuration) {
        this.configuration = configuration;
    }
}
