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
import java.util.function.Supplier;

/** Whether a message sent now would be taken in and kept; and if not, why. */
final class Readiness {

    private static final String DOOR = "airbroker://door";

    private final CamelContext context;
    private final Supplier<Model> model;

    /** Looks into the context; the model is the one in force whenever it is asked for. */
    Readiness(CamelContext context, Supplier<Model> model) {
        this.context = context;
        this.model = model;
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
                    .forEach(lane -> missing.add("lane " + lane.destination() + " is stopped"));
        }
        boolean door = false;
        for (Route route : context.getRoutes()) {
            if (route.getEndpoint().getEndpointUri().startsWith(DOOR)) {
                door = true;
                if (!context.getRouteController().getRouteStatus(route.getId()).isStarted()) {
                    missing.add("door " + route.getId() + " is not open");
                }
            }
        }
        if (!door) {
            missing.add("there is no door");
        }
        return missing;
    }
}
