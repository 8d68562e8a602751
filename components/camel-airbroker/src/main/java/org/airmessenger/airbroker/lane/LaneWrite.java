/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.airbroker.broker.Companion;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.FirstSend;
import org.airmessenger.message.Plan;
import org.airmessenger.message.Presence;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;
import org.airmessenger.message.Ticket;

import org.apache.activemq.artemis.api.core.ActiveMQAddressFullException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.io.IOCallback;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.persistence.impl.journal.LargeServerMessageImpl;
import org.apache.activemq.artemis.core.postoffice.PostOffice;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.impl.TransactionImpl;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;

import java.io.IOException;
import java.util.List;

/** One message on its way into the journal: room, copies, one write, one completion. */
final class LaneWrite implements IOCallback {

    private final LaneWriter writer;
    private final Exchange exchange;
    private final Plan plan;
    private final AsyncCallback callback;
    private final Duplicates.Key key;
    private final int duplicateWindow;
    private final WriteLine line;

    private boolean isNew;
    private final long started;
    private final int qos;

    private final LanePlaces places;
    private long size;
    private byte[] body;
    private boolean toLocal;
    private Mail.Claim mail;

    /** The topic whose retained message it becomes; null if it does not. */
    private String retainedTopic;

    private Companion companion;
    private boolean placed;
    private boolean owner;

    /** The journal is waited for. */
    private boolean durable;

    /** A durable copy carries the id: only then a resend is a duplicate. */
    private boolean remembered;

    LaneWrite(LaneWriter writer, Exchange exchange, Plan plan, AsyncCallback callback) {
        this.writer = writer;
        this.plan = plan;
        this.exchange = exchange;
        this.callback = callback;
        this.started = writer.clock.nanoTime();
        Integer window = exchange.getProperty(AirHeaders.DUPLICATE_WINDOW, Integer.class);
        boolean given = Boolean.TRUE.equals(exchange.getProperty(AirHeaders.ID_GIVEN));
        this.duplicateWindow = given && window != null ? window : 0;
        this.key = duplicateWindow > 0 ? Duplicates.Key.of(exchange.getMessage()) : null;
        this.line = writer.lineOf(exchange.getMessage().getHeader(AirHeaders.DEVICE));
        Integer quality = exchange.getMessage().getHeader(AirHeaders.QOS, Integer.class);
        this.qos = quality == null ? 1 : quality;
        this.places = new LanePlaces(writer, plan, qos);
    }

    Duplicates.Key key() {
        return key;
    }

    /** Whether it may be lost: its id is never remembered, and no duplicate waits for it. */
    boolean isAtMostOnce() {
        return qos == 0;
    }

    /** Whether nobody can have sent its id before; then its copies find it from now on. */
    boolean isNew() {
        isNew = line.news().add(this, exchange.getProperty(AirHeaders.FIRST_SEND, FirstSend.class));
        return isNew;
    }

    /** Where it is written. */
    WriteLine line() {
        return line;
    }

    /** Its outcome is the outcome of its duplicates. */
    void own() {
        owner = true;
    }

    boolean isOwner() {
        return owner;
    }

    int duplicateWindow() {
        return duplicateWindow;
    }

    /** Checks the room everywhere, then writes; never throws. */
    void place() {
        try {
            if (admit()) {
                write();
            } else {
                finish(null);
            }
        } catch (Exception e) {
            failed(e);
        }
    }

    /** Ends without a write: a message that is already kept. */
    void duplicate() {
        exchange.setProperty(AirHeaders.DUPLICATE, true);
        writer.metrics.duplicate();
        complete(null);
    }

