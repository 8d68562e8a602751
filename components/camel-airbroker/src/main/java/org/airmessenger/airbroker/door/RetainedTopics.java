/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.broker.BrokerConfiguration;
import org.airmessenger.airbroker.broker.BrokerNames;

import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.postoffice.QueueBinding;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.reader.MessageUtil;
import org.apache.activemq.artemis.utils.collections.LinkedListIterator;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * How many retained topics each device has (MQTT 5.0, 3.3.1.3): the broker keeps a queue and an
 * address for each. A topic is its last publisher's. One that was cleared counts until the broker
 * has removed its queue.
 */
final class RetainedTopics {

    /** Time in which the broker has made the queue of a message that was given to it. */
    private static final long GRACE_MILLIS = 10_000;

    private final int limit;
    private final Predicate<String> isThere;

    private final LongSupplier clock;
    private final ConcurrentHashMap<String, Map<String, Claim>> topics = new ConcurrentHashMap<>();

    private final ConcurrentHashMap<String, String> owners = new ConcurrentHashMap<>();

    /** A device's topic: messages to it that are on their way, and when the last one ended. */
    private final class Claim {
        private int coming;
        private long since = clock.getAsLong();
    }

    /**
     * None yet.
     *
     * @param limit most topics of one device
     * @param isThere whether the broker has a queue for a topic's retained message
     * @param clock milliseconds
     */
    RetainedTopics(int limit, Predicate<String> isThere, LongSupplier clock) {
        this.limit = limit;
        this.isThere = isThere;
        this.clock = clock;
    }

    /** What a running broker has. */
    static RetainedTopics of(ActiveMQServer server, int limit) throws Exception {
        RetainedTopics found =
                new RetainedTopics(
                        limit,
                        topic ->
                                server.locateQueue(MQTTUtil.MQTT_RETAIN_ADDRESS_PREFIX + topic)
                                        != null,
                        System::currentTimeMillis);
        int prefix = MQTTUtil.MQTT_RETAIN_ADDRESS_PREFIX.length();
        for (Binding binding :
                (Iterable<Binding>) server.getPostOffice().getAllBindings()::iterator) {
            if (binding instanceof QueueBinding queue
                    && binding.getUniqueName()
                            .startsWith(SimpleString.of(MQTTUtil.MQTT_RETAIN_ADDRESS_PREFIX))) {
                String owner = ownerOf(queue.getQueue());
                if (owner != null) {
                    found.claim(owner, binding.getUniqueName().toString().substring(prefix));
                }
            }
        }
        return found;
    }

    private static String ownerOf(Queue queue) {
        try (LinkedListIterator<MessageReference> messages = queue.browserIterator()) {
            while (messages.hasNext()) {
                Message message = messages.next().getMessage();
                String client = message.getStringProperty(MessageUtil.CONNECTION_ID_PROPERTY_NAME);
                if (client != null) {
                    return BrokerNames.device(client);
                }
            }
        }
        return null;
    }

    /** Why a topic more is refused. */
    static String full(BrokerConfiguration options) {
        return "AIR-1038 a device must have at most %d retained topics but has as many and named another; clear one, or raise air.source.mqtt.maxRetainedTopics"
                .formatted(options.getMaxRetainedTopics());
    }

    /** Whether the broker has a retained message for a topic, or may get one. */
    boolean isKnown(String topic) {
        return owners.containsKey(topic) || isThere.test(topic);
    }

    /**
     * A message to retain begins its way.
     *
     * @return false if the device has too many topics
     */
    boolean begin(String device, String topic) {
        boolean[] fits = new boolean[1];
        topics.compute(
                device,
                (id, known) -> {
                    Map<String, Claim> own = known == null ? new HashMap<>() : known;
                    if (!own.containsKey(topic) && own.size() >= limit) {
                        forgetRemoved(device, own);
                    }
                    fits[0] = own.containsKey(topic) || own.size() < limit;
                    if (fits[0]) {
                        own.computeIfAbsent(topic, name -> new Claim()).coming++;
                    }
                    return own.isEmpty() ? null : own;
                });
        return fits[0];
    }

    private void forgetRemoved(String device, Map<String, Claim> own) {
        long now = clock.getAsLong();
        for (var each = own.entrySet().iterator(); each.hasNext(); ) {
            var topic = each.next();
            Claim claim = topic.getValue();
            if (claim.coming == 0
                    && now - claim.since > GRACE_MILLIS
                    && !isThere.test(topic.getKey())) {
                each.remove();
                owners.remove(topic.getKey(), device);
            }
        }
    }

    /** It ended its way: the topic is the device's now if it was kept. */
    void end(String device, String topic, boolean kept) {
        topics.computeIfPresent(
                device,
                (id, own) -> {
                    Claim claim = own.get(topic);
                    if (claim != null) {
                        claim.coming = Math.max(0, claim.coming - 1);
                        claim.since = clock.getAsLong();
                        if (!kept && claim.coming == 0 && !device.equals(owners.get(topic))) {
                            own.remove(topic);
                        }
                    }
                    return own.isEmpty() ? null : own;
                });
        if (kept) {
            claim(device, topic);
        }
    }

    private void claim(String device, String topic) {
        topics.compute(
                device,
                (id, known) -> {
                    Map<String, Claim> own = known == null ? new HashMap<>() : known;
                    own.computeIfAbsent(topic, name -> new Claim());
                    return own;
                });
        String before = owners.put(topic, device);
        if (before != null && !before.equals(device)) {
            topics.computeIfPresent(
                    before,
                    (id, own) -> {
                        Claim claim = own.get(topic);
                        if (claim != null && claim.coming == 0) {
                            own.remove(topic);
                        }
                        return own.isEmpty() ? null : own;
                    });
        }
    }

    /** Topics of a device. */
    int count(String device) {
        return topics.getOrDefault(device, Map.of()).size();
    }
}
