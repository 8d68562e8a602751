/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.broker.BrokerNames;
import org.airmessenger.airbroker.broker.ReservedNames;
import org.airmessenger.message.Identities;
import org.airmessenger.message.Identity;

import org.apache.activemq.artemis.api.core.ActiveMQNonExistentQueueException;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.postoffice.QueueBinding;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTSessionState;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTStateManager;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the broker itself has of devices' sessions: subscriptions, and their queues. */
final class BrokerSessions {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerSessions.class);

    /** How the filter of every queue begins that is a subscription's. */
    private static final String SUBSCRIPTION = "NOT ((AMQAddress = '";

    private final ActiveMQServer server;

    BrokerSessions(ActiveMQServer server) {
        this.server = server;
    }

    private MQTTStateManager manager() throws Exception {
        return MQTTStateManager.getInstance(server);
    }

    private MQTTSessionState state(String device) {
        try {
            return manager().getSessionState(BrokerNames.clientId(device));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The filters that a connected device's session has, as the broker writes them. */
    Set<String> filtersOf(String device) {
        return state(device).getSubscriptionsPlusID().keySet();
    }

    /** The subscriptions that a connected device's session has. */
    List<SessionRecord.Subscription> subscriptionsOf(String device) {
        return state(device).getSubscriptionsPlusID().values().stream()
                .map(it -> new SessionRecord.Subscription(it.getSubscription(), it.getId()))
                .toList();
    }

    /** Tells the broker of a session that it does not know after a restart. */
    void restore(String device, List<SessionRecord.Subscription> subscriptions) throws Exception {
        MQTTSessionState state = state(device);
        for (SessionRecord.Subscription each : subscriptions) {
            state.addSubscription(
                    each.topic(),
                    server.getConfiguration().getWildcardConfiguration(),
                    each.identifier());
        }
    }

    /**
     * Takes out of a stored session what its device may not have any more, before the device is
     * back. The broker would refuse the whole device for it, and delete the queue, a group's too.
     */
    void prune(Session session, Identity identity, Identities identities) {
        List<SessionRecord.Subscription> kept = new ArrayList<>();
        List<String> lost = new ArrayList<>();
        for (SessionRecord.Subscription each : session.subscriptions()) {
            String filter = each.topic().topicFilter();
            String plain = Filters.plain(filter);
            if (ReservedNames.isReserved(plain) || !identities.maySubscribe(identity, plain)) {
                lost.add(filter);
            } else {
                kept.add(each);
            }
        }
        if (lost.isEmpty()) {
            return;
        }
        session.subscriptions(kept);
        try {
            MQTTSessionState state = state(session.device);
            for (String filter : lost) {
                state.removeSubscription(filter);
            }
            for (String filter : lost) {
                drop(filter, state.getClientId());
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Ends a session that has no connection.
     *
     * @return false if the broker still has a connection of it: ask again later
     */
    boolean end(String device) {
        try {
            String clientId = BrokerNames.clientId(device);
            if (manager().isClientConnected(clientId)) {
                return false;
            }
            MQTTSessionState state = manager().removeSessionState(clientId);
            if (state != null) {
                for (String filter : state.getSubscriptionsPlusID().keySet()) {
                    drop(filter, clientId);
                }
            }
            return true;
        } catch (Exception e) {
            LOG.warn("AIR-1072 a session must end in the broker but did not: {}", e.toString());
            return true;
        }
    }

    /** The queue of a connected device's subscription; null if it is gone. */
    Queue queueOf(String device, String filter) {
        return server.locateQueue(nameOf(filter, BrokerNames.clientId(device)));
    }

    private SimpleString nameOf(String filter, String clientId) {
        return SimpleString.of(
                MQTTUtil.getCoreQueueFromMqttTopic(
                        filter, clientId, server.getConfiguration().getWildcardConfiguration()));
    }

    /**
     * What waits in a device's own queue is not its own any more; a group's is still the group's.
     */
    private void drop(String filter, String clientId) throws Exception {
        SimpleString name = nameOf(filter, clientId);
        Queue queue = server.locateQueue(name);
        boolean shared = MQTTUtil.isSharedSubscription(filter);
        if (queue != null && !(shared && queue.getConsumerCount() > 0)) {
            try {
                // the server itself keeps a queue that a group still shares
                server.destroyQueue(name, null, shared, !shared);
            } catch (ActiveMQNonExistentQueueException e) {
                // it went by itself, in between
                return;
            }
        }
    }

    /**
     * Removes the queues of subscriptions that no session has: those of sessions that were to end
     * with their connection when the gateway died.
     *
     * @param sessions all that there are
     * @throws Exception if the broker cannot
     */
    void removeOrphans(Collection<Session> sessions) throws Exception {
        Set<SimpleString> owned = new HashSet<>();
        for (Session session : sessions) {
            for (SessionRecord.Subscription each : session.subscriptions()) {
                owned.add(nameOf(each.topic().topicFilter(), BrokerNames.clientId(session.device)));
            }
        }
        for (Binding binding : server.getPostOffice().getAllBindings().toList()) {
            if (binding instanceof QueueBinding queue
                    && isSubscription(queue.getQueue().getFilter())
                    && !owned.contains(binding.getUniqueName())) {
                server.destroyQueue(binding.getUniqueName(), null, false, true);
            }
        }
    }

    private static boolean isSubscription(Filter filter) {
        return filter != null && filter.getFilterString().toString().startsWith(SUBSCRIPTION);
    }
}
