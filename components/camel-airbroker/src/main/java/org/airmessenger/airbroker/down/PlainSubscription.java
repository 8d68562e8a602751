/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import org.airmessenger.airbroker.door.Filters;
import org.airmessenger.airbroker.lane.JournalWork;
import org.airmessenger.airbroker.lane.LaneTaker;
import org.airmessenger.message.Downlink;

import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.HandleStatus;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A subscription to what is nobody's own: a queue of the broker that lives as long as the line, or
 * the queue of a group, which MQTT devices may share.
 */
final class PlainSubscription extends LaneTaker {

    private static final Logger LOG = LoggerFactory.getLogger(PlainSubscription.class);
    private static final int MAX_BEHIND = 10_000;
    private static final long MAX_BYTES_BEHIND = 16_000_000;

    /** What begins with $ is not what a wildcard in the first level means (MQTT 5.0, 4.7.2). */
    private static final SimpleString NO_DOLLAR = SimpleString.of("NOT (AMQAddress LIKE '$%')");

    private final DownlinkRoom room;
    private final OpenLine line;
    private final String filter;
    private final boolean shared;
    private final SimpleString name;
    private final JournalWork journal;
    private volatile int qos;
    private volatile Queue queue;
    private volatile boolean refused;
    private volatile boolean closed;

    /** What was handed on and waits for its acknowledgement; guarded by itself. */
    private final Map<Long, MessageReference> unacknowledged = new HashMap<>(4);

    PlainSubscription(DownlinkRoom room, OpenLine line, String filter, int qos) {
        super("line of " + line.identity.device(), room.server.getStorageManager().generateID());
        this.room = room;
        this.line = line;
        this.filter = filter;
        this.qos = qos;
        this.shared = !Filters.plain(filter).equals(filter);
        this.journal = new JournalWork(room.server);
        this.name = SimpleString.of(shared ? groupQueue(filter) : "$air.line." + sequentialID());
    }

    private String groupQueue(String sharedFilter) {
        return MQTTUtil.getCoreQueueFromMqttTopic(
                Filters.forBroker(sharedFilter),
                null,
                room.server.getConfiguration().getWildcardConfiguration());
    }

    void qos(int most) {
        qos = most;
    }

    /**
     * Messages come from now on.
     *
     * @throws Exception if the broker cannot serve it
     */
    void open() throws Exception {
        ActiveMQServer server = room.server;
        String plain = Filters.plain(filter);
        boolean wild = plain.startsWith("+") || plain.startsWith("#");
        queue =
                server.createQueue(
                        QueueConfiguration.of(name)
                                .setAddress(SimpleString.of(plain))
                                .setRoutingType(RoutingType.MULTICAST)
                                .setFilterString(wild ? NO_DOLLAR : null)
                                // a group's is as its members over MQTT make it
                                .setDurable(shared)
                                .setTemporary(!shared)
                                .setAutoDelete(false)
                                .setAutoCreateAddress(true)
                                .setMaxConsumers(-1),
                        true);
        if (!shared) {
            room.retained.deliver(plain, queue);
        }
        queue.addConsumer(this);
        queue.deliverAsync();
    }

    /** Takes a message if the line has room, or leaves it; called under the queue's lock. */
    @Override
    public HandleStatus handle(MessageReference reference) throws Exception {
        if (closed) {
            return HandleStatus.BUSY;
        }
        if (!line.takeCredit()) {
            refused = true;
            // room may have come between the look and the note, and nobody would call again
            if (!line.takeCredit()) {
                return HandleStatus.BUSY;
            }
            refused = false;
        }
        reference.handled();
        line.inTurn(() -> give(reference));
        return HandleStatus.HANDLED;
    }

    private void give(MessageReference reference) {
        ICoreMessage message = reference.getMessage().toCore();
        Content content = Contents.ofLocal(message);
        boolean retained =
                message.containsProperty(MQTTUtil.MQTT_MESSAGE_RETAIN_INITIAL_DISTRIBUTION_KEY);
        int level = Math.min(qos, Contents.qosOf(message));
        long number = 0;
        if (level > 0) {
            number = room.nextNumber();
            synchronized (unacknowledged) {
                unacknowledged.put(number, reference);
            }
        } else {
            remove(reference);
        }
        line.give(
                new Downlink.Delivery(
                        number,
                        filter,
                        level,
                        content.headers(),
                        content.body(),
                        reference.getDeliveryCount() > 0,
                        retained));
    }

    /** Room came. */
    void resume() {
        Queue from = queue;
        if (refused && from != null) {
            refused = false;
            from.deliverAsync();
        }
    }

    /** The device has a message; false if it does not come from here. */
    boolean acknowledge(long number) {
        MessageReference reference;
        synchronized (unacknowledged) {
            reference = unacknowledged.remove(number);
        }
        if (reference != null) {
            remove(reference);
        }
        return reference != null;
    }

    private void remove(MessageReference reference) {
        journal.run(
                transaction -> {
                    queue.acknowledge(transaction, reference);
                    transaction.commit();
                },
                () -> {},
                failure ->
                        LOG.error(
                                "AIR-1507 a message must leave the journal but it failed",
                                failure));
    }

    /** Whether more waits than a line may leave behind. */
    boolean isTooSlow() {
        Queue from = queue;
        return !shared
                && from != null
                && (from.getMessageCount() > MAX_BEHIND
                        || from.getPersistentSize() > MAX_BYTES_BEHIND);
    }

    /** No message comes any more; what a group's line did not acknowledge goes to another one. */
    void close() {
        Queue from = queue;
        closed = true;
        if (from == null) {
            return;
        }
        from.removeConsumer(this);
        if (shared) {
            line.inTurn(() -> giveBack(from));
        }
        try {
            // the server keeps what a group still shares
            room.server.destroyQueue(name, null, shared, !shared, true, false);
        } catch (Exception e) {
            LOG.debug("a subscription's queue was gone already", e);
        }
    }

    private void giveBack(Queue from) {
        List<MessageReference> left;
        synchronized (unacknowledged) {
            left = new ArrayList<>(unacknowledged.values());
            unacknowledged.clear();
        }
        if (!left.isEmpty()) {
            journal.run(
                    transaction -> {
                        for (MessageReference reference : left) {
                            reference.incrementDeliveryCount();
                            from.cancel(transaction, reference, true);
                        }
                        transaction.rollback();
                    },
                    from::deliverAsync,
                    failure ->
                            LOG.error(
                                    "AIR-1507 a message must go back to its group but did not",
                                    failure));
        }
    }

    @Override
    public void disconnect() {
        closed = true;
    }
}
