/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import org.airmessenger.airweb.commands.Commands;
import org.airmessenger.airweb.last.LastValue;
import org.airmessenger.airweb.messages.PostMessages;
import org.airmessenger.airweb.server.Document;
import org.airmessenger.airweb.server.Jwks;
import org.airmessenger.airweb.server.Place;
import org.airmessenger.airweb.server.Resource;
import org.airmessenger.airweb.server.Resources;
import org.airmessenger.airweb.server.WebDoor;
import org.airmessenger.airweb.server.WebListener;
import org.airmessenger.airweb.websocket.Sockets;
import org.airmessenger.door.DoorConsumer;
import org.airmessenger.door.Doors;
import org.airmessenger.message.Downlink;
import org.airmessenger.message.Identities;
import org.airmessenger.message.LastValues;
import org.airmessenger.message.Listening;
import org.airmessenger.message.Presence;
import org.airmessenger.message.PublicKeys;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/** Owns the web listener, which opens with the first consumer and closes with the last. */
@Component(AirwebConstants.SCHEME)
public class AirwebComponent extends DefaultComponent {

    private static final String LISTENING = "airWebListening";
    private static final int THREADS_PER_PROCESSOR = 4;
    private static final long QUIET_MILLIS = 500;

    @Metadata(description = "The web listener: where it is, what it shows, how much it takes.")
    private WebConfiguration configuration = new WebConfiguration();

    @Metadata(
            label = "advanced",
            description = "WebSockets on the listener: who may have one, how much it takes.")
    private SocketConfiguration webSocket = new SocketConfiguration();

    private ExecutorService executor;
    private ScheduledExecutorService files;
    private WebDoor door;
    private Resources resources;
    private WebListener listener;

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
            throws Exception {
        if (!AirwebConstants.KIND_MESSAGES.equals(remaining)
                && !AirwebConstants.KIND_SOCKETS.equals(remaining)) {
            throw new IllegalArgumentException(
                    "AIR-1218 the kind of an airweb endpoint must be messages or ws but was "
                            + remaining
                            + " in "
                            + uri);
        }
        AirwebEndpoint endpoint = new AirwebEndpoint(uri, this, remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        WebConfiguration options = configuration.copy();
        options.setWebSocket(webSocket.copy());
        WebChecks.check(options);
        int threads =
                options.getThreads() > 0
                        ? options.getThreads()
                        : THREADS_PER_PROCESSOR * Runtime.getRuntime().availableProcessors();
        var executors = getCamelContext().getExecutorServiceManager();
        executor = executors.newFixedThreadPool(this, "airweb-door", threads);
        files = executors.newScheduledThreadPool(this, "airweb-files", 1);
        door =
                new WebDoor(
                        options,
                        identities(options),
                        Doors.of(getCamelContext()),
                        executor,
                        meters());
        resources = resources();
        listener = new WebListener(door, resources, files);
        Listening listening = () -> Map.of(AirwebConstants.LISTENER, listener.port());
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

    private Resources resources() {
        Registry registry = getCamelContext().getRegistry();
        Map<String, Resource> byWord = new HashMap<>();
        byWord.put("messages", new PostMessages());
        byWord.put(
                "jwks.json",
                new Jwks(() -> registry.lookupByNameAndType(PublicKeys.BEAN, PublicKeys.class)));
        byWord.put("openapi.yaml", Document.yaml(AirwebComponent.class, "openapi.yaml"));
        byWord.put(
                "last",
                new LastValue(
                        () -> registry.lookupByNameAndType(LastValues.BEAN, LastValues.class)));
        byWord.put(
                "commands",
                new Commands(
                        () -> registry.lookupByNameAndType(Downlink.BEAN, Downlink.class),
                        () -> registry.lookupByNameAndType(Presence.BEAN, Presence.class)));
        if (door.options().getWebSocket().isSocketsEnabled()) {
            byWord.put("ws", new Sockets(door, registry));
            byWord.put("asyncapi.yaml", Document.yaml(Sockets.class, "asyncapi.yaml"));
        }
        return new Resources(door, byWord);
    }

    private Identities identities(WebConfiguration options) {
        Identities found = getCamelContext().getRegistry().findSingleByType(Identities.class);
        if (found == null && options.isTlsEnabled()) {
            throw new IllegalStateException(
                    "AIR-1005 a door needs a bean of type "
                            + Identities.class.getName()
                            + " but the registry has none; bind one, or set tlsEnabled=false");
        }
        return found;
    }

    private MeterRegistry meters() {
        MeterRegistry found = getCamelContext().getRegistry().findSingleByType(MeterRegistry.class);
        return found == null ? new SimpleMeterRegistry() : found;
    }

    // Camel makes consumers while it only initializes components: the first of them starts this one
    Consumer createDoorConsumer(AirwebEndpoint endpoint, Processor processor) {
        start();
        Place place =
                AirwebConstants.KIND_SOCKETS.equals(endpoint.getKind())
                        ? door.sockets()
                        : door.messages();
        return new DoorConsumer(endpoint, processor, place.threshold(), listener.opening(place));
    }

    /** The port that is really listened on; 0 while it is closed. */
    public int port() {
        return listener == null ? 0 : listener.port();
    }

    /** The words behind {@code /v1/} that are answered. */
    Set<String> words() {
        return resources.words();
    }

    /** WebSockets on the listener: who may have one, how much it takes. */
    public SocketConfiguration getWebSocket() {
        return webSocket;
    }

    /** Sets what WebSockets are; no effect once the component is started. */
    public void setWebSocket(SocketConfiguration webSocket) {
        this.webSocket = webSocket;
    }

    /** The web listener: where it is, what it shows, how much it takes. */
    public WebConfiguration getConfiguration() {
        return configuration;
    }

    /** Sets what the listener is; no effect once the component is started. */
    public void setConfiguration(WebConfiguration configuration) {
        this.configuration = configuration;
    }
}
