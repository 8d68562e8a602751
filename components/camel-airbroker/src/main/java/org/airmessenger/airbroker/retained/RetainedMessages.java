/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.retained;

import org.airmessenger.airbroker.broker.Records;
import org.airmessenger.message.Presence;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;
import org.airmessenger.message.Topics;

import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.persistence.OperationContext;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.persistence.impl.journal.LargeServerMessageImpl;
import org.apache.activemq.artemis.core.persistence.impl.journal.OperationContextImpl;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.TransactionOperationAbstract;
import org.apache.activemq.artemis.core.transaction.impl.TransactionImpl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The retained message of each topic (MQTT 5.0, 3.3.1.3): kept in the transaction of the message,
 * so it is there or not as the message is, and given to whoever subscribes. All are held in memory,
 * so their bytes are bounded, and so are the topics of one device; a topic is its last publisher's.
 */
public final class RetainedMessages {

    private final ActiveMQServer server;
    private final Records records;
    private final int maxTopics;
    private final long maxBytes;
    private final LongSupplier clock;
    private final ConcurrentSkipListMap<String, Retained> topics = new ConcurrentSkipListMap<>();
    private final ConcurrentHashMap<String, Integer> owned = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();

    /**
     * None yet.
     *
     * @param server a running broker
     * @param maxTopics most topics of one device
     * @param maxBytes most bytes of all together
     * @param clock epoch milliseconds
     */
    public RetainedMessages(
            ActiveMQServer server, int maxTopics, long maxBytes, LongSupplier clock) {
        this.server = server;
        this.records = new Records(server, "retained");
        this.maxTopics = maxTopics;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    /**
     * Takes over what the journal has; once, before anything else.
     *
     * @throws Exception if the broker cannot say
     */
    public void load() throws Exception {
        for (Map.Entry<String, byte[]> value : records.load().entrySet()) {
            set(value.getKey(), Retained.decode(value.getValue()));
        }
    }

    /**
     * Asks whether a message more may be retained.
     *
     * @param owner the device; null for the gateway itself, which is not limited
     * @param size of the message, about, in bytes
     * @throws RefusedException if the device has as many as it may, or all together are too large
     */
    public void check(String topic, String owner, long size) {
        Retained before = topics.get(topic);
        boolean own = before != null && owner != null && owner.equals(before.owner());
        if (owner != null && !own && isFull(owner)) {
            throw new RefusedException(
                    Refusal.OVER_RATE,
                    "AIR-1038 a device must have at most %d retained topics but has as many and named another; clear one, or raise air.source.mqtt.maxRetainedTopics"
                            .formatted(maxTopics));
        }
        if (size > Records.MAX_BYTES - Retained.HEADER_BYTES
                || bytes.get() + size > maxBytes && !frees(size)) {
            throw new RefusedException(
                    Refusal.LANE_FULL,
                    "AIR-1070 retained messages must have at most %d bytes in all and %d each but have %d and one of %d came; clear some, or raise air.source.mqtt.maxRetainedBytes"
                            .formatted(maxBytes, Records.MAX_BYTES, bytes.get(), size));
        }
    }

    private boolean isFull(String owner) {
        if (count(owner) < maxTopics) {
            return false;
        }
        removeExpired();
        return count(owner) >= maxTopics;
    }

    private boolean frees(long size) {
        return removeExpired() > 0 && bytes.get() + size <= maxBytes;
    }

    /** Topics of a device. */
    public int count(String owner) {
        return owned.getOrDefault(owner, 0);
    }

    /** Topics of all. */
    public int count() {
        return topics.size();
    }

    /** What all of them take in memory. */
    public long bytes() {
        return bytes.get();
    }

    /** What is held from before a topic's message is kept or cleared until that is committed. */
    public Object lock(String topic) {
        return records.lock(topic);
    }

    /**
     * Keeps a message as its topic's, in the transaction.
     *
     * @param owner see {@link #check}
     * @param message as a subscriber gets it
     * @throws Exception if the journal does not take it
     */
    public void keep(Transaction transaction, String owner, CoreMessage message) throws Exception {
        Retained retained = Retained.of(owner, message);
        String topic = message.getAddress();
        records.put(transaction, topic, retained.encode());
        onCommit(transaction, topic, retained);
    }

    /**
     * Clears a topic, in the transaction.
     *
     * @throws Exception if the journal does not take it
     */
    public void clear(Transaction transaction, String topic) throws Exception {
        if (records.contains(topic)) {
            records.remove(transaction, topic);
            onCommit(transaction, topic, null);
        }
    }

    private void onCommit(Transaction transaction, String topic, Retained now) {
        transaction.addOperation(
                new TransactionOperationAbstract() {
                    private Retained before;

                    @Override
                    public void beforeCommit(Transaction committed) {
                        before = set(topic, now);
                    }

                    @Override
                    public void afterRollback(Transaction rolledBack) {
                        if (now != null && topics.get(topic) == now) {
                            set(topic, before);
                        }
                    }
                });
    }

    private Retained set(String topic, Retained now) {
        Retained before = now == null ? topics.remove(topic) : topics.put(topic, now);
        account(topic, before, -1);
        account(topic, now, 1);
        return before;
    }

    private void account(String topic, Retained retained, int sign) {
        if (retained != null) {
            bytes.addAndGet((long) sign * (retained.size() + 2 * topic.length()));
            if (retained.owner() != null) {
                owned.merge(
                        retained.owner(),
                        sign,
                        (one, other) -> one + other == 0 ? null : one + other);
            }
        }
    }

    /** The topics with a retained message that a subscription to a filter gets, in order. */
    public List<String> matching(String filter) {
        List<String> found = new ArrayList<>();
        int wild = 0;
        while (wild < filter.length() && filter.charAt(wild) != '+' && filter.charAt(wild) != '#') {
            wild++;
        }
        if (filter.endsWith("/#")) {
            // MQTT 5.0, 4.7.1.2: the parent level too
            find(filter.substring(0, filter.length() - 2), filter, found);
        }
        String prefix = filter.substring(0, wild);
        SortedMap<String, Retained> candidates =
                wild == filter.length()
                        ? topics.subMap(filter, filter + '\0')
                        : topics.subMap(prefix, prefix + Character.MAX_VALUE);
        for (String topic : candidates.keySet()) {
            if (Topics.contains(filter, topic)
                    && !Presence.isHidden(topic, filter)
                    && !isExpired(topics.get(topic))) {
                found.add(topic);
            }
        }
        return found;
    }

    private void find(String topic, String filter, List<String> found) {
        Retained retained = topics.get(topic);
        if (retained != null && Topics.contains(filter, topic) && !isExpired(retained)) {
            found.add(topic);
        }
    }

    private boolean isExpired(Retained retained) {
        return retained == null || retained.expiry() > 0 && retained.expiry() <= clock.getAsLong();
    }

    /** A copy of a topic's message, as a new subscriber gets it; null if there is none. */
    public CoreMessage copy(String topic) {
        Retained retained = topics.get(topic);
        return isExpired(retained)
                ? null
                : retained.message(server.getStorageManager().generateID());
    }

    /**
     * Gives a new subscription what is retained for it. Writes to the journal.
     *
     * @param filter without {@code $share/<name>/}
     * @throws Exception if the broker cannot
     */
    public void deliver(String filter, Queue queue) throws Exception {
        StorageManager storage = server.getStorageManager();
        OperationContext before = OperationContextImpl.getContext();
        storage.setContext(storage.newContext(server.getExecutorFactory().getExecutor()));
        try {
            for (String topic : matching(filter)) {
                // an older message must not come after a newer one
                synchronized (lock(topic)) {
                    CoreMessage copy = copy(topic);
                    if (copy != null) {
                        copy.putStringProperty(
                                MQTTUtil.MQTT_MESSAGE_RETAIN_INITIAL_DISTRIBUTION_KEY,
                                (String) null);
                        MQTTUtil.sendMessageDirectlyToQueue(
                                storage,
                                server.getPostOffice(),
                                LargeServerMessageImpl.checkLargeMessage(copy, storage),
                                queue,
                                null);
                    }
                }
            }
        } finally {
            storage.setContext(before);
        }
    }

    /**
     * Removes what is expired.
     *
     * @return how many were
     */
    public int removeExpired() {
        int removed = 0;
        for (Map.Entry<String, Retained> each : topics.entrySet()) {
            if (isExpired(each.getValue()) && removeExpired(each.getKey())) {
                removed++;
            }
        }
        return removed;
    }

    private boolean removeExpired(String topic) {
        synchronized (lock(topic)) {
            Retained found = topics.get(topic);
            if (found == null || !isExpired(found)) {
                return false;
            }
            Transaction transaction = new TransactionImpl(server.getStorageManager());
            try {
                clear(transaction, topic);
                transaction.commit();
                return true;
            } catch (Exception e) {
                transaction.tryRollback();
                throw new IllegalStateException("the journal must forget but failed", e);
            }
        }
    }
}
