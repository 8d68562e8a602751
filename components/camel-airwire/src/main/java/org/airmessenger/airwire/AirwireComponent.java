/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire;

import org.airmessenger.airwire.server.WireDoor;
import org.airmessenger.airwire.server.WireListener;
import org.airmessenger.door.DoorConsumer;
import org.airmessenger.door.Doors;
import org.airmessenger.message.Identities;
import org.airmessenger.message.Listening;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/** Owns the door's listeners, which open with the first consumer and close with the last. */
@Component(AirwireConstants.SCHEME)
public class AirwireComponent extends DefaultComponent {

    private static final String LISTENING = "airWireListening";
    private static final int THREADS_PER_PROCESSOR = 4;
    private static final long QUIET_MILLIS = 500;

    @Metadata(description = "The door: where it listens, what it shows, how much it takes.")
    private WireConfiguration configuration = new WireConfiguration();

    private ExecutorService executor;
    private ScheduledExecutorService files;
    private WireDoor door;
    private WireListener listener;

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
            throws Exception {
        AirwireEndpoint endpoint = new AirwireEndpoint(uri, this, remaining);
        setProperties(endpoint.getLink(), parameters);
        setProperties(endpoint, parameters);
        if (endpoint.getOptions() != null) {
            setProperties(endpoint.getLink(), new HashMap<>(endpoint.getOptions().get()));
        }
        return endpoint;
    }

    private synchronized void openDoor() {
        if (door != null) {
            return;
        }
        WireConfiguration options = configuration.copy();
        WireChecks.check(options);
        if (getCamelContext().getRegistry().findSingleByType(Identities.class) == null) {
            throw new IllegalStateException(
                    "AIR-1005 a door needs a bean of type "
                            + Identities.class.getName()
                            + " but the registry has none; bind one, or set tlsEnabled=false");
        }
        int threads =
                options.getThreads() > 0
                        ? options.getThreads()
                        : THREADS_PER_PROCESSOR * Runtime.getRuntime().availableProcessors();
        var executors = getCamelContext().getExecutorServiceManager();
        executor = executors.newFixedThreadPool(this, "airwire-door", threads);
        files = executors.newScheduledThreadPool(this, "airwire-files", 1);
        door =
                new WireDoor(
                        options,
                        getCamelContext().getRegistry(),
                        Doors.of(getCamelContext()),
                        executor,
                        meters());
        listener = new WireListener(door, files);
        Listening listening =
                () ->
                        Map.of(
                                AirwireConstants.LISTENER,
                                listener.port(),
                                AirwireConstants.PLAIN_LISTENER,
                                listener.plainPort());
        getCamelContext().getRegistry().bind(LISTENING, listening);
    }

    @Override
    protected void doStop() throws Exception {
        if (door != null) {
            getCamelContext().getRegistry().unbind(LISTENING);
            door.close();
            door = null;
            var executors = getCamelContext().getExecutorServiceManager();
            executors.shutdownGraceful(executor, QUIET_MILLIS);
            executors.shutdownNow(files);
        }
        super.doStop();
    }

    MeterRegistry meters() {
        MeterRegistry found = getCamelContext().getRegistry().findSingleByType(MeterRegistry.class);
        return found == null ? new SimpleMeterRegistry() : found;
    }

    Consumer createDoorConsumer(AirwireEndpoint endpoint, Processor processor) {
        openDoor();
        return new DoorConsumer(endpoint, processor, door.threshold(), listener);
    }

    /** The port that is really listened on with TLS; 0 while it is closed. */
    public int port() {
        return listener == null ? 0 : listener.port();
    }

    /** The port that is really listened on without TLS; 0 while it is closed. */
    public int plainPort() {
        return listener == null ? 0 : listener.plainPort();
    }

    /** The door: where it listens, what it shows, how much it takes. */
    public WireConfiguration getConfiguration() {
        return configuration;
    }

    /** Sets what the door is; no effect once it is open. */
    public void setConfiguration(WireConfiguration configuration) {
        this.configuration = configuration;
    }
}
