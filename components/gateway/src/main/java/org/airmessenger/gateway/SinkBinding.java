/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import org.airmessenger.control.model.Destination;
import org.airmessenger.gateway.delivery.DestinationRoutes;
import org.airmessenger.gateway.sink.SinkParameters;

import org.apache.camel.CamelContext;

import java.util.HashMap;
import java.util.Map;

/** Hands a destination's parameters to its sink; the two rooms do not know each other. */
final class SinkBinding implements DestinationRoutes.Sinks {

    private static final String COMPRESS = "compress";

    private final CamelContext context;
    private volatile Kamelets kamelets;

    SinkBinding(CamelContext context, Kamelets kamelets) {
        this.context = context;
        this.kamelets = kamelets;
    }

    /** From now on sinks take what these say. */
    void kamelets(Kamelets now) {
        kamelets = now;
    }

    @Override
    public void set(Destination destination) {
        Map<String, String> parameters = new HashMap<>(destination.parameters());
        if (kamelets.takes(destination.sink(), COMPRESS)) {
            parameters.putIfAbsent(COMPRESS, destination.compress());
        }
        SinkParameters.set(context, destination.name(), parameters);
    }

    @Override
    public boolean takesBatches(String sink) {
        return kamelets.takesBatches(sink);
    }

    @Override
    public void remove(String destination) {
        SinkParameters.remove(context, destination);
    }
}
