/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.server.Consumer;
import org.apache.activemq.artemis.core.server.MessageReference;

import java.util.List;

/** Takes all messages from the head of a lane, as a consumer that the broker offers them to. */
public abstract class LaneTaker implements Consumer {

    private final String name;
    private final long id;

    /**
     * Not added to a queue yet.
     *
     * @param name for people who look into the broker
     * @param id of the broker's
     */
    protected LaneTaker(String name, long id) {
        this.name = name;
        this.id = id;
    }

    @Override
    public final boolean supportsDirectDelivery() {
        return false;
    }

    @Override
    public final void proceedDeliver(MessageReference reference) {
        // taken already by handle
    }

    @Override
    public final Filter getFilter() {
        return null;
    }

    @Override
    public final List<MessageReference> getDeliveringMessages() {
        return List.of();
    }

    @Override
    public final String debug() {
        return name;
    }

    @Override
    public final String toManagementString() {
        return name;
    }

    @Override
    public final void failed(Throwable cause) {
        disconnect();
    }

    @Override
    public final long sequentialID() {
        return id;
    }
}
