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
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.RouteTemplateParameterDefinition;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives each destination its two routes: one that empties its lanes (from the template {@value
 * #DELIVERY}) and one that speaks to its sink. Adding and removing harms no other destination.
 */
public final class DestinationRoutes {

    /** Template of the route that empties a destination's lanes. */
    public static final String DELIVERY = "4-delivery";

    private static final String SINK_PREFIX = "5-sink-";
    private static final Pattern OURS = Pattern.compile("air-(.+)-sink");

    /** Template of a sink that has none of its own: any sink Kamelet of any catalogue. */
    public static final String ANY_SINK = "5-sink-kamelet";

    private final ModelCamelContext context;
    private final Settings settings;
    private final Sinks sinks;

    /**
     * One route that a destination wants.
     *
     * @param id its id
     * @param template made from this
     * @param parameters with these
     */
    public record Wanted(String id, String template, Map<String, Object> parameters) {}

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

    private void add(Destination destination) throws Exception {
        sinks.set(destination);
        for (Wanted wanted : wanted(destination, this::hasTemplate)) {
            make(wanted, wanted.id());
        }
    }

    private boolean hasTemplate(String id) {
        return context.getRouteTemplateDefinition(id) != null;
    }

    /**
     * The two routes of a destination, its sink first.
     *
     * @param hasTemplate whether there is a route template of an id
     */
    public List<Wanted> wanted(Destination destination, Predicate<String> hasTemplate) {
        String template = sinkTemplate(destination.sink(), hasTemplate);
        Map<String, Object> parameters = new TreeMap<>();
        parameters.put("destination", destination.name());
        if (template.equals(ANY_SINK)) {
            parameters.put("sink", destination.sink());
        }
        return List.of(
                new Wanted(sinkRoute(destination.name()), template, parameters),
                new Wanted(
                        deliveryRoute(destination.name()),
                        DELIVERY,
                        deliveryParameters(destination)));
    }

    /** How sinks get their parameters. */
    public Sinks sinks() {
        return sinks;
    }

    /** Id of the route that empties a destination's lanes. */
    public static String deliveryRoute(String destination) {
        return DELIVERY + "-" + destination;
    }

    /** Id of the route that speaks to a destination's sink. */
    public static String sinkRoute(String destination) {
        return SINK_PREFIX + destination;
    }

    /**
     * {@code air-http-sink} has {@code 5-sink-http}; what has none of its own takes the plain one,
     * as the {@code http-sink} of the catalogue does.
     */
    private static String sinkTemplate(String kamelet, Predicate<String> hasTemplate) {
        Matcher ours = OURS.matcher(kamelet);
        String own = ours.matches() ? SINK_PREFIX + ours.group(1) : ANY_SINK;
        return hasTemplate.test(own) ? own : ANY_SINK;
    }

    /**
     * Adds one route.
     *
     * @param route the id that it gets
     * @throws Exception if it cannot be made
     */
    public void make(Wanted wanted, String route) throws Exception {
        String template = wanted.template();
        Map<String, Object> parameters = wanted.parameters();
        if (context.getRouteDefinition(route) != null) {
            // Camel would drain and replace the running route without a word
            throw new IllegalStateException(
                    "AIR-4001 a destination must have one set of routes but "
                            + route
                            + " is there already: remove it first");
        }
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
        Map<String, Object> parameters = new TreeMap<>();
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
