/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.message.Presence;

import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.impl.RoutingContextImpl;
import org.apache.activemq.artemis.core.transaction.Transaction;

/**
 * The way of a message to its local subscribers: it leaves out those that have no room, and those
 * that the message is hidden from.
 */
final class LocalRoute extends RoutingContextImpl {

    private final SessionCaps caps;
    private final long size;
    private final String topic;

    /**
     * To nobody yet.
     *
     * @param transaction or null
     * @param size bytes of the message
     */
    LocalRoute(Transaction transaction, SessionCaps caps, long size, String topic) {
        super(transaction);
        this.caps = caps;
        this.size = size;
        this.topic = topic;
    }

    @Override
    public void addQueue(SimpleString address, Queue queue) {
        if (!Presence.isHidden(topic, queue.getAddress().toString()) && caps.admits(queue, size)) {
            super.addQueue(address, queue);
        }
    }
}
