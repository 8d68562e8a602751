/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.api;

import org.airmessenger.control.model.Model;
import org.airmessenger.message.Broker;
import org.airmessenger.message.Lanes;

import org.apache.camel.CamelContext;
import org.apache.camel.Route;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Whether a message sent now would be taken in and kept; and if not, why. */
final class Readiness {

    private static final String DOOR = "airbroker://door";

    private final CamelContext context;
    private final Supplier<Model> model;
    private final BooleanSupplier reloading;

    /**
     * Looks into the context; the model is the one in force whenever it is asked for.
     *
     * @param reloading whether a lane may stand still for a moment because its route is replaced
     */
    Readiness(CamelContext context, Supplier<Model> model, BooleanSupplier reloading) {
        this.context = context;
        this.model = model;
        this.reloading = reloading;
    }

    Broker broker() {
        return context.getRegistry().lookupByNameAndType(Broker.BEAN, Broker.class);
    }

    Lanes lanes() {
        return context.getRegistry().lookupByNameAndType(Lanes.BEAN, Lanes.class);
    }

    /** Lanes that nobody serves because their destination is no longer configured, by name. */
    List<Lanes.Account> orphans() {
        Lanes lanes = lanes();
        return lanes == null
                ? List.of()
                : lanes.accounts().stream()
                        .filter(account -> !isConfigured(account.destination()))
                        .filter(account -> account.waiting() + account.dead() > 0)
                        .toList();
    }

    private boolean isConfigured(String destination) {
        return model.get().destinations().containsKey(destination);
    }

    /** What is missing; empty means ready. */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        Broker broker = broker();
        if (broker == null) {
            missing.add("there is no broker");
        } else if (!broker.canPersist()) {
            missing.add("the broker cannot persist: " + broker.problem());
        }
        Lanes lanes = lanes();
        if (lanes == null) {
            missing.add("there are no lanes");
        } else {
            lanes.lanes().stream()
                    .filter(lane -> lane.state().equals("stopped"))
                    .filter(lane -> isConfigured(lane.destination()))
                    .filter(lane -> !reloading.getAsBoolean())
                    .forEach(lane -> missing.add("lane " + lane.destination() + " is stopped"));
        }
        missing.addAll(doors());
        return missing;
    }

    /** Why no door is open; for the time of a reload there may be one more that is not. */
    private List<String> doors() {
        List<String> closed = new ArrayList<>();
        boolean open = false;
        for (Route route : context.getRoutes()) {
            if (route.getEndpoint().getEndpointUri().startsWith(DOOR)) {
                if (context.getRouteController().getRouteStatus(route.getId()).isStarted()) {
                    open = true;
                } else {
                    closed.add("door " + route.getId() + " is not open");
                }
            }
        }
        if (!open && closed.isEmpty()) {
            closed.add("there is no door");
        }
        return open ? List.of() : closed;
    }
}
