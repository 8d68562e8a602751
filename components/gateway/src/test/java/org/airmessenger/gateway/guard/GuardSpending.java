/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.guard;

import org.airmessenger.control.model.Model;

/** Spends what a device may, for tests of other packages. */
public final class GuardSpending {

    private GuardSpending() {}

    /** Takes so many messages from a device's budget. */
    public static void spend(Guard guard, Model model, String device, int messages) {
        String policy = model.devices().get(device).policy();
        var limits = model.policies().get(policy).limits();
        if (!guard.budgets().device(device, limits).messages.take(messages)) {
            throw new IllegalStateException("there were fewer than " + messages);
        }
    }
}
