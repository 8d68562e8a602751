/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.reload;

import org.airmessenger.message.Handover;

import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteTemplateDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/** The routes of the files and the destinations as they run, by their ids as written. */
final class RunningRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(RunningRoutes.class);

    /** Longest time that a message may take to its end; longer than any sink's own timeout. */
    private static final long RETIRE_MILLIS = 300_000;

    private final ModelCamelContext context;
    private final RouteNames names;
    private final KameletComponent kamelets;
    private final long timeoutMillis;
    private final ExecutorService retiring;
    private final Map<String, LiveRoute> routes = new LinkedHashMap<>();
    private int version;

    RunningRoutes(
            ModelCamelContext context,
            RouteNames names,
            KameletComponent kamelets,
            long timeoutMillis) {
        this.context = context;
        this.names = names;
        this.kamelets = kamelets;
        this.timeoutMillis = timeoutMillis;
        retiring = context.getExecutorServiceManager().newSingleThreadExecutor(this, "AirReload");
    }

    long timeoutMillis() {
        return timeoutMillis;
    }

    /** A route that runs since the start. */
    void adopt(RouteWish wish) {
        routes.put(wish.id(), new LiveRoute(context, wish, wish.id()));
    }

    LiveRoute get(String id) {
        return routes.get(id);
    }

    Collection<LiveRoute> all() {
        return routes.values();
    }

    void replace(List<LiveRoute> next, List<LiveRoute> leaving) {
        leaving.forEach(old -> routes.remove(old.wish.id()));
        next.forEach(live -> routes.put(live.wish.id(), live));
    }

    /** Builds a route and all that is inside it; nothing of it is started. */
    LiveRoute build(RouteWish wish) throws Exception {
        LiveRoute live = new LiveRoute(context, wish, Versions.of(wish.id(), ++version));
        names.hold();
        try {
            kamelets.around(() -> wish.maker().make(live.route));
        } catch (Exception e) {
            live.discard();
            throw e;
        } finally {
            names.release();
        }
        return live;
    }

    void removeTemplates(List<RouteTemplateDefinition> templates) throws Exception {
        for (RouteTemplateDefinition template : templates) {
            context.removeRouteTemplateDefinition(template);
        }
    }

    void addTemplates(List<RouteTemplateDefinition> templates) throws Exception {
        context.addRouteTemplateDefinitions(templates);
    }

    /** Lets routes end what they have begun, then removes them, in this order; in its own time. */
    void retire(List<LiveRoute> old) {
        List<LiveRoute> all = new ArrayList<>(old);
        try {
            retiring.execute(() -> all.forEach(this::retire));
        } catch (RejectedExecutionException e) {
            LOG.debug("the context stops and with it what was to be retired", e);
        }
    }

    private void retire(LiveRoute old) {
        boolean ended =
                !(old.consumer() instanceof Handover handover)
                        || LiveRoute.await(handover::isIdle, RETIRE_MILLIS);
        if (!context.isStarted()) {
            // the stop ends what is in flight, in its own order
            return;
        }
        if (!ended) {
            LOG.warn(
                    "AIR-9062 messages in the former route {} must end within {} ms but did not; it"
                            + " is removed, and what is not acknowledged comes again",
                    old.route,
                    RETIRE_MILLIS);
        }
        try {
            old.discard();
        } catch (Exception e) {
            LOG.warn("AIR-9063 the former route {} could not be removed", old.route, e);
        }
    }
}
