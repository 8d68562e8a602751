/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.broker.Companion;

import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.TransactionOperationAbstract;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One device's session: how long it lives, and which exactly-once messages of the device it has
 * taken that the device has not released (MQTT 5.0, 4.1 and 4.3.3). Thread-safe.
 */
final class Session {

    final String device;
    private final Sessions sessions;
    private int expirySeconds;
    private long leftAt;

    /** As the broker has them, when it last said so. */
    private List<SessionRecord.Subscription> subscriptions = List.of();

    /** The device's own, which the door serves. */
    private List<SessionRecord.Subscription> own = List.of();

    /** Of its commands that were not acknowledged over the last connection, by their numbers. */
    private Map<Long, Integer> packetIds = Map.of();

    private final PacketIds taken = new PacketIds();

    /** The device is here. */
    Session(Sessions sessions, String device, int expirySeconds, long leftAt) {
        this.sessions = sessions;
        this.device = device;
        this.expirySeconds = expirySeconds;
        this.leftAt = leftAt;
    }

    /** How long it outlives its connection. */
    synchronized int expirySeconds() {
        return expirySeconds;
    }

    synchronized void expirySeconds(int seconds) {
        expirySeconds = seconds;
    }

    /** Whether it outlives its connection, so that it must be on disk. */
    synchronized boolean isStored() {
        return expirySeconds > 0;
    }

    synchronized long leftAt() {
        return leftAt;
    }

    /** The device has a connection. */
    synchronized void here(int seconds) {
        expirySeconds = seconds;
        leftAt = 0;
    }

    /** The device has no connection any more. */
    synchronized void left(long now) {
        leftAt = now;
    }

    synchronized boolean isOver(long now) {
        return leftAt > 0 && now - leftAt >= TimeUnit.SECONDS.toMillis(expirySeconds);
    }

    synchronized List<SessionRecord.Subscription> subscriptions() {
        return subscriptions;
    }

    synchronized void subscriptions(List<SessionRecord.Subscription> now) {
        subscriptions = List.copyOf(now);
    }

    synchronized List<SessionRecord.Subscription> own() {
        return own;
    }

    synchronized void own(Collection<SessionRecord.Subscription> now) {
        own = List.copyOf(now);
    }

    synchronized void packetIds(Map<Long, Integer> left) {
        packetIds = left;
    }

    /** They are sent again under the same ids (MQTT 5.0, 4.4); asked for once. */
    synchronized Map<Long, Integer> takePacketIds() {
        Map<Long, Integer> left = packetIds;
        packetIds = Map.of();
        return left;
    }

    synchronized SessionRecord record() {
        return new SessionRecord(expirySeconds, leftAt, subscriptions, own);
    }

    /** Found on disk, or just written. */
    synchronized void took(int packetId) {
        taken.add(packetId);
    }

    /** Whether the message of this packet id is kept, and not released. */
    synchronized boolean hasTaken(int packetId) {
        return taken.contains(packetId);
    }

    /** Not released messages. */
    synchronized int takenCount() {
        return taken.size();
    }

    synchronized Set<Integer> allTaken() {
        return taken.all();
    }

    private synchronized boolean forget(int packetId) {
        return taken.remove(packetId);
    }

    /**
     * What makes the packet id known as soon as the message is kept; null if the session dies with
     * its connection.
     */
    Companion once(int packetId) {
        return isStored() ? new Once(packetId) : null;
    }

    private final class Once implements Companion {

        private final int packetId;

        private Once(int packetId) {
            this.packetId = packetId;
        }

        @Override
        public Object lock() {
            return sessions.taken().lock(Sessions.key(device, packetId));
        }

        @Override
        public void join(Transaction transaction) throws Exception {
            sessions.taken().put(transaction, Sessions.key(device, packetId), new byte[0]);
            transaction.addOperation(
                    new TransactionOperationAbstract() {
                        @Override
                        public void beforeCommit(Transaction committed) {
                            took(packetId);
                        }

                        @Override
                        public void afterRollback(Transaction rolledBack) {
                            forget(packetId);
                        }
                    });
        }
    }

    /**
     * The device released a message: its packet id may name another from now on. Writes to the
     * journal.
     *
     * @return done when the disk has it
     */
    CompletableFuture<Void> release(int packetId) {
        if (!forget(packetId)) {
            return CompletableFuture.completedFuture(null);
        }
        String key = Sessions.key(device, packetId);
        return sessions.journal()
                .write(
                        sessions.taken().lock(key),
                        transaction -> sessions.taken().remove(transaction, key));
    }
}
