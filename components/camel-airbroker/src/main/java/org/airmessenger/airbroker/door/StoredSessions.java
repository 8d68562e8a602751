/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.broker.BrokerNames;
import org.airmessenger.airbroker.broker.ReservedNames;
import org.airmessenger.message.Identities;
import org.airmessenger.message.Identity;

import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTSessionState;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTStateManager;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/** What the broker keeps of devices' sessions while they are away (MQTT 5.0, 4.1). */
final class StoredSessions {

    private final ActiveMQServer server;

    StoredSessions(ActiveMQServer server) {
        this.server = server;
    }

    /** For what may touch the journal. */
    Executor executor() {
        return server.getThreadPool();
    }

    /** The filters that a connected device's session has, as the broker writes them. */
    Set<String> subscriptionsOf(Identity identity) {
        try {
            return manager()
                    .getSessionState(BrokerNames.clientId(identity.device()))
                    .getSubscriptionsPlusID()
                    .keySet();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private MQTTStateManager manager() throws Exception {
        return MQTTStateManager.getInstance(server);
    }

    /**
     * Takes out of a device's session what it may not have any more, before the device is back. The
     * broker would refuse the whole device for it, and delete the queue, a group's too. Writes to
     * the journal.
     */
    void prune(Identity identity, Identities identities) {
        try {
            // a question that makes no session where there is none
            MQTTSessionState state =
                    manager().getSessionStates().get(BrokerNames.clientId(identity.device()));
            if (state != null) {
                prune(state, identity, identities);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void prune(MQTTSessionState state, Identity identity, Identities identities)
            throws Exception {
        List<String> lost = new ArrayList<>();
        for (String filter : state.getSubscriptionsPlusID().keySet()) {
            String plain = Filters.plain(filter);
            if (ReservedNames.isReserved(plain) || !identities.maySubscribe(identity, plain)) {
                lost.add(filter);
            }
        }
        if (lost.isEmpty()) {
            return;
        }
        synchronized (state) {
            for (String filter : lost) {
                state.removeSubscription(filter);
            }
            if (state.getSubscriptionsPlusID().isEmpty()) {
                manager().removeDurableSubscriptionState(state.getClientId());
            } else {
                manager().storeDurableSubscriptionState(state);
            }
        }
        for (String filter : lost) {
            drop(filter, state.getClientId());
        }
    }

    /**
     * What waits in a device's own queue is not its own any more; a group's is still the group's.
     */
    private void drop(String filter, String clientId) throws Exception {
        SimpleString name =
                SimpleString.of(
                        MQTTUtil.getCoreQueueFromMqttTopic(
                                filter,
                                clientId,
                                server.getConfiguration().getWildcardConfiguration()));
        Queue queue = server.locateQueue(name);
        boolean shared = MQTTUtil.isSharedSubscription(filter);
        if (queue != null && !(shared && queue.getConsumerCount() > 0)) {
            // the server itself keeps a queue that a group still shares
            server.destroyQueue(name, null, shared, !shared);
        }
    }
}
