/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.reload;

import org.airmessenger.message.Handover;

import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;

import java.util.concurrent.atomic.AtomicInteger;

/** A route that begins with {@code direct:}. */
final class DirectConsumer extends DefaultConsumer implements ShutdownAware, Suspendable, Handover {

    private final DirectSlot slot;
    private final AtomicInteger begun = new AtomicInteger();
    private volatile boolean letsGo;

    DirectConsumer(Endpoint endpoint, Processor processor, DirectSlot slot) {
        super(endpoint, processor);
        this.slot = slot;
    }

    void begin() {
        begun.incrementAndGet();
    }

    void end() {
        begun.decrementAndGet();
    }

    @Override
    public void letGo() {
        letsGo = true;
    }

    @Override
    public void takeOver() {
        letsGo = false;
        slot.set(this);
    }

    @Override
    public boolean isIdle() {
        return begun.get() == 0;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        DirectConsumer before = slot.taker();
        if (before != null && before != this && !before.letsGo) {
            throw new IllegalStateException(
                    "AIR-9023 only one route may start from "
                            + getEndpoint()
                            + " but "
                            + before.getRouteId()
                            + " does and "
                            + getRouteId()
                            + " would too: remove one");
        }
        takeOver();
    }

    @Override
    protected void doStop() throws Exception {
        slot.clear(this);
        super.doStop();
    }

    @Override
    protected void doSuspend() {
        slot.clear(this);
    }

    @Override
    protected void doResume() {
        takeOver();
    }

    /** Stays to the end of a shutdown: messages in flight elsewhere may still come here. */
    @Override
    public boolean deferShutdown(ShutdownRunningTask task) {
        return true;
    }

    @Override
    public int getPendingExchangesSize() {
        return 0;
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {}
}
