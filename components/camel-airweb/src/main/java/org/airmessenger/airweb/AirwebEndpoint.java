/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/**
 * Take devices' messages in over HTTP/2, HTTP/1.1 and WebSocket, on one TLS listener of the
 * gateway's own.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = AirwebConstants.SCHEME,
        title = "Air Web",
        syntax = "airweb:kind",
        consumerOnly = true,
        category = {Category.HTTP, Category.IOT})
public class AirwebEndpoint extends DefaultEndpoint implements MultipleConsumersSupport {

    @UriPath(
            enums = "messages,ws",
            description =
                    "What comes in: messages takes what devices post, one or many at once; "
                            + "ws what they send by WebSocket.")
    @Metadata(required = true)
    private String kind;

    /** Made by the component, which checked the kind. */
    public AirwebEndpoint(String uri, AirwebComponent component, String kind) {
        super(uri, component);
        this.kind = kind;
    }

    @Override
    public AirwebComponent getComponent() {
        return (AirwebComponent) super.getComponent();
    }

    /** A door's next route takes over from the one before. */
    @Override
    public boolean isMultipleConsumersSupported() {
        return true;
    }

    @Override
    public Producer createProducer() {
        throw new IllegalArgumentException(
                "AIR-1204 the web doors only take messages in but a route sends to "
                        + getEndpointUri()
                        + "; send to airbroker:lanes");
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        Consumer consumer = getComponent().createDoorConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    public String getKind() {
        return kind;
    }

    public void setKind(String kind) {
        this.kind = kind;
    }
}
