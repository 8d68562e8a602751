/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.reload;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.ControlException.Kind;
import org.airmessenger.control.api.RouteKeeper;
import org.airmessenger.control.files.Problem;
import org.airmessenger.control.model.Destination;
import org.airmessenger.control.model.Model;
import org.airmessenger.gateway.delivery.DestinationRoutes;

import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Keeps the routes as the files want them: reads, checks and compares; {@link RouteSwap} acts. */
public final class RouteReload implements RouteKeeper {

    private static final int READS = 5;

    private final ModelCamelContext context;
    private final Path home;
    private final DestinationRoutes destinations;
    private final Check check;
    private final RunningRoutes running;
    private FileTexts texts;
    private Checked checked;

    /**
     * What all files say.
     *
     * @param model the four files; meaningless if there is a problem
     * @param problems everything that is wrong
     * @param templates name of the route file by id of the route template
     * @param fixed names of route files that take effect at a start only
     * @param inForce tells the sinks what their Kamelets take
     * @param trial what only sinks find wrong in the parameters of all destinations
     */
    public record Checked(
            Model model,
            List<Problem> problems,
            Map<String, String> templates,
            Set<String> fixed,
            Runnable inForce,
            Supplier<List<Problem>> trial) {}

    /** The check that the start makes too. */
    @FunctionalInterface
    public interface Check {

        /** Reads and checks all files. */
        Checked check();
    }

    /** How the routes are made, as at the start. */
    public record Makers(
            ModelCamelContext context,
            RouteNames names,
            KameletComponent kamelets,
            DestinationRoutes destinations) {}

    /**
     * Takes over what was started.
     *
     * @param texts of the files as they were started
     * @param started what they said
     * @param timeoutMillis longest time to wait for what is in flight
     */
    public RouteReload(
            Path home,
            Makers makers,
            Check check,
            FileTexts texts,
            Checked started,
            long timeoutMillis) {
        this.home = home;
        this.check = check;
        this.texts = texts;
        context = makers.context();
        destinations = makers.destinations();
        checked = started;
        running = new RunningRoutes(context, makers.names(), makers.kamelets(), timeoutMillis);
        adopt();
    }

    private void adopt() {
        for (RouteDefinition route : List.copyOf(context.getRouteDefinitions())) {
            boolean plain =
                    !Boolean.TRUE.equals(route.isKamelet())
                            && !Boolean.TRUE.equals(route.isTemplate())
                            && !Boolean.TRUE.equals(route.isRest());
            if (plain && route.getResource() != null) {
                String file = route.getResource().getLocation().replaceAll(".*/", "");
                String print = texts.print(texts.routes().getOrDefault(file, ""));
                running.adopt(
                        new RouteWish(
                                route.getRouteId(), print, file, RouteWish.Kind.of(route), null));
            }
        }
        RoutePlanner planner = planner(texts, checked);
        for (Destination destination : checked.model().destinations().values()) {
            planner.wishes(destination).forEach(running::adopt);
        }
    }

    private RoutePlanner planner(FileTexts next, Checked says) {
        return new RoutePlanner(home, context, destinations, next, says);
    }

    @Override
    public synchronized Reading read(Model before) {
        FileTexts next = FileTexts.read(home);
        Checked says = check.check();
        for (int i = 1; !next.equals(FileTexts.read(home)); i++) {
            if (i == READS) {
                throw new ControlException(
                        Kind.CONFLICT,
                        "AIR-9061 files must rest while they are read but changed "
                                + READS
                                + " times; nothing was changed, try again");
            }
            next = FileTexts.read(home);
            says = check.check();
        }
        if (!says.problems().isEmpty()) {
            return new Reading(says.model(), says.problems(), null);
        }
        RoutePlanner planner = planner(next, says);
        FileTexts inForce = next;
        Checked checkedNow = says;
        RouteSwap.Plan plan =
                planner.plan(texts, checked, running, before, () -> hold(inForce, checkedNow));
        return new Reading(says.model(), planner.problems(), new RouteSwap(running, plan));
    }

    /** The texts of what runs. */
    public synchronized FileTexts inForce() {
        return texts;
    }

    private synchronized void hold(FileTexts next, Checked says) {
        texts = next;
        checked = says;
    }
}
