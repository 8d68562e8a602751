/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.reload;

import org.apache.camel.model.FromDefinition;
import org.apache.camel.model.ModelLifecycleStrategySupport;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.ToDynamicDefinition;

import java.util.ArrayList;
import java.util.List;

/**
 * Gives each use of a Kamelet an id of its own, so that two routes never share what is inside and
 * each can be replaced alone; and holds back the routes that a reload adds until all are built.
 */
public final class RouteNames extends ModelLifecycleStrategySupport {

    private static final String KAMELET = "kamelet:";

    private final ThreadLocal<List<RouteDefinition>> held = new ThreadLocal<>();

    /** Routes that this thread adds from now on are built but not started. */
    List<RouteDefinition> hold() {
        List<RouteDefinition> routes = new ArrayList<>();
        held.set(routes);
        return routes;
    }

    /** Routes start again when they are added. */
    void release() {
        held.remove();
    }

    @Override
    public void onAddRouteDefinition(RouteDefinition route) {
        List<RouteDefinition> held = this.held.get();
        if (held != null) {
            route.setAutoStartup("false");
            held.add(route);
        }
        if (route.getRouteId() != null) {
            name(route.getRouteId(), route);
        }
    }

    private void name(String id, RouteDefinition route) {
        int number = 0;
        FromDefinition from = route.getInput();
        if (from != null && from.getEndpointUri() != null) {
            String uri = named(from.getEndpointUri(), id, number + 1);
            if (!uri.equals(from.getEndpointUri())) {
                from.setUri(uri);
                number++;
            }
        }
        for (SendDefinition<?> to :
                ProcessorDefinitionHelper.filterTypeInOutputs(
                        route.getOutputs(), SendDefinition.class)) {
            if (to.getEndpointUri() != null) {
                String uri = named(to.getEndpointUri(), id, number + 1);
                if (!uri.equals(to.getEndpointUri())) {
                    to.setUri(uri);
                    number++;
                }
            }
        }
        for (ToDynamicDefinition to :
                ProcessorDefinitionHelper.filterTypeInOutputs(
                        route.getOutputs(), ToDynamicDefinition.class)) {
            if (to.getUri() != null && !to.getUri().contains("$")) {
                to.setUri(named(to.getUri(), id, ++number));
            }
        }
    }

    /** {@code kamelet:name?…} with an id; one that has an id gets the version of its route. */
    private static String named(String uri, String route, int number) {
        String plain = uri.replaceFirst("^kamelet://", KAMELET);
        if (!plain.startsWith(KAMELET)) {
            return uri;
        }
        int query = plain.indexOf('?');
        String path = query < 0 ? plain : plain.substring(0, query);
        String rest = query < 0 ? "" : plain.substring(query);
        if (path.equals("kamelet:source")
                || path.equals("kamelet:sink")
                || rest.contains("routeId=")) {
            return uri;
        }
        if (path.indexOf('/') >= 0) {
            return path + Versions.mark(route) + rest;
        }
        return path + "/" + route.replaceAll("[^A-Za-z0-9._!-]", "_") + ".k" + number + rest;
    }
}
