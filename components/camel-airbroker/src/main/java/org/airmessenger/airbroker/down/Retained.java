/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.utils.collections.LinkedListIterator;

import java.util.ArrayList;
import java.util.List;

/** The last values of topics, as the broker's own MQTT handler keeps them: a queue for each. */
final class Retained {

    private Retained() {}

    /** The last values of all topics that a filter matches. */
    static List<Message> of(ActiveMQServer server, String filter) throws Exception {
        String address =
                MQTTUtil.getCoreRetainAddressFromMqttTopic(
                        filter, server.getConfiguration().getWildcardConfiguration());
        List<Message> found = new ArrayList<>();
        for (SimpleString name : server.bindingQuery(SimpleString.of(address)).getQueueNames()) {
            Queue queue = server.locateQueue(name);
            Message last = queue == null ? null : last(queue);
            if (last != null) {
                found.add(last);
            }
        }
        return found;
    }

    private static Message last(Queue queue) {
        Message last = null;
        try (LinkedListIterator<MessageReference> all = queue.iterator()) {
            while (all.hasNext()) {
                last = all.next().getMessage();
            }
        }
        return last;
    }

    /** Copies them into a subscription's queue, marked as what they are. */
    static void copy(ActiveMQServer server, String filter, Queue queue) throws Exception {
        StorageManager storage = server.getStorageManager();
        for (Message message : of(server, filter)) {
            Message copy = message.copy(storage.generateID());
            copy.putStringProperty(
                    MQTTUtil.MQTT_MESSAGE_RETAIN_INITIAL_DISTRIBUTION_KEY, (String) null);
            MQTTUtil.sendMessageDirectlyToQueue(storage, server.getPostOffice(), copy, queue, null);
        }
    }
}
