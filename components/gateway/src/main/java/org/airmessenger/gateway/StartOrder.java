/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import org.airmessenger.gateway.reload.Versions;

import org.apache.camel.model.ModelLifecycleStrategySupport;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.util.StringHelper;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Numbers the routes so that doors open last and close first, whatever the files are called and
 * however many there are: steps inside Kamelets, sinks, delivery, lanes, guard, sources, and last
 * of all the doors inside source Kamelets. A number is used again once its route is gone, so no
 * band ever overflows into the next. A route that carries a number of its own keeps it.
 */
public final class StartOrder extends ModelLifecycleStrategySupport {

    /** What Camel itself puts among a Kamelet's parameters. */
    private static final Set<String> CAMELS_OWN =
            Set.of(
                    "routeId",
                    "templateId",
                    "uuid",
                    "location",
                    "noErrorHandler",
                    "bridgeErrorHandler",
                    "parentRouteId",
                    "parentProcessorId");

    /** Camel numbers what nobody numbered from 1000 on; every band stays clear of that. */
    private enum Band {
        KAMELET(10_000),
        SINK(100_000),
        DELIVERY(200_000),
        LANES(300_000),
        GUARD(400_000),
        HELPER(500_000),
        SOURCE(1_000_000),
        DOOR(2_000_000);

        private final int first;

        Band(int first) {
            this.first = first;
        }
    }

    private final Map<String, Integer> numbers = new HashMap<>();
    private final TreeSet<Integer> used = new TreeSet<>();
    private final Map<String, Set<String>> templates = new HashMap<>();

    @Override
    public synchronized void onAddRouteTemplateDefinition(RouteTemplateDefinition template) {
        Set<String> names = new HashSet<>();
        if (template.getTemplateParameters() != null) {
            template.getTemplateParameters()
                    .forEach(
                            parameter ->
                                    names.add(StringHelper.dashToCamelCase(parameter.getName())));
        }
        // a reload removes the template before it adds the next one of that name
        templates.put(template.getId(), names);
    }

    @Override
    public synchronized void onAddRouteDefinition(RouteDefinition route) {
        boolean kamelet = Boolean.TRUE.equals(route.isKamelet());
        String uri = uri(route);
        if (kamelet) {
            refuseUnknownParameters(route);
            refuseNestedSource(route, uri);
        }
        if (route.getStartupOrder() == null) {
            Band band = kamelet ? kameletBand(uri) : band(route, uri);
            route.setStartupOrder(number(route.getRouteId(), band));
        }
    }

    @Override
    public synchronized void onRemoveRouteDefinition(RouteDefinition route) {
        // Camel calls this with null too, when a new route is added
        if (route != null && route.getRouteId() != null) {
            Integer number = numbers.remove(route.getRouteId());
            if (number != null) {
                used.remove(number);
            }
        }
    }

    private int number(String routeId, Band band) {
        if (routeId != null) {
            Integer before = numbers.get(routeId);
            if (before != null) {
                return before;
            }
        }
        int number = band.first;
        while (used.contains(number)) {
            number++;
        }
        used.add(number);
        if (routeId != null) {
            numbers.put(routeId, number);
        }
        return number;
    }

    private static Band kameletBand(String uri) {
        return uri.startsWith("kamelet:source") ? Band.KAMELET : Band.DOOR;
    }

    private static Band band(RouteDefinition route, String uri) {
        Band byName = bandOfName(route.getGroup());
        if (byName == null) {
            byName = bandOfName(route.getRouteId());
        }
        if (byName != null) {
            return byName;
        }
        // a route that only waits to be called may be there early; any other may bring traffic
        return uri.startsWith("direct:") || uri.startsWith("seda:") ? Band.HELPER : Band.SOURCE;
    }

    /** A room by its digit and word, {@code 2-guard…}, or by its word alone. */
    private static Band bandOfName(String name) {
        if (name == null) {
            return null;
        }
        String written = Versions.written(name);
        String word = written.matches("[1-5]-.*") ? written.substring(2) : written;
        int end = word.indexOf('-');
        return switch (end < 0 ? word : word.substring(0, end)) {
            case "source" -> Band.SOURCE;
            case "guard" -> Band.GUARD;
            case "lanes" -> Band.LANES;
            case "delivery" -> Band.DELIVERY;
            case "sink" -> Band.SINK;
            default -> null;
        };
    }

    private void refuseUnknownParameters(RouteDefinition route) {
        Map<String, Object> given = route.getTemplateParameters();
        if (given == null) {
            return;
        }
        String kamelet = String.valueOf(given.get("templateId"));
        Set<String> known = templates.get(kamelet);
        if (known == null) {
            return;
        }
        for (String name : given.keySet()) {
            String camelCase = StringHelper.dashToCamelCase(name);
            if (!known.contains(camelCase) && !CAMELS_OWN.contains(camelCase)) {
                throw new IllegalArgumentException(
                        "AIR-9014 the Kamelet "
                                + kamelet
                                + " has no parameter "
                                + name
                                + ", only "
                                + new TreeSet<>(known));
            }
        }
    }

    private static void refuseNestedSource(RouteDefinition route, String uri) {
        if (uri.startsWith("kamelet:") && !uri.startsWith("kamelet:source")) {
            throw new IllegalArgumentException(
                    "AIR-9017 a source Kamelet must not start from another one, it would lose every"
                            + " message in silence, but "
                            + route.getRouteId()
                            + " starts from "
                            + uri.substring("kamelet:".length()).replaceAll("\\?.*", "")
                            + ": let it start from the component itself");
        }
    }

    private static String uri(RouteDefinition route) {
        if (route.getInput() == null || route.getInput().getEndpointUri() == null) {
            return "";
        }
        return route.getInput().getEndpointUri().replace("://", ":");
    }
}
