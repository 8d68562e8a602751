/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.reload;

import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code direct:} as Camel has it, but a route can be replaced by another one from the same
 * endpoint without a gap: the one that started last gets the messages, the one before ends what it
 * has begun.
 */
public final class DirectComponent extends DefaultComponent {

    private final Map<String, DirectSlot> slots = new ConcurrentHashMap<>();
    private boolean block;
    private long timeout = 30_000;

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
            throws Exception {
        DirectSlot slot = slots.computeIfAbsent(remaining, name -> new DirectSlot());
        DirectEndpoint endpoint = new DirectEndpoint(uri, this, slot);
        endpoint.setBlock(block);
        endpoint.setTimeout(timeout);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** Whether a message that nobody takes waits for somebody; otherwise it fails at once. */
    public boolean isBlock() {
        return block;
    }

    /** Sets whether a message that nobody takes waits. */
    public void setBlock(boolean block) {
        this.block = block;
    }

    /** How long it waits, in milliseconds. */
    public long getTimeout() {
        return timeout;
    }

    /** Sets how long it waits, in milliseconds. */
    public void setTimeout(long timeout) {
        this.timeout = timeout;
    }
}
