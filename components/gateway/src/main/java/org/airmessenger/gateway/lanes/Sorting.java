/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.lanes;

import org.airmessenger.control.model.LiveModel;
import org.airmessenger.control.model.Model;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.support.CamelContextHelper;

/** The room's state, one per Camel context: the rules in force and what the lanes count. */
public final class Sorting {

    /** Name of the bean in Camel's registry; bound by the first step that starts. */
    public static final String BEAN = "airSorting";

    private final LanesMetrics metrics;
    private volatile RuleBook book;

    /**
     * Compiles the model in force, and each one that follows. A model whose rules do not compile
     * changes nothing here and makes {@link LiveModel#replace} fail with every problem.
     *
     * @param model the model in force
     * @param meters where the lanes count
     * @throws IllegalArgumentException if the first model's rules do not compile
     */
    public Sorting(LiveModel model, MeterRegistry meters) {
        metrics = new LanesMetrics(meters);
        model.follow(this::compile);
    }

    private void compile(Model model) {
        book = new RuleBook(model, metrics);
    }

    /** The sorting of a context, made and bound on first use. */
    static Sorting of(CamelContext context) {
        synchronized (context.getRegistry()) {
            Sorting bound = context.getRegistry().lookupByNameAndType(BEAN, Sorting.class);
            if (bound != null) {
                return bound;
            }
            LiveModel model =
                    CamelContextHelper.mandatoryLookup(context, LiveModel.BEAN, LiveModel.class);
            MeterRegistry meters = context.getRegistry().findSingleByType(MeterRegistry.class);
            Sorting made = new Sorting(model, meters == null ? new SimpleMeterRegistry() : meters);
            context.getRegistry().bind(BEAN, made);
            return made;
        }
    }

    RuleBook book() {
        return book;
    }

    LanesMetrics metrics() {
        return metrics;
    }
}
