/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.postoffice.QueueBinding;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The room of all sessions. In the broker, what waits for one forgotten session fills the memory of
 * all addresses, the lanes' too; so a session has room of its own, and loses what is beyond it.
 */
final class SessionCaps {

    /** How the name of a queue begins that is no device's, but the gateway's. */
    private static final char OWN = '$';

    final ActiveMQServer server;
    final SessionLimits limits;
    final RoomMetrics metrics;
    final Consumer<Exception> journalFailed;

    private final SessionMemory memory;
    private final ConcurrentHashMap<SimpleString, SessionDropper> queues =
            new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, SessionCap> caps = new ConcurrentHashMap<>();

    /**
     * Knows no session yet.
     *
     * @param server a broker, started before {@link #load()}
     * @param journalFailed told when what is dropped could not leave the journal
     */
    SessionCaps(
            ActiveMQServer server,
            SessionLimits limits,
            RoomMetrics metrics,
            Consumer<Exception> journalFailed) {
        this.server = server;
        this.limits = limits;
        this.metrics = metrics;
        this.journalFailed = journalFailed;
        this.memory = new SessionMemory(server);
    }

    /**
     * Takes up what waits since the last run.
     *
     * @throws Exception if the broker cannot say
     */
    void load() throws Exception {
        for (Binding binding : server.getPostOffice().getAllBindings().toList()) {
            if (binding instanceof QueueBinding found
                    && found.getQueue().getRoutingType() == RoutingType.MULTICAST) {
                of(found.getQueue());
            }
        }
    }

    /** Whether a subscription's queue gets a message; what has no room is dropped, and counted. */
    boolean admits(Queue queue, long size) {
        SessionDropper dropper = of(queue);
        return dropper == null || dropper.cap.admits(size);
    }

    /** Null for a queue that is no session's. */
    private SessionDropper of(Queue queue) {
        SimpleString name = queue.getName();
        SessionDropper known = queues.get(name);
        if (known != null && known.queue == queue) {
            return known;
        }
        String text = name.toString();
        if (text.isEmpty() || text.charAt(0) == OWN) {
            return null;
        }
        if (known != null) {
            forget(name);
        }
        return queues.computeIfAbsent(
                name,
                key ->
                        caps.computeIfAbsent(ownerOf(text), owner -> new SessionCap(this, owner))
                                .add(queue));
    }

    /** The client id of a session, or the queue of a group. */
    private static String ownerOf(String queue) {
        int dot = queue.indexOf('.');
        return dot < 0 || SessionCap.isGroup(queue) ? queue : queue.substring(0, dot);
    }

    /** A queue is going to be gone; from any thread. */
    void forget(SimpleString name) {
        SessionDropper gone = queues.remove(name);
        if (gone != null) {
            gone.cap.remove(gone);
            caps.computeIfPresent(gone.cap.owner, (owner, cap) -> cap.isEmpty() ? null : cap);
        }
    }

    /** Every second: what was counted late is found. */
    void look() {
        caps.values().forEach(SessionCap::look);
        try {
            memory.look(queues.values());
        } catch (Exception e) {
            journalFailed.accept(e);
        }
    }

    /** Nothing is dropped any more: the broker is going to stop. */
    void stop() {
        caps.values().forEach(SessionCap::rest);
    }
}
