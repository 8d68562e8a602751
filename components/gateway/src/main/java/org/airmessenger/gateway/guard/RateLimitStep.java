/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.guard;

import org.airmessenger.control.identity.PolicyBook;
import org.airmessenger.control.model.Policy;
import org.airmessenger.gateway.guard.RateBudgets.SharedBudgets;
import org.airmessenger.gateway.guard.RateBudgets.SharedLimits;
import org.airmessenger.gateway.trace.Cause;
import org.airmessenger.gateway.trace.Witness;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Identity;
import org.airmessenger.message.LaneClass;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.apache.camel.Exchange;

/**
 * Lets a message through only if its device, its tenant and its listener all have budget left, in
 * messages and in bytes; otherwise it costs none of them anything. A message that asks to be urgent
 * and may is paid from the device's urgent budget instead of its ordinary one; its bytes are paid
 * like all others'.
 */
public final class RateLimitStep extends GuardStep {

    private static final long MAX_RATE = 100_000_000_000L;

    private long tenantMessages;
    private long tenantBytes;
    private long listenerMessages;
    private long listenerBytes;
    private SharedLimits tenantLimits = SharedLimits.NONE;
    private SharedLimits listenerLimits = SharedLimits.NONE;

    /**
     * Messages per second of one tenant's devices together, 0–100,000,000,000; 0 means no limit.
     */
    public void setTenantMessagesPerSecond(long rate) {
        tenantMessages = within("air.guard.tenant.messagesPerSecond", rate, 0, MAX_RATE);
    }

    /** Body bytes per second of one tenant's devices together; 0 means no limit. */
    public void setTenantBytesPerSecond(long rate) {
        tenantBytes = within("air.guard.tenant.bytesPerSecond", rate, 0, MAX_RATE);
    }

    /** Messages per second through one listener; 0 means no limit. */
    public void setListenerMessagesPerSecond(long rate) {
        listenerMessages = within("air.guard.listener.messagesPerSecond", rate, 0, MAX_RATE);
    }

    /** Body bytes per second through one listener; 0 means no limit. */
    public void setListenerBytesPerSecond(long rate) {
        listenerBytes = within("air.guard.listener.bytesPerSecond", rate, 0, MAX_RATE);
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        tenantLimits = new SharedLimits(tenantMessages, tenantBytes);
        listenerLimits = new SharedLimits(listenerMessages, listenerBytes);
    }

    @Override
    void check(Exchange exchange) {
        Identity identity = identityOf(exchange);
        PolicyBook policies = policiesFor(identity);
        RateBudgets budgets = guard().budgets();
        Policy.Limits limits = policies.limits(identity);
        DeviceBudgets device = budgets.device(identity.device(), limits);
        long bytes = sizeOf(exchange);
        boolean urgent = isUrgent(exchange, policies, identity);
        Budget messages = urgent ? device.urgent() : device.messages;
        take(
                messages,
                1,
                urgent
                        ? "AIR-2009 urgent messages per second of this device"
                        : "AIR-2007 messages per second of this device");
        if (!device.bytes.take(bytes)) {
            messages.giveBack(1);
            throw overRate(device.bytes, bytes, "AIR-2008 bytes per second of this device");
        }
        try {
            takeShared(budgets, identity, bytes);
        } catch (RefusedException refusal) {
            device.bytes.giveBack(bytes);
            messages.giveBack(1);
            throw refusal;
        }
    }

    private static boolean isUrgent(Exchange exchange, PolicyBook policies, Identity identity) {
        Object asked = exchange.getMessage().getHeader(AirHeaders.PRIORITY);
        return asked instanceof Integer priority
                && policies.limits(identity).urgentPerSecond() > 0
                && LaneClass.of(granted(priority, policies.maxPriority(identity)))
                        == LaneClass.URGENT;
    }

