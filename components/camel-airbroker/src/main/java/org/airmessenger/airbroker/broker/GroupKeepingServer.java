/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.broker;

import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTSessionState;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.security.SecurityAuth;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;

import java.util.function.Consumer;

/**
 * The broker, with one thing mended: a shared subscription's queue lives as long as any session has
 * it. By itself the broker deletes it, with what waits there, when one member unsubscribes or
 * expires while the others are away (MQTT 5.0, 4.8.2).
 */
final class GroupKeepingServer extends ActiveMQServerImpl {

    private volatile Consumer<SimpleString> beforeEnd = queue -> {};

    GroupKeepingServer(Configuration configuration, ActiveMQSecurityManager security) {
        super(configuration, security);
    }

    /** Calls back with every queue that is going to be gone. */
    void beforeEnd(Consumer<SimpleString> listener) {
        beforeEnd = listener;
    }

    @Override
    public void destroyQueue(
            SimpleString name,
            SecurityAuth session,
            boolean checkConsumerCount,
            boolean removeConsumers,
            boolean forceAutoDeleteAddress,
            boolean checkMessageCount)
            throws Exception {
        if (BrokerNames.isGroupQueue(name.toString()) && isShared(name.toString())) {
            return;
        }
        beforeEnd.accept(name);
        super.destroyQueue(
                name,
                session,
                checkConsumerCount,
                removeConsumers,
                forceAutoDeleteAddress,
                checkMessageCount);
    }

    /** Whether any session has a subscription with that queue. */
    private boolean isShared(String queue) throws Exception {
        for (MQTTSessionState state : SessionStates.of(this).everyOne()) {
            for (String filter : state.getSubscriptionsPlusID().keySet()) {
                if (MQTTUtil.isSharedSubscription(filter)
                        && queue.equals(
                                MQTTUtil.getCoreQueueFromMqttTopic(
                                        filter,
                                        state.getClientId(),
                                        getConfiguration().getWildcardConfiguration()))) {
                    return true;
                }
            }
        }
        return false;
    }
}
