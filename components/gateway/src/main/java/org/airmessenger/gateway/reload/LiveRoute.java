/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.reload;

import org.apache.camel.Consumer;
import org.apache.camel.Route;
import org.apache.camel.Suspendable;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.service.ServiceHelper;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A route in the context, with what is inside the Kamelets that it uses. */
final class LiveRoute {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final Comparator<RouteDefinition> ORDER =
            Comparator.comparing(
                    RouteDefinition::getStartupOrder, Comparator.nullsFirst(Integer::compare));

    final RouteWish wish;
    final String route;
    private final ModelCamelContext context;

    LiveRoute(ModelCamelContext context, RouteWish wish, String route) {
        this.context = context;
        this.wish = wish;
        this.route = route;
    }

    /** Where it stands in the order of starting. */
    int order() {
        RouteDefinition definition = context.getRouteDefinition(route);
        Integer order = definition == null ? null : definition.getStartupOrder();
        return order == null ? 0 : order;
    }

    /** Its consumer; null if it is not there. */
    Consumer consumer() {
        Route now = context.getRoute(route);
        return now == null ? null : now.getConsumer();
    }

    /** Starts what is inside its steps: nobody calls it before the route itself does. */
    void startSteps() throws Exception {
        for (RouteDefinition inside : insides(route)) {
            if (!isDoor(inside)) {
                start(inside.getRouteId());
            }
        }
    }

    /** Starts the route, then the door inside its source Kamelet if it has one. */
    void start() throws Exception {
        start(route);
        for (RouteDefinition inside : insides(route)) {
            if (isDoor(inside)) {
                start(inside.getRouteId());
            }
        }
    }

    private void start(String id) throws Exception {
        context.getRouteController().startRoute(id);
        context.getRoute(id).setAutoStartup(true);
    }

    /**
     * Takes nothing more, ends what is in flight and stops; what is inside its steps stays.
     *
     * @return false if that did not end in time: then it runs on as before
     */
    boolean pause(long timeoutMillis) throws Exception {
        List<String> paused = new ArrayList<>();
        List<RouteDefinition> insides = insides(route);
        for (int i = insides.size() - 1; i >= 0; i--) {
            if (isDoor(insides.get(i))) {
                paused.add(insides.get(i).getRouteId());
            }
        }
        paused.add(route);
        for (String id : paused) {
            if (!pause(id, timeoutMillis)) {
                start();
                return false;
            }
        }
        return true;
    }

    private boolean pause(String id, long timeoutMillis) throws Exception {
        Consumer consumer = context.getRoute(id).getConsumer();
        boolean lane = consumer.getEndpoint().getEndpointUri().startsWith("airbroker:");
        if (lane || consumer instanceof Suspendable) {
            ServiceHelper.suspendService(consumer);
            boolean ended =
                    await(() -> context.getInflightRepository().size(id) == 0, timeoutMillis);
            if (!ended) {
                ServiceHelper.resumeService(consumer);
                return false;
            }
        }
        return context.getRouteController()
                .stopRoute(id, timeoutMillis, TimeUnit.MILLISECONDS, false);
    }

    /** Waits for something that soon is so. */
    static boolean await(BooleanSupplier condition, long timeoutMillis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return true;
    }

    /** Stops and removes all of it, in whatever state it is. */
    void discard() throws Exception {
        List<RouteDefinition> insides = insides(route);
        List<String> ids = new ArrayList<>();
        insides.forEach(inside -> ids.add(0, inside.getRouteId()));
        ids.add(0, route);
        for (String id : ids) {
            context.getRouteController().stopRoute(id);
            context.removeRoute(id);
            RouteDefinition definition = context.getRouteDefinition(id);
            if (definition != null) {
                context.removeRouteDefinition(definition);
            }
        }
    }

    /** All routes inside its Kamelets, and inside those, in the order of starting. */
    private List<RouteDefinition> insides(String parent) {
        List<RouteDefinition> found = new ArrayList<>();
        collect(parent, found);
        found.sort(ORDER);
        return found;
    }

    private void collect(String parent, List<RouteDefinition> found) {
        for (RouteDefinition one : List.copyOf(context.getRouteDefinitions())) {
            if (Boolean.TRUE.equals(one.isKamelet()) && isInside(one, parent)) {
                found.add(one);
                collect(one.getRouteId(), found);
            }
        }
    }

    /** Those made for a message, later, know no parent but by their name. */
    private static boolean isInside(RouteDefinition one, String parent) {
        Map<String, Object> given = one.getTemplateParameters();
        Object told = given == null ? null : given.get("parentRouteId");
        return told == null
                ? one.getRouteId().matches(java.util.regex.Pattern.quote(parent) + "\\.k\\d+")
                : parent.equals(told);
    }

    private static boolean isDoor(RouteDefinition inside) {
        String uri = inside.getInput().getEndpointUri().replace("://", ":");
        return !uri.startsWith("kamelet:source");
    }
}
