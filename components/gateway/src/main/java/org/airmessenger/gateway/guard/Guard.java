/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.guard;

import org.airmessenger.control.identity.PolicyBook;
import org.airmessenger.control.model.LiveModel;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Refusal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.support.CamelContextHelper;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The room's state, one per Camel context: it outlives a reload of a Kamelet, so nobody gets a
 * fresh budget because a file changed.
 */
public final class Guard {

    /** Name of the bean in Camel's registry; bound by the first step that starts. */
    public static final String BEAN = "airGuard";

    private final PolicyBook policies;
    private final RateBudgets budgets;
    private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);

    /**
     * Makes the state.
     *
     * @param model the model in force
     * @param meters where refusals are counted
     * @param nanoClock nanoseconds of a clock that only runs forward, such as {@link
     *     System#nanoTime()}
     */
    public Guard(LiveModel model, MeterRegistry meters, LongSupplier nanoClock) {
        this(model, meters, new RateBudgets(nanoClock));
    }

    private Guard(LiveModel model, MeterRegistry meters, RateBudgets budgets) {
        policies = new PolicyBook(model);
        this.budgets = budgets;
        for (Refusal refusal : Refusal.values()) {
            refused.put(refusal, refusedCounter(meters, refusal));
        }
        meters.gauge("air_guard_budgets_devices", budgets, RateBudgets::devices);
    }

    /**
     * A guard of its own in which one device, its tenant and its listener have as much left as here
     * now. Nothing that happens to it happens here.
     *
     * @param model what it follows
     * @param identity the device that is looked at
     */
    public Guard copyFor(LiveModel model, Identity identity) {
        return new Guard(model, new SimpleMeterRegistry(), budgets.copyFor(identity));
    }

    private static Counter refusedCounter(MeterRegistry meters, Refusal refusal) {
        return Counter.builder("air_guard_refused_total")
                .description("messages that the guard refused, by reason")
                .tag("reason", refusal.word())
                .register(meters);
    }

    /** The guard of a context, made and bound on first use. */
    static Guard of(CamelContext context) {
        synchronized (context.getRegistry()) {
            Guard bound = context.getRegistry().lookupByNameAndType(BEAN, Guard.class);
            if (bound != null) {
                return bound;
            }
            LiveModel model =
                    CamelContextHelper.mandatoryLookup(context, LiveModel.BEAN, LiveModel.class);
            MeterRegistry meters = context.getRegistry().findSingleByType(MeterRegistry.class);
            Guard made =
                    new Guard(
                            model,
                            meters == null ? new SimpleMeterRegistry() : meters,
                            System::nanoTime);
            context.getRegistry().bind(BEAN, made);
            return made;
        }
    }

    PolicyBook policies() {
        return policies;
    }

    RateBudgets budgets() {
        return budgets;
    }

    void countRefused(Refusal refusal) {
        refused.get(refusal).increment();
    }
}
