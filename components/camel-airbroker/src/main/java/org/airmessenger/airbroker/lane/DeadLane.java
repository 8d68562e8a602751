/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.LaneClass;
import org.airmessenger.message.Lanes;

import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.filter.impl.FilterImpl;
import org.apache.activemq.artemis.core.persistence.OperationContext;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.persistence.impl.journal.OperationContextImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.impl.AckReason;
import org.apache.activemq.artemis.utils.collections.LinkedListIterator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The dead of one destination: looked at, put back, or removed. The broker pages through them. */
final class DeadLane {

    private static final int CHUNK = 500;
    private static final int PER_TRANSACTION = 1000;
    private static final long WAIT_MILLIS = 30_000;

    private final ActiveMQServer server;
    private final Destination destination;

    DeadLane(ActiveMQServer server, Destination destination) {
        this.server = server;
        this.destination = destination;
    }

    /** The oldest ones, without bodies. */
    List<Lanes.Dead> list(int limit) {
        List<Lanes.Dead> found = new ArrayList<>();
        try (LinkedListIterator<MessageReference> all = destination.dead().browserIterator()) {
            while (found.size() < limit && all.hasNext()) {
                found.add(describe(all.next(), false));
            }
        }
        return found;
    }

    /** One with its body, or null. */
    Lanes.Dead find(String id) {
        try (LinkedListIterator<MessageReference> all = destination.dead().browserIterator()) {
            while (all.hasNext()) {
                MessageReference reference = all.next();
                if (id.equals(text(reference.getMessage().toCore(), AirHeaders.ID))) {
                    return describe(reference, true);
                }
            }
        }
        return null;
    }

    /** Puts them back into the lanes they came from, behind what waits there. */
    int retry(List<String> ids) {
        int moved = 0;
        for (LaneClass laneClass : LaneClass.values()) {
            LaneQueue lane = destination.lane(laneClass);
            String isClass = LaneMessages.DEAD_CLASS + " = '" + laneClass.word() + '\'';
            for (List<String> chunk : chunks(ids)) {
                String filter = chunk.isEmpty() ? isClass : isClass + " AND " + anyOf(chunk);
                moved +=
                        durably(
                                dead ->
                                        dead.moveReferences(
                                                PER_TRANSACTION,
                                                FilterImpl.createFilter(filter),
                                                lane.address,
                                                false,
                                                lane.binding));
            }
        }
        return moved;
    }

    /** Removes them for good. */
    int purge(List<String> ids) {
        int removed = 0;
        for (List<String> chunk : chunks(ids)) {
            Filter filter = filter(chunk);
            removed +=
                    durably(
                            dead ->
                                    dead.deleteMatchingReferences(
                                            PER_TRANSACTION, filter, AckReason.KILLED));
        }
        destination.account.purged.add(removed);
        destination.metrics.dropped("purged", removed);
        return removed;
    }

    private static Filter filter(List<String> chunk) {
        try {
            return chunk.isEmpty() ? null : FilterImpl.createFilter(anyOf(chunk));
        } catch (Exception e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static List<List<String>> chunks(List<String> ids) {
        if (ids.isEmpty()) {
            return Collections.singletonList(List.of());
        }
        List<List<String>> chunks = new ArrayList<>();
        for (int i = 0; i < ids.size(); i += CHUNK) {
            chunks.add(ids.subList(i, Math.min(ids.size(), i + CHUNK)));
        }
        return chunks;
    }

    /** A selector; an id can hold anything, so quotes are doubled. */
    private static String anyOf(List<String> ids) {
        StringBuilder text = new StringBuilder(AirHeaders.ID).append(" IN (");
        for (int i = 0; i < ids.size(); i++) {
            text.append(i == 0 ? "'" : ", '").append(ids.get(i).replace("'", "''")).append('\'');
        }
        return text.append(')').toString();
    }

    /** Work on the queue of the dead. */
    @FunctionalInterface
    private interface Work {
        int on(Queue dead) throws Exception;
    }

    private int durably(Work work) {
        StorageManager storage = server.getStorageManager();
        OperationContext before = OperationContextImpl.getContext();
        OperationContext context = storage.newContext(server.getExecutorFactory().getExecutor());
        storage.setContext(context);
        try {
            int count = work.on(destination.dead());
            if (!context.waitCompletion(WAIT_MILLIS)) {
                throw new IllegalStateException("not on disk within 30 s");
            }
            return count;
        } catch (Exception e) {
            throw new IllegalStateException(
                    "AIR-4104 the dead of %s must be movable but were not; look at the disk"
                            .formatted(destination.name),
                    e);
        } finally {
            storage.setContext(before);
        }
    }

    private Lanes.Dead describe(MessageReference reference, boolean withBody) {
        ICoreMessage message = reference.getMessage().toCore();
        byte[] body = LaneMessages.body(message);
        Object attempts = message.getObjectProperty(LaneMessages.DEAD_ATTEMPTS);
        Object time = message.getObjectProperty(SimpleString.of(AirHeaders.TIME));
        return new Lanes.Dead(
                destination.name,
                text(message, AirHeaders.ID),
                text(message, AirHeaders.DEVICE),
                text(message, AirHeaders.TOPIC),
                text(message, LaneMessages.DEAD_REASON.toString()),
                attempts instanceof Integer number ? number : 0,
                time instanceof Long millis ? millis : message.getTimestamp(),
                body.length,
                withBody ? body : new byte[0]);
    }

    private static String text(ICoreMessage message, String name) {
        Object value = message.getObjectProperty(SimpleString.of(name));
        return value == null ? "" : value.toString();
    }
}
