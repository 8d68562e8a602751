/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.reload;

import org.apache.camel.Consumer;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;

/** One use of {@code direct:}. */
public final class DirectEndpoint extends DefaultEndpoint implements MultipleConsumersSupport {

    private final DirectSlot slot;
    private boolean block;
    private long timeout;
    private boolean failIfNoConsumers = true;

    DirectEndpoint(String uri, DirectComponent component, DirectSlot slot) {
        super(uri, component);
        this.slot = slot;
    }

    @Override
    public Producer createProducer() {
        return new DirectProducer(this, slot);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        DirectConsumer consumer = new DirectConsumer(this, processor, slot);
        configureConsumer(consumer);
        return consumer;
    }

    /** For the time of a swap there are two. */
    @Override
    public boolean isMultipleConsumersSupported() {
        return true;
    }

    @Override
    public boolean isSingleton() {
        return true;
    }

    public boolean isBlock() {
        return block;
    }

    public void setBlock(boolean block) {
        this.block = block;
    }

    public long getTimeout() {
        return timeout;
    }

    public void setTimeout(long timeout) {
        this.timeout = timeout;
    }

    public boolean isFailIfNoConsumers() {
        return failIfNoConsumers;
    }

    public void setFailIfNoConsumers(boolean failIfNoConsumers) {
        this.failIfNoConsumers = failIfNoConsumers;
    }
}
