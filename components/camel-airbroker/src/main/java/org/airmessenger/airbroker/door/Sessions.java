/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.broker.Journal;
import org.airmessenger.airbroker.broker.Records;
import org.airmessenger.airbroker.retained.RetainedMessages;
import org.airmessenger.message.Identities;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The sessions of all devices (MQTT 5.0, 4.1): which there are, on disk where they outlive their
 * connections, and when each ends. The broker keeps what it needs for its part in memory; it is
 * given that again at a start, and it ends no session by itself that the door does not.
 */
final class Sessions {

    private static final long LOOK_SECONDS = 1;

    private final ActiveMQServer server;
    private final BrokerSessions broker;
    private final Journal journal;
    private final Records records;
    private final Records taken;
    private final int most;
    private final LongSupplier clock;
    private final ConcurrentHashMap<String, Session> sessions = new ConcurrentHashMap<>();

    /** Ended here, and perhaps not yet in the broker. */
    private final ConcurrentLinkedQueue<String> ended = new ConcurrentLinkedQueue<>();

    private ScheduledFuture<?> looking;

    /**
     * None yet.
     *
     * @param server a running broker
     * @param most most sessions that are stored
     * @param clock epoch milliseconds
     */
    Sessions(ActiveMQServer server, int most, LongSupplier clock) {
        this.server = server;
        this.broker = new BrokerSessions(server);
        this.journal = new Journal(server);
        this.records = new Records(server, "session");
        this.taken = new Records(server, "once");
        this.most = most;
        this.clock = clock;
    }

    static String key(String device, int packetId) {
        return device + '/' + packetId;
    }

    /**
     * Takes over what the journal has, and removes what no session has any more; once, before
     * anybody comes.
     *
     * @throws Exception if the broker cannot say
     */
    void load() throws Exception {
        long now = clock.getAsLong();
        for (Map.Entry<String, byte[]> found : records.load().entrySet()) {
            SessionRecord record = SessionRecord.decode(found.getValue());
            // who was here when the gateway died left then; nobody knows when that was
            long left = record.leftAt() == 0 ? now : record.leftAt();
            Session session = new Session(this, found.getKey(), record.expirySeconds(), left);
            session.subscriptions(record.subscriptions());
            session.own(record.own());
            sessions.put(session.device, session);
            broker.restore(session.device, record.subscriptions());
        }
        for (String key : taken.load().keySet()) {
            int slash = key.lastIndexOf('/');
            Session session = sessions.get(key.substring(0, slash));
            if (session == null) {
                journal.write(taken.lock(key), transaction -> taken.remove(transaction, key));
            } else {
                session.took(Integer.parseInt(key.substring(slash + 1)));
            }
        }
        look();
        broker.removeOrphans(sessions.values());
        looking =
                server.getScheduledPool()
                        .scheduleWithFixedDelay(
                                () -> executor().execute(this::look),
                                LOOK_SECONDS,
                                LOOK_SECONDS,
                                TimeUnit.SECONDS);
    }

    void close() {
        if (looking != null) {
            looking.cancel(false);
        }
    }

    /** For what may touch the journal. */
    Executor executor() {
        return server.getThreadPool();
    }

    Journal journal() {
        return journal;
    }

    Records taken() {
        return taken;
    }

    /** What the broker has of a connected device's subscriptions. */
    Set<String> subscriptionsOf(Identity identity) {
        return broker.filtersOf(identity.device());
    }

    /** Gives a new subscription of a connected device what is retained for it. */
    void sendRetained(String device, String filter, RetainedMessages retained) {
        Queue queue = broker.queueOf(device, filter);
        if (queue != null) {
            try {
                retained.deliver(filter, queue);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** How many are on disk. */
    int stored() {
        return records.size();
    }

    /** A device's session, or null. */
    Session find(String device) {
        return sessions.get(device);
    }

    /**
     * A device connects: finds its session or begins one, and takes out of it what the device may
     * not have any more. Writes to the journal.
     *
     * @param clean what was before is to end
     * @param expirySeconds how long the session outlives the connection
     * @throws RefusedException if too many sessions are stored
     */
    Session arrive(Identity identity, boolean clean, int expirySeconds, Identities identities) {
        String device = identity.device();
        synchronized (records.lock(device)) {
            Session before = sessions.get(device);
            boolean resumes = before != null && !clean && !before.isOver(clock.getAsLong());
            if (expirySeconds > 0 && !records.contains(device) && records.size() >= most) {
                throw new RefusedException(
                        Refusal.OVER_RATE,
                        "AIR-1071 at most %d sessions must be stored but as many are; let some expire, or raise air.source.mqtt.maxSessions"
                                .formatted(most));
            }
            if (before != null && !resumes) {
                end(before);
            }
            Session session = resumes ? before : new Session(this, device, expirySeconds, 0);
            session.here(expirySeconds);
            if (resumes) {
                broker.prune(session, identity, identities);
            }
            sessions.put(device, session);
            persist(session);
            return session;
        }
    }

    /** Whether a device that connects goes on with a session. */
    boolean isPresent(String device, boolean clean) {
        Session session = sessions.get(device);
        return session != null && !clean && !session.isOver(clock.getAsLong());
    }

    /**
     * The broker changed a session's subscriptions. Writes to the journal.
     *
     * @return done when the disk has it
     */
    CompletableFuture<Void> subscribed(Session session) {
        session.subscriptions(broker.subscriptionsOf(session.device));
        return persist(session);
    }

    private CompletableFuture<Void> persist(Session session) {
        Object lock = records.lock(session.device);
        return journal.write(
                lock,
                transaction -> {
                    if (session.isStored() && sessions.get(session.device) == session) {
                        records.put(transaction, session.device, session.record().encode());
                    } else if (sessions.get(session.device) == session) {
                        records.remove(transaction, session.device);
                    }
                });
    }

    /** A device's connection is over; the session ends now, or when its time has come. */
    void left(Session session) {
        session.left(clock.getAsLong());
        executor()
                .execute(
                        () -> {
                            synchronized (records.lock(session.device)) {
                                if (session.leftAt() == 0
                                        || sessions.get(session.device) != session) {
                                    // it is here again
                                    return;
                                }
                                if (session.isStored()) {
                                    persist(session);
                                } else {
                                    end(session);
                                }
                            }
                        });
    }

    /** Ends what is over; in the broker, too. */
    private void look() {
        long now = clock.getAsLong();
        for (Session session : sessions.values()) {
            if (session.isOver(now)) {
                synchronized (records.lock(session.device)) {
                    if (session.isOver(now) && sessions.get(session.device) == session) {
                        end(session);
                    }
                }
            }
        }
        for (int left = ended.size(); left > 0; left--) {
            String device = ended.poll();
            if (device != null && !sessions.containsKey(device) && !broker.end(device)) {
                ended.add(device);
            }
        }
    }

    /** Under the lock of its record. */
    private void end(Session session) {
        sessions.remove(session.device, session);
        Set<Integer> unreleased = session.allTaken();
        if (records.contains(session.device) || !unreleased.isEmpty()) {
            journal.write(
                    records.lock(session.device),
                    transaction -> {
                        records.remove(transaction, session.device);
                        for (int packetId : unreleased) {
                            taken.remove(transaction, key(session.device, packetId));
                        }
                    });
        }
        if (!broker.end(session.device)) {
            ended.add(session.device);
        }
    }

    /** The sessions there are. */
    List<Session> all() {
        return List.copyOf(sessions.values());
    }
}
