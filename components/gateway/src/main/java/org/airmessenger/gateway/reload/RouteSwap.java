/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.reload;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.ControlException.Kind;
import org.airmessenger.control.api.RouteKeeper.RouteChange;
import org.airmessenger.control.files.Problem;
import org.airmessenger.message.Causes;
import org.airmessenger.message.Handover;

import org.apache.camel.model.RouteTemplateDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * From the routes that run to those that the files want. What is new is built beside the old; then
 * one after the other takes over, sinks first and doors last, so that whoever is called is there.
 * What can exist only once (a lane's consumer, a source) pauses for its swap.
 */
final class RouteSwap implements RouteChange {

    private static final Logger LOG = LoggerFactory.getLogger(RouteSwap.class);

    private final RunningRoutes running;
    private final Plan plan;
    private final Deque<Step> done = new ArrayDeque<>();
    private final List<Pair> pairs = new ArrayList<>();
    private final List<LiveRoute> gone = new ArrayList<>();

    /**
     * What is to change.
     *
     * @param files phrases for people
     * @param templatesOut route templates that are changed or gone, as they are now
     * @param templatesIn route templates that are new or changed
     * @param wishes routes that are new or changed
     * @param leaving routes that nobody wants any more
     * @param sinks hands the new parameters to the sinks
     * @param oldSinks hands the old ones back
     * @param finish when it holds
     * @param trial what only sinks find wrong in the parameters of all destinations
     */
    record Plan(
            List<String> files,
            List<RouteTemplateDefinition> templatesOut,
            List<RouteTemplateDefinition> templatesIn,
            List<RouteWish> wishes,
            List<LiveRoute> leaving,
            Runnable sinks,
            Runnable oldSinks,
            Runnable finish,
            Supplier<List<Problem>> trial) {}

    private interface Step {
        void run() throws Exception;
    }

    private record Pair(LiveRoute next, LiveRoute before) {}

    RouteSwap(RunningRoutes running, Plan plan) {
        this.running = running;
        this.plan = plan;
    }

    @Override
    public List<String> files() {
        return plan.files();
    }

    @Override
    public void open() {
        swapTemplates();
        done.push(plan.oldSinks()::run);
        plan.sinks().run();
        bring(wish -> wish.kind() != RouteWish.Kind.SOURCE, plan.leaving());
    }

    private void bring(Predicate<RouteWish> which, List<LiveRoute> leaving) {
        List<Pair> fresh = new ArrayList<>();
        for (RouteWish wish : plan.wishes().stream().filter(which).toList()) {
            attempt(wish, () -> fresh.add(build(wish)));
        }
        for (Pair pair : fresh) {
            attempt(pair.next().wish, pair.next()::startSteps);
        }
        // names may move from one route to another, so all let go before the first takes over
        fresh.forEach(pair -> letGo(pair.before()));
        leaving.forEach(this::letGo);
        fresh.sort(Comparator.comparing(pair -> pair.next().order()));
        for (Pair pair : fresh) {
            attempt(pair.next().wish, () -> swap(pair));
        }
        pairs.addAll(fresh);
    }

    private void swapTemplates() {
        done.push(
                () -> {
                    running.removeTemplates(plan.templatesIn());
                    running.addTemplates(plan.templatesOut());
                });
        try {
            running.removeTemplates(plan.templatesOut());
            running.addTemplates(plan.templatesIn());
        } catch (Exception e) {
            throw new IllegalStateException("templates can always be replaced", e);
        }
    }

    private Pair build(RouteWish wish) throws Exception {
        LiveRoute next = running.build(wish);
        done.push(next::discard);
        return new Pair(next, running.get(wish.id()));
    }

    private void swap(Pair pair) throws Exception {
        LiveRoute next = pair.next();
        LiveRoute before = pair.before();
        boolean handover = next.consumer() instanceof Handover;
        if (before != null && !(handover && before.consumer() instanceof Handover)) {
            pause(before);
        }
        if (!handover) {
            done.push(() -> next.pause(running.timeoutMillis()));
        }
        next.start();
    }

    private void letGo(LiveRoute old) {
        if (old != null && old.consumer() instanceof Handover handover) {
            done.push(handover::takeOver);
            handover.letGo();
        }
    }

    private void pause(LiveRoute before) throws Exception {
        if (!before.pause(running.timeoutMillis())) {
            throw new ControlException(
                    Kind.CONFLICT,
                    "AIR-6030 requests in flight must end before a route changes but those of "
                            + before.wish.id()
                            + " did not within "
                            + running.timeoutMillis()
                            + " ms; nothing was changed, try again");
        }
        done.push(before::start);
    }

    @Override
    public void close(Consumer<String> isEmpty) {
        // a source may speak as a device that came in the same change
        bring(wish -> wish.kind() == RouteWish.Kind.SOURCE, List.of());
        List<LiveRoute> leaving = new ArrayList<>(plan.leaving());
        leaving.sort(Comparator.comparing(LiveRoute::order).reversed());
        for (LiveRoute old : leaving) {
            if (!(old.consumer() instanceof Handover)) {
                attempt(old.wish, () -> pause(old));
                if (old.wish.destination()) {
                    isEmpty.accept(old.wish.source());
                }
            }
            gone.add(old);
        }
    }

    @Override
    public void undo() {
        while (!done.isEmpty()) {
            try {
                done.pop().run();
            } catch (Exception e) {
                LOG.error(
                        "AIR-6029 what ran before a reload must run on but cannot; restart the"
                                + " gateway",
                        e);
            }
        }
    }

    @Override
    public void done() {
        pairs.stream().map(Pair::before).filter(before -> before != null).forEach(gone::add);
        gone.sort(Comparator.comparing(LiveRoute::order).reversed());
        running.replace(pairs.stream().map(Pair::next).toList(), plan.leaving());
        plan.finish().run();
        running.retire(gone);
    }

    private void attempt(RouteWish wish, Step step) {
        try {
            step.run();
        } catch (ControlException e) {
            throw e;
        } catch (Exception e) {
            throw failed(wish, e);
        }
    }

    private ControlException failed(RouteWish wish, Exception failure) {
        String why = Causes.text(failure);
        LOG.debug("the route {} could not be changed", wish.id(), failure);
        return new ControlException(
                Kind.INVALID,
                wish.destination()
                        ? "AIR-6028 every destination must start but "
                                + wish.source()
                                + " did not; nothing was changed: "
                                + why
                        : "AIR-9060 every route must start but "
                                + wish.id()
                                + " of routes/"
                                + wish.source()
                                + " did not; nothing was changed: "
                                + why,
                wish.destination() ? plan.trial().get() : List.of());
    }
}