    private boolean admit() throws Exception {
        if (plan == null || !(exchange.getMessage().getBody() instanceof byte[] bytes)) {
            throw new RefusedException(
                    Refusal.FAILED,
                    "AIR-3105 a message for the lanes must have a plan and a body of bytes but had"
                            + " not; put air-lanes-classify-action before airbroker:lanes");
        }
        body = bytes;
        size = bytes.length + LaneWriter.HEADER_BYTES;
        companion = exchange.getProperty(Companion.PROPERTY, Companion.class);
        String topic = exchange.getMessage().getHeader(AirHeaders.TOPIC, String.class);
        boolean local = plan.local() && topic != null && !Destination.isLane(topic);
        toLocal = local && LocalCopies.isWanted(writer.server.getPostOffice(), topic);
        if (local && Boolean.TRUE.equals(exchange.getProperty(AirHeaders.RETAIN))) {
            retainedTopic = topic;
        }
        mail = local ? writer.mail().claim(exchange, topic, qos, size) : null;
        if (plan.destinations().isEmpty() && !isLocal()) {
            throw new RefusedException(
                    Refusal.NO_RECEIVER,
                    "AIR-3101 a topic must have a rule or a subscriber but had neither; add a rule"
                            + " or subscribe");
        }
        writer.checkDisk();
        if (retainedTopic != null && body.length > 0) {
            writer.retained.check(retainedTopic, owner(), size);
        }
        places.reserve(size);
        return isLocal() || companion != null || !places.lanes().isEmpty();
    }

    private boolean isLocal() {
        return toLocal || retainedTopic != null || mail != null;
    }

    /** Whose topic a retained one is; nobody's if the gateway itself speaks. */
    private String owner() {
        return retainedTopic.startsWith(Presence.TOPICS)
                ? null
                : exchange.getMessage().getHeader(AirHeaders.DEVICE, String.class);
    }

    private void write() {
        durable = isLocal() && qos > 0 || companion != null || places.isAnyDurable();
        remembered = durable && qos > 0 && key != null;
        line.add(this);
    }

    /** Whether it goes into lanes and nowhere else. */
    boolean isPlain() {
        return !isLocal() && companion == null;
    }

    /** Whether one of its lanes has pages now. */
    boolean isPaging() {
        for (LaneQueue lane : places.lanes()) {
            if (lane.queue.getPagingStore().isPaging()) {
                return true;
            }
        }
        return false;
    }

    /** Whether it needs no transaction: all that is written is one message. */
    boolean isAlone() {
        int all = places.lanes().size() + (toLocal ? 1 : 0) + letters().size();
        return all <= 1 && !remembered && retainedTopic == null && companion == null;
    }

    boolean isDurable() {
        return durable;
    }

    boolean isRemembered() {
        return remembered;
    }

    /** When it began, by the clock's nanoseconds. */
    long started() {
        return started;
    }

    /** Puts every copy where it belongs, of one that is not plain. */
    void routeApart() throws Exception {
        StorageManager storage = writer.server.getStorageManager();
        if (isAlone()) {
            route(null);
        } else if (retainedTopic == null) {
            routeWithCompanion(storage);
        } else {
            synchronized (writer.retained.lock(retainedTopic)) {
                routeWithCompanion(storage);
            }
        }
    }

    private void routeWithCompanion(StorageManager storage) throws Exception {
        if (companion == null) {
            routeTogether(storage);
        } else {
            synchronized (companion.lock()) {
                routeTogether(storage);
            }
        }
    }

    private void routeTogether(StorageManager storage) throws Exception {
        Transaction transaction = new TransactionImpl(storage);
        try {
            if (companion != null) {
                companion.join(transaction);
            }
            writer.duplicates.remember(List.of(this), transaction);
            retain(transaction);
            route(transaction);
            transaction.commit();
        } catch (Exception e) {
            transaction.tryRollback();
            throw e;
        }
    }

    private void retain(Transaction transaction) throws Exception {
        if (retainedTopic != null && body.length == 0) {
            writer.retained.clear(transaction, retainedTopic);
        } else if (retainedTopic != null) {
            writer.retained.keep(transaction, owner(), LocalCopies.encode(0, exchange, body, qos));
        }
    }