    @Override
    void explain(Exchange exchange, RefusedException refusal, Witness witness) {
        if (refusal != null) {
            refused(witness, "rate", refusal, causeOf(exchange, refusal.getMessage()));
            return;
        }
        if (exchange.getException() != null) {
            return;
        }
        Identity identity = identityOf(exchange);
        PolicyBook policies = policiesFor(identity);
        RateBudgets budgets = guard().budgets();
        DeviceBudgets device = budgets.device(identity.device(), policies.limits(identity));
        boolean urgent = isUrgent(exchange, policies, identity);
        passed(
                witness,
                urgent ? "rate of urgent messages" : "rate of messages",
                left(urgent ? device.urgent() : device.messages, "messages"),
                policyEntry(exchange, "limits", urgent ? "urgentPerSecond" : "messagesPerSecond"));
        passed(
                witness,
                "rate of bytes",
                left(device.bytes, "bytes"),
                policyEntry(exchange, "limits", "bytesPerSecond"));
        explainShared(witness, budgets.tenant(identity.tenant(), tenantLimits), "tenant");
        explainShared(witness, budgets.listener(identity.door(), listenerLimits), "listener");
    }

    private static void explainShared(Witness witness, SharedBudgets budgets, String whose) {
        if (budgets != null) {
            passed(
                    witness,
                    "rate of the " + whose,
                    left(budgets.messages, "messages") + "; " + left(budgets.bytes, "bytes"),
                    Cause.of(Cause.PROPERTIES, "air.guard." + whose + ".messagesPerSecond"));
        }
    }

    private static String left(Budget budget, String unit) {
        Budget.Rate rate = budget.rate();
        return rate.isUnlimited()
                ? unit + " without limit"
                : "%d of %d %s left after this one, %d more per second"
                        .formatted(budget.left(), rate.capacity(), unit, rate.perSecond());
    }

    /** Which entry an AIR-20xx of this step speaks of. */
    private static Cause causeOf(Exchange exchange, String text) {
        String rate = text.contains(" bytes per second ") ? "bytesPerSecond" : "messagesPerSecond";
        return switch (text.substring(0, Math.min(8, text.length()))) {
            case "AIR-2009" -> policyEntry(exchange, "limits", "urgentPerSecond");
            case "AIR-2010" -> Cause.of(Cause.PROPERTIES, "air.guard.tenant." + rate);
            case "AIR-2011" -> Cause.of(Cause.PROPERTIES, "air.guard.listener." + rate);
            default -> policyEntry(exchange, "limits", rate);
        };
    }

    /** What a device gets of what it asks for. */
    private static int granted(int asked, int most) {
        return Math.max(0, Math.min(asked, most));
    }

    private void takeShared(RateBudgets budgets, Identity identity, long bytes) {
        SharedBudgets tenant = budgets.tenant(identity.tenant(), tenantLimits);
        SharedBudgets listener = budgets.listener(identity.door(), listenerLimits);
        takeShared(tenant, bytes, "AIR-2010", "of this tenant");
        try {
            takeShared(listener, bytes, "AIR-2011", "through this listener");
        } catch (RefusedException refusal) {
            if (tenant != null) {
                tenant.bytes.giveBack(bytes);
                tenant.messages.giveBack(1);
            }
            throw refusal;
        }
    }

    private static void takeShared(SharedBudgets budgets, long bytes, String code, String whose) {
        if (budgets == null) {
            return;
        }
        if (!budgets.messages.take(1)) {
            throw overRate(budgets.messages, 1, code + " messages per second " + whose);
        }
        if (!budgets.bytes.take(bytes)) {
            budgets.messages.giveBack(1);
            throw overRate(budgets.bytes, bytes, code + " bytes per second " + whose);
        }
    }

    private static void take(Budget budget, long cost, String rule) {
        if (!budget.take(cost)) {
            throw overRate(budget, cost, rule);
        }
    }

    private static RefusedException overRate(Budget budget, long cost, String rule) {
        long wait = budget.retryAfterMillis(cost);
        return new RefusedException(
                Refusal.OVER_RATE,
                rule
                        + " must stay within "
                        + budget.perSecond()
                        + " but were more, send again after "
                        + wait
                        + " ms",
                wait);
    }
}
