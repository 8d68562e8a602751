/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.impl.RoutingContextImpl;
import org.apache.activemq.artemis.core.transaction.Transaction;

/** The way of a message to its local subscribers: it leaves out those that have no room. */
final class LocalRoute extends RoutingContextImpl {

    private final SessionCaps caps;
    private final long size;

    /**
     * To nobody yet.
     *
     * @param transaction or null
     * @param size bytes of the message
     */
    LocalRoute(Transaction transaction, SessionCaps caps, long size) {
        super(transaction);
        this.caps = caps;
        this.size = size;
    }

    @Override
    public void addQueue(SimpleString address, Queue queue) {
        if (caps.admits(queue, size)) {
            super.addQueue(address, queue);
        }
    }
}
