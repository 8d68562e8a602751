/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.message.Quoted;

import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.paging.PagingStore;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.postoffice.Bindings;
import org.apache.activemq.artemis.core.postoffice.QueueBinding;
import org.apache.activemq.artemis.core.postoffice.impl.PostOfficeImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;

/**
 * Whether a message still fits for local subscribers who are away. Asked before the lanes keep it,
 * for the broker's own MQTT handler would end the connection.
 */
final class LocalRoom {

    private final ActiveMQServer server;

    LocalRoom(ActiveMQServer server) {
        this.server = server;
    }

    /** Why a message to that topic does not fit; empty if it does. */
    String problemOf(String topic) {
        try {
            Bindings bindings =
                    ((PostOfficeImpl) server.getPostOffice())
                            .getAddressManager()
                            .getBindingsForRoutingAddress(SimpleString.of(topic));
            if (bindings != null) {
                for (Binding binding : bindings.getBindings()) {
                    if (binding instanceof QueueBinding queue && isFull(queue)) {
                        return "AIR-1040 what waits for the subscribers of "
                                + Quoted.of(topic)
                                + " must fit on disk but is full; let them connect, or end their sessions";
                    }
                }
            }
            return "";
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isFull(QueueBinding queue) {
        PagingStore store = queue.getQueue().getPagingStore();
        return store != null && store.isPageFull();
    }
}