    /**
     * Puts every copy where it belongs.
     *
     * @param transaction null if it is alone
     */
    void route(Transaction transaction) throws Exception {
        PostOffice office = writer.server.getPostOffice();
        StorageManager storage = writer.server.getStorageManager();
        CoreMessage first = null;
        for (LaneQueue lane : places.lanes()) {
            boolean isKept = places.isDurable(lane);
            long id = storage.generateID();
            CoreMessage copy =
                    first == null
                            ? LaneMessages.encode(id, exchange.getMessage(), body, isKept)
                            : (CoreMessage) first.copy(id);
            first = first == null ? copy : first;
            copy.setDurable(isKept);
            copy.setAddress(lane.address);
            // straight to the lane's own queue: a subscription to # must not see the lanes
            office.route(large(copy, storage), transaction, false, false, lane.binding);
        }
        for (Mail.Copy letter : letters()) {
            CoreMessage copy =
                    LaneMessages.encode(storage.generateID(), exchange.getMessage(), body, true);
            letter.address(copy);
            office.route(large(copy, storage), transaction, false, false, letter.binding());
        }
        if (toLocal) {
            CoreMessage copy = LocalCopies.encode(storage.generateID(), exchange, body, qos);
            LocalRoute route =
                    new LocalRoute(
                            transaction,
                            writer.caps(),
                            copy.getPersistentSize(),
                            copy.getAddress());
            office.route(large(copy, storage), route, false);
        }
    }

    private List<Mail.Copy> letters() {
        return mail == null ? List.of() : mail.copies();
    }

    private static Message large(CoreMessage message, StorageManager storage) throws Exception {
        return LargeServerMessageImpl.checkLargeMessage(message, storage);
    }

    /** The journal has it. */
    @Override
    public void done() {
        places.accepted();
        places.release();
        if (mail != null) {
            mail.kept();
        }
        writer.metrics.written(writer.clock.nanoTime() - started);
        for (LaneQueue lane : places.lanes()) {
            lane.dropExcess();
        }
        complete(null);
    }

    /** The journal has it not. */
    @Override
    public void onError(int code, String text) {
        journalFailed(new IOException(code + " " + text), code + " " + text);
    }

    /** It could not be written. */
    void failed(Exception cause) {
        if (cause instanceof RefusedException refusal) {
            finish(refusal);
            return;
        }
        if (cause instanceof ActiveMQAddressFullException) {
            finish(
                    new RefusedException(
                            Refusal.LANE_FULL,
                            "AIR-3117 the subscribers of a topic must have room but have none; let"
                                    + " them read or raise the room of topics",
                            LaneWriter.RETRY_MILLIS));
            return;
        }
        journalFailed(cause, cause);
    }

    private void journalFailed(Exception cause, Object words) {
        writer.writeFailed(cause);
        finish(
                new RefusedException(
                        Refusal.FAILED,
                        "AIR-3104 the journal must take a message but failed with "
                                + words
                                + "; look at the disk"));
    }

    private void finish(RefusedException refusal) {
        places.release();
        if (mail != null) {
            mail.refused();
        }
        if (refusal != null) {
            writer.metrics.refused(refusal.refusal());
        }
        complete(refusal);
    }

    private void complete(RefusedException refusal) {
        if (refusal == null) {
            placed();
        } else {
            // no place was given up: the door decides whether the message waits or is refused
            exchange.setException(refusal);
        }
        if (isNew) {
            isNew = false;
            line.news().remove(this);
        }
        if (owner) {
            owner = false;
            writer.duplicates.end(this, refusal == null && remembered);
        }
        callback.done(false);
    }

    /** Nothing that its device sends later comes before it. */
    void placed() {
        if (!placed) {
            placed = true;
            Ticket ticket = exchange.getProperty(AirHeaders.TICKET, Ticket.class);
            if (ticket != null) {
                ticket.placed();
            }
        }
    }
}
