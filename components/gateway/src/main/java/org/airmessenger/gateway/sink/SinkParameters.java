/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.control.model.Destination;

import org.apache.camel.CamelContext;
import org.apache.camel.component.kamelet.KameletComponent;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Hands a destination's parameters to its sink Kamelet. They stand in the Kamelet component under
 * the route's id, not in a URI: URIs are written to logs, errors and management names, and escaping
 * in them is a trap. Values may be {@code {{…}}} placeholders; Camel resolves them when it builds
 * the Kamelet's route.
 */
public final class SinkParameters {

    private static final String HTTP = "air-http-sink";
    private static final String PREFIX = "sink-wire-";

    private SinkParameters() {}

    /**
     * The id of the route inside a destination's sink Kamelet: the {@code <id>} in {@code
     * kamelet:<sink>/<id>} of the templates {@code 5-sink-http} and {@code 5-sink-kamelet}.
     */
    public static String routeId(String destination) {
        return PREFIX + destination;
    }

    /**
     * Sets the parameters, before the destination's sink route is added; replaces earlier ones.
     *
     * @param destination name of the destination
     * @param parameters the Kamelet's parameters, name to value
     */
    public static void set(
            CamelContext context, String destination, Map<String, String> parameters) {
        Properties properties = new Properties();
        properties.putAll(parameters);
        all(context).put(routeId(destination), properties);
    }

    /**
     * Sets a destination's parameters; for our HTTP sink also its {@code compress}, unless the
     * parameters say otherwise.
     */
    public static void set(CamelContext context, Destination destination) {
        Map<String, String> parameters = new HashMap<>(destination.parameters());
        if (destination.sink().equals(HTTP) && destination.compress() != null) {
            parameters.putIfAbsent("compress", destination.compress());
        }
        set(context, destination.name(), parameters);
    }

    /** Forgets the parameters, after the destination's sink route was removed. */
    public static void remove(CamelContext context, String destination) {
        all(context).remove(routeId(destination));
    }

    private static Map<String, Properties> all(CamelContext context) {
        KameletComponent kamelets = context.getComponent("kamelet", KameletComponent.class);
        synchronized (kamelets) {
            Map<String, Properties> all = kamelets.getRouteProperties();
            if (!(all instanceof ConcurrentHashMap)) {
                all = all == null ? new ConcurrentHashMap<>() : new ConcurrentHashMap<>(all);
                kamelets.setRouteProperties(all);
            }
            return all;
        }
    }
}
