/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.delivery;

import org.airmessenger.control.model.Destination;
import org.airmessenger.control.model.Model;
import org.airmessenger.gateway.config.ConfigKeys;
import org.airmessenger.gateway.config.Settings;
import org.airmessenger.message.LaneClass;

import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.RouteTemplateParameterDefinition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Gives each destination its two routes: one that empties its lanes (from the template {@value
 * #DELIVERY}) and one that speaks to its sink. Adding and removing harms no other destination.
 */
public final class DestinationRoutes {

    /** Template of the route that empties a destination's lanes. */
    public static final String DELIVERY = "4-delivery";

    private static final String SINK_PREFIX = "5-sink-";

    /** Template of a sink that has none of its own: any sink Kamelet of any catalogue. */
    public static final String ANY_SINK = "5-sink-kamelet";

    private final ModelCamelContext context;
    private final Settings settings;
    private final Sinks sinks;

    /** How a sink Kamelet gets its parameters: the sinks' own business. */
    public interface Sinks {

        /** Hands the parameters over, before the sink's route is made. */
        void set(Destination destination);

        /** Whether a sink takes a list of messages; the others get one at a time. */
        boolean takesBatches(String sink);

        /** Forgets them, after the route is gone. */
        void remove(String destination);
    }

    /** Adds to this context. */
    public DestinationRoutes(ModelCamelContext context, Settings settings, Sinks sinks) {
        this.context = context;
        this.settings = settings;
        this.sinks = sinks;
    }

    /**
     * Adds the routes of all destinations.
     *
     * @throws Exception if one cannot be made
     */
    public void addAll(Model model) throws Exception {
        for (Destination destination : model.destinations().values()) {
            add(destination);
        }
    }

    /**
     * Adds the routes of one destination, its sink first.
     *
     * @throws IllegalStateException if it has routes already
     * @throws Exception if one cannot be made
     */
    public void add(Destination destination) throws Exception {
        String sink = sinkRoute(destination.name());
        String delivery = deliveryRoute(destination.name());
        if (context.getRouteDefinition(sink) != null
                || context.getRouteDefinition(delivery) != null) {
            // Camel would drain and replace the running route without a word
            throw new IllegalStateException(
                    "AIR-4001 a destination must have one set of routes but "
                            + destination.name()
                            + " has one already: remove it first");
        }
        String template = sinkTemplate(destination.sink());
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("destination", destination.name());
        if (template.equals(ANY_SINK)) {
            parameters.put("sink", destination.sink());
        }
        sinks.set(destination);
        try {
            make(sink, template, parameters);
            make(delivery, DELIVERY, deliveryParameters(destination));
        } catch (Exception e) {
            forget(delivery);
            forget(sink);
            sinks.remove(destination.name());
            throw e;
        }
    }

    /**
     * Removes the routes of one destination: stops taking from the lanes, finishes what is in
     * flight, then removes both and what is inside their Kamelets. The lanes keep what waits.
     *
     * @param timeoutMillis longest time to wait for what is in flight
     * @return false if it did not finish in time; then nothing is removed and it runs on
     * @throws Exception if a route cannot be stopped
     */
    public boolean remove(String destination, long timeoutMillis) throws Exception {
        for (String route : List.of(deliveryRoute(destination), sinkRoute(destination))) {
            if (context.getRouteDefinition(route) == null) {
                continue;
            }
            boolean done =
                    context.getRouteController()
                            .stopRoute(route, timeoutMillis, TimeUnit.MILLISECONDS, true);
            if (!done) {
                return false;
            }
            forget(route);
        }
        sinks.remove(destination);
        return true;
    }

    /** Id of the route that empties a destination's lanes. */
    public static String deliveryRoute(String destination) {
        return DELIVERY + "-" + destination;
    }

    /** Id of the route that speaks to a destination's sink. */
    public static String sinkRoute(String destination) {
        return SINK_PREFIX + destination;
    }

    /** Removes all of a route that is stopped, or never started. */
    private void forget(String route) throws Exception {
        removeInsides(route);
        context.getRouteController().stopRoute(route);
        context.removeRoute(route);
        context.removeRouteDefinitions(definitions(route));
    }

    private List<RouteDefinition> definitions(String route) {
        RouteDefinition definition = context.getRouteDefinition(route);
        return definition == null ? List.of() : List.of(definition);
    }

    /** Camel leaves the routes inside a Kamelet behind when the route that uses it goes. */
    private void removeInsides(String parent) throws Exception {
        for (RouteDefinition inner : new ArrayList<>(context.getRouteDefinitions())) {
            Map<String, Object> given = inner.getTemplateParameters();
            if (Boolean.TRUE.equals(inner.isKamelet())
                    && given != null
                    && parent.equals(given.get("parentRouteId"))) {
                context.getRouteController().stopRoute(inner.getRouteId());
                context.removeRoute(inner.getRouteId());
                context.removeRouteDefinitions(definitions(inner.getRouteId()));
            }
        }
    }

    /**
     * {@code air-http-sink} has {@code 5-sink-http}; what has none of its own takes the plain one.
     */
    private String sinkTemplate(String kamelet) {
        String own = SINK_PREFIX + kamelet.replaceAll("^air-|-sink$", "");
        return context.getRouteTemplateDefinition(own) == null ? ANY_SINK : own;
    }

    private void make(String route, String template, Map<String, Object> parameters)
            throws Exception {
        RouteTemplateDefinition definition = context.getRouteTemplateDefinition(template);
        if (definition == null) {
            throw new IllegalStateException(
                    "AIR-4002 routes/ must have the route template "
                            + template
                            + " but has not: restore the file");
        }
        Set<String> known = new HashSet<>();
        for (RouteTemplateParameterDefinition parameter : definition.getTemplateParameters()) {
            known.add(parameter.getName());
        }
        for (String name : parameters.keySet()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "AIR-4003 the route template "
                                + template
                                + " has no parameter "
                                + name
                                + " but "
                                + route
                                + " gives it");
            }
        }
        context.addRouteFromTemplate(route, template, parameters);
    }

    private Map<String, Object> deliveryParameters(Destination destination) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("destination", destination.name());
        parameters.put("concurrency", destination.concurrency());
        parameters.put("urgentConcurrency", settings.text(ConfigKeys.URGENT_CONCURRENCY));
        parameters.put("order", destination.ordered() ? "device" : "none");
        parameters.put("retryInitial", destination.retry().initial().toMillis());
        parameters.put("retryMax", destination.retry().max().toMillis());
        parameters.put("maxAttempts", destination.retry().maxAttempts());
        parameters.put("requestMax", destination.retry().requestMax().toMillis());
        parameters.put("deadCapBytes", destination.deadMaxBytes());
        parameters.put("windowBytes", settings.text(ConfigKeys.WINDOW));
        parameters.put("windowMessages", settings.text(ConfigKeys.WINDOW_MESSAGES));
        boolean batches = sinks.takesBatches(destination.sink());
        for (LaneClass lane : LaneClass.values()) {
            Destination.Batch batch = destination.batches().get(lane);
            if (!batches) {
                parameters.put(lane.word() + "MaxMessages", 1);
                parameters.put(lane.word() + "MaxDelay", 0);
            } else if (batch != null) {
                parameters.put(lane.word() + "MaxMessages", batch.maxMessages());
                parameters.put(lane.word() + "MaxDelay", batch.maxDelay().toMillis());
                parameters.put(lane.word() + "MaxBytes", batch.maxBytes());
            }
            Destination.Cap cap = destination.caps().get(lane);
            if (cap != null) {
                parameters.put(lane.word() + "CapBytes", cap.maxBytes());
                parameters.put(
                        lane.word() + "Overflow",
                        cap.overflow().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
            }
        }
        return parameters;
    }
}
