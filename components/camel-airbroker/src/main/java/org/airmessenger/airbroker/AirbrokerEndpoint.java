/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker;

import org.airmessenger.airbroker.lane.LaneConfiguration;

import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/**
 * Take devices' messages in over MQTT, keep them in lanes on disk, and give them out to
 * destinations, with an embedded Artemis broker.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = AirbrokerConstants.SCHEME,
        title = "Air Broker",
        syntax = "airbroker:kind/name",
        category = {Category.MESSAGING, Category.IOT},
        headersClass = AirbrokerConstants.class)
public class AirbrokerEndpoint extends DefaultEndpoint implements MultipleConsumersSupport {

    @UriPath(
            enums = "door,presence,lanes,lane,topic",
            description =
                    "What the endpoint is: door takes devices' messages in (consumer), presence says"
                            + " which devices are here (consumer), lanes keeps"
                            + " a message in every lane of its plan (producer), lane is one"
                            + " destination's lanes (consumer and producer), topic hands a message"
                            + " to the local subscribers of its topic (producer).")
    @Metadata(required = true)
    private String kind;

    @UriPath(description = "The destination of a lane; empty for the other kinds.")
    private String name;

    @UriParam private LaneConfiguration lane = new LaneConfiguration();

    /**
     * Made by the component, which checked kind and name.
     *
     * @param name destination of a lane, otherwise null
     */
    public AirbrokerEndpoint(String uri, AirbrokerComponent component, String kind, String name) {
        super(uri, component);
        this.kind = kind;
        this.name = name;
    }

    @Override
    public AirbrokerComponent getComponent() {
        return (AirbrokerComponent) super.getComponent();
    }

    /** A door's next route takes over from the one before; what else must be one checks itself. */
    @Override
    public boolean isMultipleConsumersSupported() {
        return AirbrokerConstants.KIND_DOOR.equals(kind);
    }

    @Override
    public Producer createProducer() throws Exception {
        if (AirbrokerConstants.KIND_DOOR.equals(kind)
                || AirbrokerConstants.KIND_PRESENCE.equals(kind)) {
            throw new IllegalArgumentException(
                    "AIR-1003 a door only takes messages in but a route sends to "
                            + getEndpointUri()
                            + "; send to airbroker:lanes");
        }
        return getComponent().createLaneProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        Consumer consumer =
                switch (kind) {
                    case AirbrokerConstants.KIND_DOOR ->
                            getComponent().createDoorConsumer(this, processor);
                    case AirbrokerConstants.KIND_PRESENCE ->
                            getComponent().createPresenceConsumer(this, processor);
                    case AirbrokerConstants.KIND_LANE ->
                            getComponent().createLaneConsumer(this, processor);
                    default ->
                            throw new IllegalArgumentException(
                                    "AIR-1003 airbroker:"
                                            + kind
                                            + " only takes messages but a route"
                                            + " starts from it; start from"
                                            + " airbroker:lane/<destination>");
                };
        configureConsumer(consumer);
        return consumer;
    }

    public String getKind() {
        return kind;
    }

    public void setKind(String kind) {
        this.kind = kind;
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    /** How a lane is emptied. */
    public LaneConfiguration getLane() {
        return lane;
    }

    /** Sets how a lane is emptied. */
    public void setLane(LaneConfiguration lane) {
        this.lane = lane;
    }
}
