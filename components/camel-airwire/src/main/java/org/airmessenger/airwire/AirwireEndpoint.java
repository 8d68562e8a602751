/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire;

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

import java.util.Map;
import java.util.function.Supplier;

/**
 * Take in what devices and other gateways send by the wire protocol, or send to another gateway by
 * it.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = AirwireConstants.SCHEME,
        title = "Air Wire",
        syntax = "airwire:peer",
        category = {Category.MESSAGING, Category.IOT})
public class AirwireEndpoint extends DefaultEndpoint implements MultipleConsumersSupport {

    @UriPath(
            description =
                    "door takes in what devices send (consumer); host:port is the gateway to send to (producer).")
    @Metadata(required = true)
    private String peer;

    @UriParam private LinkConfiguration link = new LinkConfiguration();

    @UriParam(
            label = "producer,advanced",
            description =
                    "A bean that gives options of the link by their names, so that no URI holds them.")
    private Supplier<Map<String, Object>> options;

    /** Made by the component. */
    public AirwireEndpoint(String uri, AirwireComponent component, String peer) {
        super(uri, component);
        this.peer = peer;
    }

    @Override
    public AirwireComponent getComponent() {
        return (AirwireComponent) super.getComponent();
    }

    /** A door's next route takes over from the one before. */
    @Override
    public boolean isMultipleConsumersSupported() {
        return true;
    }

    @Override
    public Producer createProducer() throws Exception {
        if (AirwireConstants.KIND_DOOR.equals(peer)) {
            throw new IllegalArgumentException(
                    "AIR-1404 the door only takes messages in but a route sends to %s; send to airwire:host:port, or to airbroker:lanes"
                            .formatted(getEndpointUri()));
        }
        return new AirwireProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        if (!AirwireConstants.KIND_DOOR.equals(peer)) {
            throw new IllegalArgumentException(
                    "AIR-1404 a route must start from airwire:door but starts from %s; there is one door"
                            .formatted(getEndpointUri()));
        }
        Consumer consumer = getComponent().createDoorConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    public String getPeer() {
        return peer;
    }

    public void setPeer(String peer) {
        this.peer = peer;
    }

    /** A bean that gives options of the link. */
    public Supplier<Map<String, Object>> getOptions() {
        return options;
    }

    public void setOptions(Supplier<Map<String, Object>> options) {
        this.options = options;
    }

    /** How another gateway is reached. */
    public LinkConfiguration getLink() {
        return link;
    }

    public void setLink(LinkConfiguration link) {
        this.link = link;
    }
}
